"""The append-only, hash-chained ledger of acts; the timelines are read from it."""
