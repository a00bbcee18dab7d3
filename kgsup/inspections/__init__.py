"""Going there: checklists, visits on the phone and on paper, their judgement, records and findings."""
