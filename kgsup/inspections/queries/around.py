"""The facts around a visit document: officers, photographs, open points, calendar."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kgsup.access.actor import Actor
from kgsup.accounts.queries import list_officers
from kgsup.core.clock import local_date
from kgsup.corrections.queries import FindingRow, open_findings_of
from kgsup.files.models import Evidence
from kgsup.files.queries import find_evidence
from kgsup.inspections.rules.checklists import find_checklist
from kgsup.inspections.rules.document import VisitDocument
from kgsup.inspections.rules.judgement import acted_at
from kgsup.inspections.rules.problems import Circumstances, OfficerFacts
from kgsup.kindergartens.models import Kindergarten
from kgsup.workcalendar.queries import terms, work_calendar


@dataclass(frozen=True, kw_only=True)
class Around:
    """What was read for a judgement; ``evidence`` and ``open_points`` by public id."""

    facts: Circumstances
    evidence: Mapping[str, Evidence]
    open_points: Mapping[str, FindingRow]


def officer_facts(county_code: str) -> dict[str, OfficerFacts]:
    """The county's people who may go on visits, by public id, as the accounts know them."""
    return {
        officer.public_id: OfficerFacts(
            public_id=officer.public_id,
            name=officer.name,
            position=officer.position or "",
            supervisor_certificate=officer.supervisor_certificate,
            enforcement_certificate=officer.enforcement_certificate,
            enforcement_certificate_until=officer.enforcement_certificate_until,
        )
        for officer in list_officers(county_code)
    }


def circumstances(
    document: VisitDocument, kindergarten: Kindergarten, actor: Actor, at: dt.datetime
) -> Around:
    """Read what a document is judged on; the kindergarten was loaded in the actor's scope."""
    county_code = kindergarten.county_code
    evidence = _evidence([photo for _, photo in document.all_photos], county_code, actor)
    open_points = {row.finding.public_id: row for row in open_findings_of(kindergarten.id)}
    names = {kindergarten.head, kindergarten.sponsor_name} - {None, ""}
    facts = Circumstances(
        now=at,
        today=local_date(at),
        acted_on=local_date(acted_at(document)),
        officers=officer_facts(county_code),
        signer=actor.public_id,
        checklist=find_checklist(*document.checklist) if document.checklist else None,
        photos=frozenset(evidence),
        open_findings=frozenset(open_points),
        host_names=frozenset(name for name in names if name),
        terms=terms(county_code),
        calendar=work_calendar(),
    )
    return Around(facts=facts, evidence=evidence, open_points=open_points)


def _evidence(photos: Sequence[str], county_code: str, actor: Actor) -> Mapping[str, Evidence]:
    return find_evidence(photos, county_code, actor) if photos else {}
