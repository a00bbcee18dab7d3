"""Seeding the demo county, whole or not at all."""

import datetime as dt
import getpass

from kgsup.access.actor import Actor
from kgsup.accounts.service import cli_actor
from kgsup.areas.models import County as CountyRow
from kgsup.audit import service as audit
from kgsup.core.db import db, transaction
from kgsup.core.settings import Settings
from kgsup.demo.adapters.tables import read_applications, read_county, read_year
from kgsup.demo.rules.county import County
from kgsup.demo.rules.plan import plan_year
from kgsup.demo.service import people, register
from kgsup.demo.service.annual_checks import plan_annual_check
from kgsup.demo.service.applications import appoint_people, plan_applications
from kgsup.demo.service.evidence import store_pictures
from kgsup.demo.service.scene import Agenda, Scene, moment
from kgsup.demo.service.staff import plan_staff
from kgsup.demo.service.visits import plan_visits
from kgsup.workcalendar import queries as workcalendar
from kgsup.workcalendar.service import enter_shipped_years


def seed_demo(settings: Settings, at: dt.datetime) -> str:
    """Seed the fictional county with its year of work and its accounts; says what was done.

    A second run changes nothing.  What would lie after ``at`` is left out.  One transaction: it is
    there as a whole or not at all; the file of passwords comes before it.
    """
    county = read_county()
    if db.session.get(CountyRow, county.code):
        return f"{county.name} ({county.code}) is there already: nothing done."
    passwords = {officer.username: people.make_password() for officer in county.officers}
    path = people.write_accounts(settings.instance, passwords, county)
    with transaction():
        _play(county, passwords, at)
        audit.enter_later(at)
    return f"{county.name} ({county.code}) with {len(county.kindergartens)} kindergartens; accounts in {path}"


def _play(county: County, passwords: dict[str, str], at: dt.datetime) -> None:
    opened_at = min(moment(county.opened_on, 8, 30), at)
    actor = cli_actor(getpass.getuser())
    enter_shipped_years(actor, opened_at)
    scene = _set_stage(county, passwords, actor, opened_at, at)
    pictures = store_pictures(county.code, actor, opened_at)
    register.plan_register(scene)
    plan_annual_check(scene)
    plan_staff(scene)
    appoint_people(scene, actor, opened_at)
    plan_applications(scene, read_applications(), pictures)
    planned = plan_year(county, read_year(), scene.calendar)
    plan_visits(scene, planned, pictures)
    scene.agenda.run()


def _set_stage(
    county: County,
    passwords: dict[str, str],
    actor: Actor,
    opened_at: dt.datetime,
    until: dt.datetime,
) -> Scene:
    register.add_county(county, actor, opened_at)
    kindergartens = register.enter_kindergartens(county, actor, opened_at)
    return Scene(
        county=county,
        calendar=workcalendar.work_calendar(),
        agenda=Agenda(until),
        actors=people.add_people(county, passwords, kindergartens, actor, opened_at),
        kindergartens=kindergartens,
    )
