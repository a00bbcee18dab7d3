"""Rules of visits: regimes, checklists, the visit document and its judgement.  Pure."""
