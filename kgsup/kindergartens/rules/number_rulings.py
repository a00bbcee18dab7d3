"""How a licence number is settled that imported history gives to several kindergartens."""

from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_labels

LONGEST_REASON = 500


class RulingKind(StrEnum):
    """What was found when the papers were looked at."""

    ONE_KEEPS_IT = "one_keeps_it"
    EACH_BEARS_IT = "each_bears_it"


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What was found about a number, and why; ``keeper`` is the public id of who keeps it.

    Where the papers of all were seen and each truly bears the number, the keeper is the one against
    whom a further bearer is a new conflict.
    """

    digits: str
    kind: RulingKind
    keeper: str
    reason: str

    @property
    def stated_reason(self) -> str:
        """The reason without outer blanks; raises ``RuleViolation`` for none or an endless one."""
        reason = self.reason.strip()
        if not reason:
            raise RuleViolation(N_("Say why: which papers were seen, and what they showed."))
        if len(reason) > LONGEST_REASON:
            raise RuleViolation(
                N_("A reason has up to %(count)s characters."), count=LONGEST_REASON
            )
        return reason


register_labels(
    {
        RulingKind.ONE_KEEPS_IT: N_("One keeps the number; the others' entry of it is a mistake"),
        RulingKind.EACH_BEARS_IT: N_("The papers were seen and each bears the number"),
    }
)
