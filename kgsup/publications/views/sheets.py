"""The 双公示 sheet of a period."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.areas.queries import counties_of
from kgsup.core import clock
from kgsup.core.errors import DomainError
from kgsup.publications import service
from kgsup.publications.forms import SheetForm
from kgsup.publications.views.blueprint import blueprint
from kgsup.web.forms import given
from kgsup.web.replies import render_form, workbook_reply


@blueprint.route("/publications/credit-sheet")
@requires(Permission.PUBLICATION_READ)
def make_credit_sheet() -> ResponseReturnValue:
    actor, today = current_actor(), clock.today()
    form = SheetForm(request.args, first=today.replace(day=1), last=today)
    counties = counties_of(actor)
    form.county.choices = [(county.code, county.name) for county in counties]
    if "first" in request.args and form.validate():
        code, first, last = form.county.data, given(form.first.data), given(form.last.data)
        try:
            content = service.write_credit_sheet(code, first, last, actor, today)
        except DomainError as error:
            form.refuse(error)
        else:
            return workbook_reply(
                _("Licence decisions %(first)s to %(last)s", first=first, last=last), content
            )
    return render_form("publications/make_credit_sheet.html", form)
