"""The county, its rules and terms, its kindergartens past and present, and what changed in the year."""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.areas import service as areas
from kgsup.areas.models import Town
from kgsup.configuration import service as configuration
from kgsup.configuration.rules import Key
from kgsup.core.db import db
from kgsup.demo.rules.county import County
from kgsup.demo.rules.entries import (
    BUREAU,
    CAPS,
    REDUCTIONS,
    figures_of,
    new_kindergarten,
    past_kindergarten,
    present_edition,
    second_edition,
)
from kgsup.demo.service.scene import Scene, moment
from kgsup.kindergartens import service as register
from kgsup.kindergartens.rules.entries import FactChange
from kgsup.kindergartens.rules.facts import Field, Source, SourceKind
from kgsup.kindergartens.rules.identity import State
from kgsup.workcalendar import service as workcalendar

RULES_SINCE = dt.date(2024, 1, 1)
SOURCE = Source(kind=SourceKind.DEMO)
COUNTED_TERMS = {"2026年春季学期": True, "2026年秋季学期": False}  # name → is spring
SECOND_EDITION = 15  # the branch whose licence was printed anew
STATES = (
    (47, State.ENROLMENT_STOPPED, dt.date(2026, 9, 18)),
    (38, State.CLOSING, dt.date(2026, 10, 9)),
)


def county_rules(name: str) -> Mapping[Key, Any]:
    """What the county configured; everything else is as the program ships it."""
    return {
        Key.BUREAU_NAME: BUREAU,
        Key.SUPERVISION_OFFICE_NAME: f"{name}人民政府教育督导室",
        Key.BUREAU_WORD: "青教",
        Key.SUPERVISION_WORD: "青政教督",
        Key.BUREAU_ADDRESS: f"{name}青阳街道县府路1号",
        Key.BUREAU_TELEPHONE: "0199-5550001",
        Key.REVIEW_BODY: f"{name}人民政府",
        Key.COURT: f"{name}人民法院",
        Key.FREE_LAST_YEAR_REDUCTIONS: REDUCTIONS,
        Key.INCLUSIVE_CAPS: CAPS,
        Key.PERMIT_KINDS: {"preparation": {"enabled": True}},
    }


def add_county(county: County, actor: Actor, at: dt.datetime) -> None:
    """Add the county with its towns, terms and rules."""
    areas.add_county(county.code, county.name, actor, at)
    areas.add_towns(county.code, {town.code: town.name for town in county.towns}, actor, at)
    db.session.flush()  # the towns get their people next
    for town in county.towns:
        db.session.execute(
            sa.update(Town)
            .where(Town.county_code == county.code, Town.code == town.code)
            .values(population=town.people)
        )
    for term in county.terms:
        workcalendar.enter_term(county.code, term, actor, at)
    for key, value in county_rules(county.name).items():
        configuration.set_value(county.code, key, value, RULES_SINCE, actor, at)


def enter_kindergartens(county: County, actor: Actor, at: dt.datetime) -> dict[int, str]:
    """Enter the sixty and their predecessors; returns their public ids by number."""
    numbers = [row.number for row in county.kindergartens]
    numbers += [row.number for row in county.closed]
    new = [
        *(new_kindergarten(row) for row in county.kindergartens),
        *(past_kindergarten(row) for row in county.closed),
    ]
    public_ids = register.enter_many(county.code, new, SOURCE, actor, at)
    entered = dict(zip(numbers, public_ids, strict=True))
    for row in county.kindergartens:
        if row.established_on < row.licence_from:
            register.record_licence(entered[row.number], present_edition(row), actor, at, SOURCE)
    return entered


def plan_register(scene: Scene) -> None:
    """Put closures, term counts, a new edition and changes of state on the agenda."""
    clerk = scene.actors["clerk1"]
    for row in scene.county.closed:
        first_day_closed = row.ended_on + dt.timedelta(days=1)
        act = partial(
            _set_state, scene.kindergartens[row.number], State.CLOSED, first_day_closed, clerk
        )
        scene.agenda.add(moment(max(first_day_closed, scene.county.opened_on), 11), act)
    for number, state, day in STATES:
        act = partial(_set_state, scene.kindergartens[number], state, day, clerk)
        scene.agenda.add(moment(day, 10), act)
    for term in scene.terms:
        if term.name in COUNTED_TERMS:
            _plan_counts(scene, term.name, clerk)
    edition = second_edition(scene.county.kindergartens[SECOND_EDITION - 1])
    public_id = scene.kindergartens[SECOND_EDITION]
    scene.agenda.add(
        moment(edition.issued_on or scene.county.today, 15),
        lambda at: _forget(register.record_licence(public_id, edition, clerk, at, SOURCE)),
    )


def _forget(_row: object) -> None:
    """An act's result that nobody needs here."""


def _set_state(public_id: str, state: State, day: dt.date, actor: Actor, at: dt.datetime) -> None:
    change = FactChange(values={Field.STATE: state}, effective_on=day, source=SOURCE)
    register.change_facts(public_id, change, actor, at)


def _plan_counts(scene: Scene, term_name: str, clerk: Actor) -> None:
    term = next(term for term in scene.terms if term.name == term_name)
    for row in scene.county.kindergartens:
        figures = figures_of(row, term, is_spring=COUNTED_TERMS[term_name])
        public_id = scene.kindergartens[row.number]
        act = partial(_record_figures, public_id, figures, clerk)
        scene.agenda.add(moment(figures.counted_on, 9, row.number % 60), act)


def _record_figures(public_id: str, figures: Any, actor: Actor, at: dt.datetime) -> None:
    register.record_figures(public_id, figures, actor, at, SOURCE)
