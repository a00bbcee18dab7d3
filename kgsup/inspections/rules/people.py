"""Who went there: enough people, with the certificate that the regime asks for, none to step back."""

from collections.abc import Iterator

from kgsup.core.errors import N_
from kgsup.core.law import Article
from kgsup.inspections.rules.document import VisitDocument
from kgsup.inspections.rules.problems import Circumstances, OfficerFacts, Problem
from kgsup.inspections.rules.regimes import REGIMES, Certificate, RegimeRule
from kgsup.inspections.rules.visits import Source


def people(document: VisitDocument, facts: Circumstances) -> Iterator[Problem]:
    """Judge kind, officers, approval, joint departments and recusal."""
    rule = REGIMES[document.regime]
    if document.kind not in rule.people:
        yield Problem(pointer="/kind", message=N_("This regime has no such kind of visit."))
    else:
        yield from _enough(document, facts, rule)
    for n, public_id in enumerate(document.officers):
        yield from _officer(f"/officers/{n}", facts.officers.get(public_id), facts, rule)
    if document.source is Source.PHONE and facts.signer not in document.officers:
        yield Problem(
            pointer="/officers", message=N_("Whoever signs on the phone is one of the officers.")
        )
    yield from _approval(document, rule)
    yield from _told(document, rule)
    yield from _recusal(document, facts, rule)
    if document.joint and not document.departments:
        yield Problem(
            pointer="/departments", message=N_("A joint visit names the other departments.")
        )


def _enough(document: VisitDocument, facts: Circumstances, rule: RegimeRule) -> Iterator[Problem]:
    needed = rule.people[document.kind]
    known = [facts.officers[each] for each in document.officers if each in facts.officers]
    fit = sum(1 for officer in known if not _lacks(officer, facts, rule))
    if fit < needed:
        yield Problem(
            pointer="/officers",
            message=N_(
                "This visit needs %(needed)d officers with a valid certificate; %(fit)d are named."
            )
            if rule.certificate is not Certificate.NONE
            else N_("This visit needs %(needed)d officers; %(fit)d are named."),
            parameters={"needed": needed, "fit": fit},
            article=rule.people_article[document.kind],
        )


def _lacks(officer: OfficerFacts, facts: Circumstances, rule: RegimeRule) -> str | None:
    if rule.certificate is Certificate.SUPERVISOR:
        return (
            None if officer.supervisor_certificate else N_("%(name)s holds no supervisor's card.")
        )
    if rule.certificate is Certificate.ENFORCEMENT:
        if not officer.enforcement_certificate:
            return N_("%(name)s holds no enforcement certificate: name this person as a helper.")
        until = officer.enforcement_certificate_until
        if until and until < facts.acted_on:
            return N_("The enforcement certificate of %(name)s ended on %(until)s.")
    return None


def certificate_shown(officer: OfficerFacts, kind: Certificate) -> str:
    """The number that stands on page one: whoever verifies shows the enforcement certificate if any."""
    if kind is Certificate.SUPERVISOR:
        return officer.supervisor_certificate or ""
    return officer.enforcement_certificate or ""


def _officer(
    pointer: str, officer: OfficerFacts | None, facts: Circumstances, rule: RegimeRule
) -> Iterator[Problem]:
    if officer is None:
        yield Problem(pointer=pointer, message=N_("There is no such officer in this county."))
        return
    lack = _lacks(officer, facts, rule)
    if lack:
        until = officer.enforcement_certificate_until
        yield Problem(
            pointer=pointer,
            message=lack,
            parameters={"name": officer.name, "until": until.isoformat() if until else ""},
            article=Article.TWO_CERTIFIED_OFFICERS
            if rule.certificate is Certificate.ENFORCEMENT
            else Article.REGULAR_SUPERVISION,
        )
    if officer.name in facts.host_names:
        yield Problem(
            pointer=pointer,
            message=N_("%(name)s bears the name of the head or sponsor: is a recusal needed?"),
            parameters={"name": officer.name},
            article=rule.recusal_article,
            refuses=False,
        )


def _approval(document: VisitDocument, rule: RegimeRule) -> Iterator[Problem]:
    if not rule.needs_approval:
        return
    approval, article = document.approval, Article.CHECK_NEEDS_APPROVAL
    if approval is None or not (approval.by_telephone or approval.number):
        yield Problem(
            pointer="/approval",
            message=N_(
                "An inspection needs an approval: its number, or who approved by telephone."
            ),
            article=article,
        )
    elif approval.by_telephone:
        if not (approval.by and approval.at and approval.reason):
            yield Problem(
                pointer="/approval",
                message=N_(
                    "An approval by telephone says who gave it, when, and why it was urgent."
                ),
                article=article,
            )
        elif approval.at > document.started_at:
            yield Problem(
                pointer="/approval/at",
                message=N_("The approval must come before the visit."),
                article=article,
            )


def _told(document: VisitDocument, rule: RegimeRule) -> Iterator[Problem]:
    if not all(document.received_by):
        yield Problem(
            pointer="/received_by",
            message=N_("Write who of the kindergarten received you, with the position."),
        )
    if not rule.needs_rights_told:
        return
    for pointer, done, message in (
        ("/certificates_shown", document.certificates_shown, N_("The certificates must be shown.")),
        (
            "/rights_told",
            document.rights_told,
            N_("The kindergarten must be told its rights, also that it may ask for a recusal."),
        ),
    ):
        if not done:
            yield Problem(pointer=pointer, message=message, article=Article.INSPECTION_RECORD)


def _recusal(document: VisitDocument, facts: Circumstances, rule: RegimeRule) -> Iterator[Problem]:
    recusal = document.recusal
    if recusal is None:
        return
    if not recusal.reason or (recusal.granted is not None and not recusal.decided_by):
        yield Problem(
            pointer="/recusal",
            message=N_("A recusal is recorded with its reason, the decision and who decided."),
            article=rule.recusal_article,
        )
    if recusal.granted and recusal.officer in document.officers:
        officer = facts.officers.get(recusal.officer)
        yield Problem(
            pointer=f"/officers/{document.officers.index(recusal.officer)}",
            message=N_("%(name)s has to step back and cannot be an officer of this visit."),
            parameters={"name": officer.name if officer else recusal.officer},
            article=rule.recusal_article,
        )
