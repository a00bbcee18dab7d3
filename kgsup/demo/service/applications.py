"""The year's applications, from receipt to service, each act at its own hour by the services of licensing."""

import datetime as dt
from dataclasses import dataclass, field
from functools import partial
from itertools import count

from kgsup.access.actor import Actor, system_actor
from kgsup.casework import service as casework
from kgsup.casework.models import Proposal
from kgsup.casework.queries import list_of
from kgsup.casework.rules import Level, Opinion, ProposalState, SigningOff, Span
from kgsup.core.db import db
from kgsup.demo.rules.applications import DECIDED, FOUNDER, Application, Fate, answers_of
from kgsup.demo.service.evidence import Pictures, store_sample
from kgsup.demo.service.scene import Scene, moment
from kgsup.documents.models import Document
from kgsup.documents.queries import list_of_subject
from kgsup.documents.rules.states import DocumentState, Rendering, Service, ServiceWay
from kgsup.licensing import queries, service
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.queries import certificates as certificates_of
from kgsup.licensing.rules.corrections import Item, Of
from kgsup.licensing.rules.deciding import Draft, Outcome
from kgsup.licensing.rules.fields import CertificatePart
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.origins import Channel
from kgsup.licensing.service import certificates, delivering
from kgsup.licensing.service.ledger import SUBJECT, subject_of
from kgsup.publications import service as publications
from kgsup.publications.queries import list_of as publications_of
from kgsup.publications.rules import State as PublicationState

NOT_SERVED_SINCE = dt.date(2026, 11, 16)
RECENT_DAYS_FROM = dt.date(2026, 11, 7)  # papers from this day on get a PDF of their own
FORMS_RECEIVED_ON = dt.date(2026, 1, 5)
FORMS = {
    CertificatePart.ORIGINAL: ("Z2026001", "Z2026060"),
    CertificatePart.COPY: ("F2026001", "F2026060"),
}
LEVELS_SINCE = dt.date(2024, 1, 1)
LEVELS = (
    ("approver1", Level.SECTION),
    ("approver2", Level.DEPUTY_HEAD),
    ("director", Level.HEAD),
)
_OUTCOMES = {
    Fate.GRANTED: Outcome.GRANT,
    Fate.FILED: Outcome.FILE,
    Fate.REFUSED: Outcome.REFUSE,
    Fate.PROPOSED: Outcome.GRANT,
}
_OFFICE_NUMBERED = frozenset({PermitKind.ESTABLISHMENT, PermitKind.TERMINATION})


@dataclass(frozen=True, kw_only=True)
class Licensing:
    """The stage of licensing; replies are numbered by the office's register."""

    scene: Scene
    pictures: Pictures
    replies: "count[int]" = field(default_factory=lambda: count(31))

    def actor(self, username: str) -> Actor:
        return self.scene.actors[username]


def appoint_people(scene: Scene, actor: Actor, at: dt.datetime) -> None:
    """Say who decides at which level, before anybody decides."""
    for username, level in LEVELS:
        span = Span(from_on=LEVELS_SINCE)
        casework.appoint(scene.code, scene.public_id_of(username), level, span, actor, at)


def receive_forms(stage: Licensing, at: dt.datetime) -> None:
    """Lay in the year's forms of certificates."""
    for part, (first, last) in FORMS.items():
        delivery = certificates.Delivery(part=part, first=first, last=last, received_on=at.date())
        certificates.receive_forms(stage.scene.code, delivery, stage.actor("clerk2"), at)


def plan_applications(scene: Scene, rows: tuple[Application, ...], pictures: Pictures) -> None:
    """Put every application of the table on the agenda."""
    stage = Licensing(scene=scene, pictures=pictures)
    scene.agenda.add(moment(FORMS_RECEIVED_ON, 10), partial(receive_forms, stage))
    for number, row in enumerate(rows):
        at = moment(row.received_on, 9, number % 60)
        scene.agenda.add(at, partial(_receive, stage, row))


def _receive(stage: Licensing, row: Application, at: dt.datetime) -> None:
    clerk = stage.actor("clerk2")
    application = _start(stage, row, clerk, at)
    missing = _first_paper(application, at) if row.corrected else None
    values = answers_of(row)
    fields = set(queries.rule_of(application, at.date()).fields)
    known = {name: text for name, text in values.items() if name in fields}
    service.save_section(application.public_id, known, None, clerk, at)
    for paper in queries.rule_of(application, at.date()).papers:
        if paper.required and paper.code != missing:
            _hand_in(stage, application, paper.code, clerk, at)
    receipt = service.Receipt(received_at=at, handed_in_by=application.contact_name)
    service.receive(application.public_id, receipt, clerk, at)
    _store_papers(stage, application, at)
    if row.fate is not Fate.RECEIVED:
        _plan_intake(stage, row, application.public_id, missing)


