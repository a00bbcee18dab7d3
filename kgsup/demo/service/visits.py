"""The year's visits, acted out: those of the last fortnight on the phone, the others typed from paper."""

import datetime as dt
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.core.db import Json, db, new_public_id
from kgsup.corrections.models import Finding as FindingRow
from kgsup.corrections.queries import open_findings_of
from kgsup.corrections.rules import Regime
from kgsup.demo.rules.papers import Known, begins_at, ends_at, unfinished, visit_document
from kgsup.demo.rules.visits import is_recent
from kgsup.demo.rules.year import Finding, PlannedYear, Visit
from kgsup.demo.service.evidence import Pictures, store_sample
from kgsup.demo.service.follow_ups import FollowingUp, plan_follow_up
from kgsup.demo.service.scene import Scene, moment
from kgsup.inspections import service as inspections
from kgsup.inspections.rules.checklists import Checklist, find_checklist
from kgsup.inspections.rules.visits import Source
from kgsup.kindergartens.queries import get_kindergarten

TYPED_AT = 17  # o'clock, on the day of the visit
ON_THE_PHONE = dt.timedelta(minutes=3)  # after the last signature
CHECKLISTS = {
    Regime.SUPERVISION: ("monthly-safety-health", 1),
    Regime.INSPECTION: ("six-themes", 1),
}
BROKEN_OFF = Visit(
    serial=0,
    kindergarten=11,
    on=dt.date(2026, 11, 20),
    begins=dt.time(16, 20),
    regime=Regime.SUPERVISION,
    joint=False,
    officers=("inspector1",),
)
# What the phone's and the office's pages write into every document beside what is known here.
_WHOLE: Json = {
    "place": "",
    "helpers": [],
    "notice_number": "",
    "earlier": [],
    "photos": [],
    "advice": "",
    "late_entry": None,
}
HEAD, TEACHER = "园长", "教师（园长外出，受托在场）"


@dataclass(frozen=True, kw_only=True)
class Staging:
    """What each visit needs besides its plan."""

    scene: Scene
    pictures: Pictures
    following_up: FollowingUp
    heads: dict[int, str]


def plan_visits(scene: Scene, planned: PlannedYear, pictures: Pictures) -> None:
    """Put every visit of the year on the agenda; each puts what follows it there itself."""
    staging = Staging(
        scene=scene,
        pictures=pictures,
        following_up=FollowingUp(scene=scene, pictures=pictures),
        heads={row.number: row.head for row in scene.county.kindergartens},
    )
    for visit in planned.visits:
        findings = tuple(planned.findings_of(visit))
        act = partial(_make_visit, staging, visit, findings)
        scene.agenda.add(_entered_at(visit, scene), act)
    scene.agenda.add(begins_at(BROKEN_OFF) + ON_THE_PHONE, partial(_begin_visit, staging))


def _begin_visit(staging: Staging, at: dt.datetime) -> None:
    """A visit that was broken off on Friday evening: it waits on the inspector's My day."""
    content = _WHOLE | visit_document(
        BROKEN_OFF, (), _known(staging, BROKEN_OFF), _checklist(BROKEN_OFF)
    )
    actor = staging.scene.actors[BROKEN_OFF.officers[0]]
    inspections.save_draft(_with_open_points(unfinished(content), actor), None, actor, at)


def _with_open_points(content: Json, actor: Actor) -> Json:
    """The document with a line for each point that is open at the kindergarten, as the phone begins it."""
    kindergarten = get_kindergarten(content["kindergarten"], actor)
    points = [
        {"finding": row.finding.public_id, "result": None, "remark": ""}
        for row in open_findings_of(kindergarten.id)
    ]
    return content | {"earlier": points}


def _entered_at(visit: Visit, scene: Scene) -> dt.datetime:
    if is_recent(visit, scene.county.today):
        return ends_at(visit) + ON_THE_PHONE
    return moment(visit.on, TYPED_AT) + dt.timedelta(seconds=visit.serial)


def _make_visit(
    staging: Staging, visit: Visit, findings: tuple[Finding, ...], at: dt.datetime
) -> None:
    on_phone = is_recent(visit, staging.scene.county.today)
    checklist = _checklist(visit) if on_phone else None
    content = _WHOLE | visit_document(visit, findings, _known(staging, visit), checklist)
    actor = _actor(staging.scene, visit, on_phone=on_phone)
    row = inspections.save_draft(content, None, actor, at)
    signed = inspections.sign_visit(row, actor, at)
    if row.source is Source.PAPER:
        store_sample(signed.report.public_id, staging.pictures, at)
    db.session.flush()  # the findings are asked for next
    made = db.session.execute(
        sa.select(FindingRow).where(FindingRow.origin_id == row.public_id).order_by(FindingRow.id)
    ).scalars()
    pairs = list(zip(findings, (finding.public_id for finding in made), strict=True))
    plan_follow_up(staging.following_up, visit, row.public_id, pairs)


def _checklist(visit: Visit) -> Checklist:
    checklist = find_checklist(*CHECKLISTS[visit.regime])
    if checklist is None:
        raise LookupError(CHECKLISTS[visit.regime])
    return checklist


def _actor(scene: Scene, visit: Visit, *, on_phone: bool) -> Actor:
    """On the phone the first officer signs; paper is typed in by the clerks in turn."""
    if on_phone:
        return scene.actors[visit.officers[0]]
    return scene.actors[("clerk1", "clerk2")[visit.serial % 2]]


def _known(staging: Staging, visit: Visit) -> Known:
    scene = staging.scene
    present = scene.county.present.get(visit.kindergarten)
    host = (present, TEACHER) if present else (staging.heads[visit.kindergarten], HEAD)
    return Known(
        visit=new_public_id(),
        kindergarten=scene.kindergartens[visit.kindergarten],
        officers={name: scene.public_id_of(name) for name in scene.actors},
        officer_names={name: actor.name for name, actor in scene.actors.items()},
        host=host,
        scan=staging.pictures.scan,
        photos=staging.pictures.photos,
        terms=scene.terms,
    )
