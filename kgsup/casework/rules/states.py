"""The life of a proposal up to its signing-off: states, acts and the table that joins them.  Pure.

拟稿 → 审核 → (法制审核) → (集体讨论) → 签发; a step that an act does not need is not in its table.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from kgsup.core.workflow import actions_from


class ProposalState(StrEnum):
    DRAFTED = "drafted"
    SECTION_REVIEW = "section_review"
    LEGAL_REVIEW = "legal_review"
    DISCUSSION = "discussion"
    TO_SIGN = "to_sign"
    SIGNED_OFF = "signed_off"
    WITHDRAWN = "withdrawn"


class ProposalAction(StrEnum):
    SUBMIT = "submit"
    AGREE = "agree"
    SIGN_OFF = "sign_off"
    SEND_BACK = "send_back"
    SKIP = "skip"  # the legal review, in a small bureau
    RECORD_DISCUSSION = "record_discussion"
    CHANGE = "change"
    WITHDRAW = "withdraw"


OPEN_STATES = (
    ProposalState.DRAFTED,
    ProposalState.SECTION_REVIEW,
    ProposalState.LEGAL_REVIEW,
    ProposalState.DISCUSSION,
    ProposalState.TO_SIGN,
)

Table = dict[tuple[ProposalState, ProposalAction], ProposalState]


@dataclass(frozen=True, kw_only=True)
class Needs:
    """The steps that not every act needs."""

    legal_review: bool
    discussion: bool


def path_of(needs: Needs) -> tuple[ProposalState, ...]:
    """The steps after submitting, in order."""
    optional = {
        ProposalState.LEGAL_REVIEW: needs.legal_review,
        ProposalState.DISCUSSION: needs.discussion,
    }
    return tuple(state for state in OPEN_STATES[1:] if optional.get(state, True))


def table_of(needs: Needs) -> Table:
    """The transitions of a proposal with these needs."""
    path = path_of(needs)
    table: Table = {
        (ProposalState.DRAFTED, ProposalAction.SUBMIT): path[0],
        (ProposalState.DRAFTED, ProposalAction.CHANGE): ProposalState.DRAFTED,
    }
    for step, following in pairwise(path):
        table |= _forward(step, following)
    table[ProposalState.TO_SIGN, ProposalAction.SIGN_OFF] = ProposalState.SIGNED_OFF
    table[ProposalState.TO_SIGN, ProposalAction.AGREE] = ProposalState.TO_SIGN
    for step in path:
        table[step, ProposalAction.SEND_BACK] = ProposalState.DRAFTED
    for state in OPEN_STATES:
        if state is ProposalState.DRAFTED or state in path:
            table[state, ProposalAction.WITHDRAW] = ProposalState.WITHDRAWN
    return table


def _forward(step: ProposalState, following: ProposalState) -> Table:
    if step is ProposalState.DISCUSSION:
        return {(step, ProposalAction.RECORD_DISCUSSION): following}
    forward: Table = {(step, ProposalAction.AGREE): following}
    if step is ProposalState.LEGAL_REVIEW:
        forward[step, ProposalAction.SKIP] = following
    return forward


def possible_actions(
    state: ProposalState, needs: Needs, *, small_bureau: bool
) -> list[ProposalAction]:
    """The acts that a page offers, in order; leaving out the legal review is for small bureaus alone."""
    actions = actions_from(table_of(needs), state)
    return [action for action in actions if small_bureau or action is not ProposalAction.SKIP]