def _start(stage: Licensing, row: Application, clerk: Actor, at: dt.datetime) -> PermitApplication:
    founds = row.kindergarten == 0
    start = service.Start(
        kind=row.kind,
        county_code=stage.scene.code,
        channel=Channel.WINDOW,
        kindergarten=None if founds else stage.scene.kindergartens[row.kindergarten],
        applicant=FOUNDER if founds else "",
        contact_name="俞清和" if founds else "办事员",
        contact_telephone="0199-5552026",
    )
    return service.start_draft(start, clerk, at)


def _first_paper(application: PermitApplication, at: dt.datetime) -> str:
    papers = queries.rule_of(application, at.date()).papers
    return next(paper.code for paper in papers if paper.required)


def _hand_in(
    stage: Licensing, application: PermitApplication, code: str, clerk: Actor, at: dt.datetime
) -> None:
    paper = service.Paper(code=code, evidence=(stage.pictures.scan,), original_seen=True)
    service.provide_paper(application.public_id, paper, clerk, at)


def _plan_intake(stage: Licensing, row: Application, public_id: str, missing: str | None) -> None:
    """Corrected or not, the case is accepted; then it goes on."""
    calendar, agenda = stage.scene.calendar, stage.scene.agenda
    if missing is None:
        accepted_on = calendar.add_working_days(row.received_on, 1)
    else:
        asked_on = calendar.add_working_days(row.received_on, 2)
        agenda.add(moment(asked_on, 10), partial(_ask, stage, public_id, missing))
        if row.fate is Fate.CORRECTING:
            return
        answered_on = calendar.add_working_days(asked_on, 3)
        agenda.add(moment(answered_on, 10, 30), partial(_answer, stage, public_id, missing))
        accepted_on = calendar.add_working_days(answered_on, 1)
    if row.fate is Fate.CORRECTING:
        agenda.add(moment(accepted_on, 10), partial(_ask, stage, public_id, None))
        return
    agenda.add(moment(accepted_on, 11), partial(_accept, stage, public_id))
    _plan_decision(stage, row, public_id, accepted_on)


def _ask(stage: Licensing, public_id: str, missing: str | None, at: dt.datetime) -> None:
    clerk = stage.actor("clerk2")
    application = queries.get_application(public_id, clerk)
    code = missing or _first_paper(application, at)
    items = (Item(of=Of.PAPER, code=code, what="未提交或者不完整", article=""),)
    service.request_correction(public_id, service.Request(items=items), clerk, at)
    _store_papers(stage, application, at)
    _deliver(stage, application, at)


def _answer(stage: Licensing, public_id: str, missing: str, at: dt.datetime) -> None:
    clerk = stage.actor("clerk2")
    paper = service.Paper(code=missing, evidence=(stage.pictures.scan,), original_seen=True)
    service.answer_correction(public_id, service.AnswerGiven(papers=(paper,)), clerk, at)


def _accept(stage: Licensing, public_id: str, at: dt.datetime) -> None:
    clerk = stage.actor("clerk2")
    service.accept(public_id, at.date(), None, clerk, at)
    application = queries.get_application(public_id, clerk)
    _store_papers(stage, application, at)
    _deliver(stage, application, at)


def _plan_decision(
    stage: Licensing, row: Application, public_id: str, accepted_on: dt.date
) -> None:
    calendar, agenda = stage.scene.calendar, stage.scene.agenda
    if row.fate is Fate.WITHDRAWN:
        day = calendar.add_working_days(accepted_on, 4)
        agenda.add(moment(day, 15), partial(_withdraw, stage, row, public_id))
        return
    if row.fate not in DECIDED | {Fate.PROPOSED}:
        return
    decided_on = calendar.add_working_days(accepted_on, row.working_days or 5)
    proposed_on = calendar.add_working_days(accepted_on, max(1, (row.working_days or 5) - 3))
    agenda.add(moment(proposed_on, 14), partial(_propose, stage, row, public_id))
    if row.fate in DECIDED:
        agenda.add(moment(decided_on, 16), partial(_sign, stage, row, public_id))
        served_on = calendar.add_working_days(decided_on, 1)
        if served_on < NOT_SERVED_SINCE:
            agenda.add(moment(served_on, 15), partial(_serve_decision, stage, public_id))
            published_on = calendar.add_working_days(decided_on, 3)
            agenda.add(moment(published_on, 17), partial(_publish, stage, public_id))


def _withdraw(stage: Licensing, row: Application, public_id: str, at: dt.datetime) -> None:
    clerk = stage.actor("clerk2")
    application = queries.get_application(public_id, clerk)
    withdrawal = service.Withdrawal(
        asked_by=application.applicant, asked_on=at.date(), reason=row.text
    )
    service.withdraw(public_id, withdrawal, clerk, at)
    _store_papers(stage, application, at)
    _deliver(stage, application, at)


