"""What cannot be done and who asked for it.  Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields
from kgsup.licensing.rules.deciding import Finding


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked for, and by whom."""

    what: str
    by: str


def check_asked(asked: Asked, obstacles: Sequence[Finding]) -> None:
    """Refuse a note on nothing, or without who asked for what."""
    if not obstacles:
        raise RuleViolation(
            N_("Nothing stands in the way that could not be answered with a reason.")
        )
    if not asked.what.strip() or not asked.by.strip():
        raise RuleViolation(N_("Write what was asked for and who asked."))


def instead(obstacles: Sequence[Finding]) -> list[str]:
    """What can be done now, by what stands in the way."""
    codes = [finding.code for finding in obstacles]
    found = []
    if any(code.startswith("paper:") for code in codes):
        found.append("由申请人补交所缺材料，审查期限照常计算")
    if any(code.startswith(("condition:", "missing:")) for code in codes):
        found.append("由申请人具备法定条件后继续办理，或者撤回申请后重新申请")
    if any(code.startswith("head:") for code in codes):
        found.append("由申请人更换园长人选")
    if any(code.startswith("ownership:") for code in codes):
        found.append("由申请人调整举办者、实际控制人、分类或者资产来源")
    if "power:town" in codes:
        found.append("向有权审批的教育行政部门申请")
    return [*found, "依法作出不予许可的书面决定并说明理由"]


ACTS = register_acts(
    {"licensing.application.print_impossibility": N_("Note of what stands in the way printed")}
)
register_fields({"asked": N_("What was asked"), "asked_by": N_("Who asked")})
