"""Sponsors, controllers and companies: a party's page, entering and ending stakes."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.audit.queries import timeline
from kgsup.core import clock
from kgsup.kindergartens import queries, service
from kgsup.kindergartens.forms.ownership import EndStakeForm, PartyForm, StakeForm
from kgsup.kindergartens.models import Kindergarten, Party, Stake
from kgsup.kindergartens.rules.ownership.parties import StakeKind
from kgsup.kindergartens.views.blueprint import blueprint
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import given
from kgsup.web.replies import render_form

_OF_COMPANIES = tuple(kind for kind in StakeKind if kind is not StakeKind.SPONSOR)


@blueprint.route("/parties/<public_id>")
@requires(Permission.REGISTER_READ)
def show_party(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    party = queries.get_party(public_id, actor)
    return render_template(
        "kindergartens/show_party.html",
        party=party,
        holdings=queries.holdings_of(party, actor),
        holders=queries.holders_of_party(party, clock.today()),
        entries=timeline("party", public_id, limit=50),
        today=clock.today(),
    )


@blueprint.route("/parties/<public_id>/change", methods=["GET", "POST"])
@requires(Permission.REGISTER_CHANGE)
def change_party(public_id: str) -> ResponseReturnValue:
    party = queries.get_party(public_id, current_actor())
    form = PartyForm()
    form.offer()
    if not form.is_submitted():
        form.fill(party)
    act = Act(
        do=lambda: service.change_party(
            public_id, form.party(), current_actor(), clock.now(), version=form.version_number
        ),
        said=lambda: _("The change has been saved."),
        version=lambda: queries.get_party(public_id, current_actor()).version,
    )
    if form.validate_on_submit() and carry_out(form, act):
        return redirect(url_for(".show_party", public_id=public_id))
    return render_form("kindergartens/change_party.html", form, party=party)


# ── entering stakes


@blueprint.route("/kindergartens/<public_id>/stakes/new", methods=["GET", "POST"])
@requires(Permission.REGISTER_CHANGE)
def enter_stake(public_id: str) -> ResponseReturnValue:
    kindergarten = queries.get_kindergarten(public_id, current_actor())
    form = StakeForm()
    form.offer(list(StakeKind))
    return _enter(form, kindergarten, url_for(".show_kindergarten", public_id=public_id))


@blueprint.route("/parties/<public_id>/stakes/new", methods=["GET", "POST"])
@requires(Permission.REGISTER_CHANGE)
def enter_stake_in_company(public_id: str) -> ResponseReturnValue:
    company = queries.get_party(public_id, current_actor())
    form = StakeForm()
    form.offer(_OF_COMPANIES)
    return _enter(form, company, url_for(".show_party", public_id=public_id))


def _enter(form: StakeForm, held: Kindergarten | Party, back_url: str) -> ResponseReturnValue:
    known: list[Party] = []
    if form.is_submitted():
        known = queries.find_parties(held.county_code, form.name.data or "", current_actor())
    form.offer_known(known)
    act = Act(do=lambda: _write(form, held, known), said=lambda: _("The stake has been entered."))
    if form.validate_on_submit() and carry_out(form, act):
        return redirect(back_url)
    return render_form(
        "kindergartens/enter_stake.html", form, held=held, known=known, back_url=back_url
    )


def _write(form: StakeForm, held: Kindergarten | Party, known: list[Party]) -> Stake:
    actor, now = current_actor(), clock.now()
    holder = form.chosen(known)
    if holder is None:
        holder = service.enter_party(held.county_code, form.party(), actor, now).public_id
    if isinstance(held, Kindergarten):
        new = form.stake(holder, kindergarten=held.public_id)
    else:
        new = form.stake(holder, company=held.public_id)
    return service.enter_stake(new, actor, now)


# ── ending them


@blueprint.route("/stakes/<public_id>/end", methods=["GET", "POST"])
@requires(Permission.REGISTER_CHANGE)
def end_stake(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    stake = queries.get_stake(public_id, actor)
    read = queries.read_stake(stake)
    form = EndStakeForm()
    form.offer()
    if not form.is_submitted():
        form.version.data = str(stake.version)
    act = Act(
        do=lambda: _end(public_id, form),
        said=lambda: _("The stake has ended."),
        version=lambda: queries.get_stake(public_id, current_actor()).version,
    )
    if read.kindergarten is not None:
        back_url = url_for(".show_kindergarten", public_id=read.kindergarten.public_id)
    else:
        back_url = url_for(".show_party", public_id=given(read.company).public_id)
    if form.validate_on_submit() and carry_out(form, act):
        return redirect(back_url)
    return render_form("kindergartens/end_stake.html", form, read=read, back_url=back_url)


def _end(public_id: str, form: EndStakeForm) -> Stake:
    actor, now, version = current_actor(), clock.now(), form.version_number
    if form.is_mistake:
        reason = form.reason.data or ""
        return service.take_back_stake(public_id, reason, actor, now, version=version)
    return service.end_stake(public_id, form.until, actor, now, version=version)
