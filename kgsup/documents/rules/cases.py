"""Which page shows the case behind a paper.  Cases lie above papers: they register themselves here.

The register itself lies lower, for clocks, questions and publications have cases as well.
"""

from kgsup.audit.rules import CasePage, find_case_page, register_case_page

__all__ = ["CasePage", "find_case_page", "register_case_page"]