def _propose(stage: Licensing, row: Application, public_id: str, at: dt.datetime) -> None:
    clerk = stage.actor("clerk2")
    application = queries.get_application(public_id, clerk)
    found = service.findings_of(application, clerk, at)
    outcome = _OUTCOMES[row.fate]
    reasons = tuple(finding.text for finding in found)
    draft = Draft(
        outcome=outcome,
        text="材料齐全，经审查符合规定，建议予以办理。"
        if outcome is not Outcome.REFUSE
        else "户外场地和活动用房面积不足，建议不予许可。",
        reasons=reasons or ("园舍面积达不到规定要求。",) if outcome is Outcome.REFUSE else (),
        answers={finding.code: "已核对，能够满足保育教育需要，限期完善。" for finding in found},
    )
    proposal = service.propose(public_id, draft, None, clerk, at)
    casework.submit(proposal.public_id, None, clerk, at)
    section = stage.actor("approver1")
    opinion = Opinion(agreed=True, text="情况属实，同意经办意见。")
    if row.fate in DECIDED:
        casework.give_opinion(proposal.public_id, opinion, None, section, at)
        if proposal.needs_legal_review:
            lawful = Opinion(agreed=True, text="程序合法，依据充分。")
            casework.give_opinion(proposal.public_id, lawful, None, stage.actor("legal"), at)


def _sign(stage: Licensing, row: Application, public_id: str, at: dt.datetime) -> None:
    office = system_actor("worker", stage.scene.code)
    application = queries.get_application(public_id, office)
    proposal = _to_sign(application, office)
    number = None
    if row.kind in _OFFICE_NUMBERED and row.fate is Fate.GRANTED:
        number = f"青教〔{at.year}〕{next(stage.replies)}号"
    signing = SigningOff(version=None, opinion="同意。", office_number=number)
    casework.sign_off(proposal.public_id, signing, stage.actor(_signer(proposal)), at)
    _store_papers(stage, application, at)


def _to_sign(application: PermitApplication, office: Actor) -> Proposal:
    db.session.flush()
    found = list_of(subject_of(application), office)
    return next(row for row in found if row.state is ProposalState.TO_SIGN)


def _signer(proposal: Proposal) -> str:
    """The least level signs; the section's head gave an opinion and signs nothing of it."""
    is_high = proposal.level.reaches(Level.HEAD)
    return "director" if is_high else "approver2"


def _serve_decision(stage: Licensing, public_id: str, at: dt.datetime) -> None:
    application = queries.get_application(public_id, stage.actor("clerk2"))
    _deliver(stage, application, at)
    found = certificates_of.edition_of(application)
    if found is not None and found.is_current:
        _hand_over_certificate(stage, application, at)


def _hand_over_certificate(
    stage: Licensing, application: PermitApplication, at: dt.datetime
) -> None:
    """Take the forms on top of the pile for the parts that are made anew, and hand them over."""
    clerk, day = stage.actor("clerk2"), at.date()
    for part in sorted(certificates_of.parts_needed(application)):
        form = certificates_of.next_in_stock(stage.scene.code, part)
        assert form is not None  # noqa: S101 - receive_forms laid in more than the year needs
        use = certificates.Use(part=part, serial=form.serial, on=day)
        certificates.use_form(application.public_id, use, None, clerk, at)
    handing = delivering.HandingOver(
        on=day, receiver=application.contact_name, relation="经办人", place="县教育局办事窗口"
    )
    delivering.hand_over(application.public_id, handing, None, clerk, at)
    _store_papers(stage, application, at)


def _publish(stage: Licensing, public_id: str, at: dt.datetime) -> None:
    """Publish what the decision planned; the clerk at the desk is not who planned it."""
    clerk = stage.actor("clerk1")
    application = queries.get_application(public_id, clerk)
    for row in publications_of(subject_of(application), clerk):
        if row.publication.state is PublicationState.PLANNED:
            publishing = publications.Publishing(version=None)
            publications.publish(row.publication.public_id, publishing, clerk, at)


def _papers(application: PermitApplication, office: Actor) -> list[Document]:
    db.session.flush()
    return list_of_subject(SUBJECT, application.public_id, office)


def _deliver(stage: Licensing, application: PermitApplication, at: dt.datetime) -> None:
    """Seal and hand over what waits: the keeper of the seal and the window work the same day."""
    office = system_actor("worker", stage.scene.code)
    for paper in _papers(application, office):
        if paper.awaits_seal:
            service.record_seal(paper.public_id, at.date(), None, stage.actor("seal"), at)
    for paper in _papers(application, office):
        if paper.state is DocumentState.SEALED:
            served = Service(
                way=ServiceWay.DIRECT,
                served_on=at.date(),
                receiver=application.contact_name,
                relation="经办人",
                proof=stage.pictures.scan,
            )
            service.record_service(paper.public_id, served, None, stage.actor("clerk2"), at)


def _store_papers(stage: Licensing, application: PermitApplication, at: dt.datetime) -> None:
    """Old papers bear the sample sheet, as those of the visits do; the latest get their own PDF."""
    if at.date() >= RECENT_DAYS_FROM:
        return
    office = system_actor("worker", stage.scene.code)
    for paper in _papers(application, office):
        if paper.rendering is Rendering.QUEUED:
            store_sample(paper.public_id, stage.pictures, at)
