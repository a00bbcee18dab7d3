"""Acting with a form: one transaction, a refusal that keeps what was typed, and the answer."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash
from flask_babel import gettext as _

from kgsup.core.db import transaction
from kgsup.core.errors import Conflict, DomainError, IllegalTransition, Missing
from kgsup.web.forms import OfficeForm, VersionedForm


@dataclass(frozen=True, kw_only=True)
class Act:
    """An act, what is said when it is done, and the present version of its thing.

    ``version`` is asked after a conflict, so that saving again means it.  ``was_done`` tells after a
    conflict, or when the thing has moved on, whether it was this very act, sent twice, that did it.
    """

    do: Callable[[], object]
    said: Callable[[], str]
    version: Callable[[], int] | None = None
    was_done: Callable[[], bool] = lambda: False


def carry_out(form: OfficeForm, act: Act) -> bool:
    """Do an act in one transaction and say so; ``False`` when the page stays with the refusal on it.

    What the same person sent twice is no conflict.  ``Missing`` goes on to the page of that name.
    """
    try:
        with transaction():
            act.do()
    except Missing:
        raise
    except DomainError as error:
        if isinstance(error, Conflict | IllegalTransition) and act.was_done():
            flash(_("This was already done; nothing was done twice."), "info")
            return True
        form.refuse(error)
        if isinstance(error, Conflict) and isinstance(form, VersionedForm) and act.version:
            form.version.data = str(act.version())
        return False
    flash(act.said(), "success")
    return True
