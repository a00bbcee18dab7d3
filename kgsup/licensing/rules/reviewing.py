"""Judging an application: what is missing or above the standard, and on which article.  Pure."""

from collections.abc import Iterable

from kgsup.licensing.rules.deciding import Finding
from kgsup.licensing.rules.kinds import KindRule


def missing_papers(rule: KindRule, codes: Iterable[str]) -> list[Finding]:
    """The papers of the list that were never handed in; without those of the law nothing is granted."""
    there = frozenset(codes)
    return [
        Finding(
            code=f"paper:{paper.code}",
            text=f"未提交{paper.name}",
            article=paper.article,
            is_hard=not paper.provisional,
        )
        for paper in rule.papers
        if paper.required and paper.code not in there
    ]
