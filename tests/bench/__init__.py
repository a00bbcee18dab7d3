"""What ``script/bench`` measures.  Ratios hold within one run on one machine; nothing here is a test."""
