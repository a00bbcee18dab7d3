"""What signing off sets in motion: the slice of each act registers its executor here."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from kgsup.access.actor import Actor
from kgsup.casework.models import Proposal
from kgsup.casework.rules import Level


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A signature as the executor sees it.

    ``signer_id`` and ``signer_name`` are whose signature it is, ``actor`` who signed on screen or entered
    the paper; ``on_behalf_of`` is the represented person's name; ``acted_on`` the day that counts.
    """

    signer_id: int
    signer_name: str
    level: Level
    on_behalf_of: str | None
    acted_on: dt.date
    office_number: str | None
    actor: Actor
    at: dt.datetime


Execute = Callable[[Proposal, Signed], object]
Asks = Callable[[Proposal], bool]


@dataclass(frozen=True, kw_only=True)
class Executor:
    """Does an act that was signed off; tells whether it needs a number from the office's register."""

    execute: Execute
    needs_office_number: Asks


_EXECUTORS: dict[str, Executor] = {}


def _never(_proposal: Proposal) -> bool:
    return False


def register_executor(act: str, function: Execute, *, needs_office_number: Asks = _never) -> None:
    """Register what is done, in the transaction of the signature, when an act is signed off.

    The proposal is signed off already and never changes again; what the executor raises undoes all.
    """
    if act in _EXECUTORS:
        raise ValueError(f"{act} has two executors")
    _EXECUTORS[act] = Executor(execute=function, needs_office_number=needs_office_number)


def executor_of(act: str) -> Executor:
    """The executor of an act; raises ``KeyError`` when its slice forgot it."""
    return _EXECUTORS[act]


def needs_office_number(proposal: Proposal) -> bool:
    """Tell whether signing off asks for a number from the office's register."""
    return executor_of(proposal.act).needs_office_number(proposal)
