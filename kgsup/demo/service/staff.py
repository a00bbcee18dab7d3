"""The people of the kindergartens, entered from the county's list when the register was opened."""

import datetime as dt

from kgsup.demo.rules.staff import staff_of
from kgsup.demo.service.scene import Scene, moment
from kgsup.kindergartens.rules.facts import Source, SourceKind
from kgsup.staff import service as staff

ENTERED_ON = dt.date(2026, 9, 28)  # the autumn's count
SOURCE = Source(kind=SourceKind.DEMO)


def plan_staff(scene: Scene) -> None:
    """Put the entering of everybody on the agenda."""
    scene.agenda.add(moment(ENTERED_ON, 16), lambda at: _enter(scene, at))


def _enter(scene: Scene, at: dt.datetime) -> None:
    people = staff_of(scene.county, scene.kindergartens)
    staff.enter_many(scene.code, people, SOURCE, scene.actors["clerk1"], at)
