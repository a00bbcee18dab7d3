"""What can go wrong in the domain, said so that a person understands it.

Messages are marked with ``N_`` where they are raised and translated at the edge, parameters apart.
"""

import re

from kgsup.core.law import Article


def N_(message: str) -> str:
    """Mark a message for the catalogue without translating it here."""
    return message


class DomainError(Exception):
    """A refusal with a message for the person and, where there is one, the article behind it."""

    def __init__(self, message: str, article: Article | None = None, **parameters: object) -> None:
        super().__init__(message)
        self.message = message
        self.article = article
        self.parameters = parameters
        # A stable name for programs: rule_violation, conflict, missing …
        self.code = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(self).__name__).lower()

    def __str__(self) -> str:
        return self.message % self.parameters if self.parameters else self.message


class RuleViolation(DomainError):
    """The law or the county's rules forbid this act on these facts."""


class IllegalTransition(DomainError):
    """The case is not in a state from which this act leads anywhere."""


class Conflict(DomainError):
    """Somebody else changed the same thing in the meantime."""


class Missing(DomainError):
    """The thing does not exist, or not for this actor: both look the same."""


class Busy(DomainError):
    """Too much of this is being done at the moment; the same request succeeds a little later."""
