"""Who may be head of a kindergarten (学前教育法 38): five answers, each with its figure."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kgsup.core.clocks import add_years, days_after, days_left
from kgsup.core.errors import N_
from kgsup.core.law import Article
from kgsup.kindergartens.rules.counts import Post
from kgsup.staff.rules.judging import Judgement, Result, Rule
from kgsup.staff.rules.people import CertificateKind, Education, Person
from kgsup.staff.rules.standing import fits_post

HEAD_YEARS = 5  # years of kindergarten teaching or management (学前教育法 38)
COLLEGE = frozenset({Education.JUNIOR_COLLEGE, Education.BACHELOR, Education.POSTGRADUATE})
COUNTED_POSTS = frozenset({Post.HEAD, Post.TEACHER})  # management and teaching

Span = tuple[dt.date, dt.date | None]  # first day, first day that is no longer one


@dataclass(frozen=True, kw_only=True)
class Service:
    """Years of service: the first day counted, and the day on which they are complete, if by then."""

    since: dt.date | None
    complete_on: dt.date | None


def years_of_service(spans: Iterable[Span], years: int, on: dt.date) -> Service:
    """Count years over several spans up to a day; days that two spans share count once.

    Of each span whole years count by the calendar; the days that are left over are carried to the next.
    """
    joined = _joined(spans, on)
    if not joined:
        return Service(since=None, complete_on=None)
    since, rest, carried = joined[0][0], years, 0
    for first, end in joined:
        complete_on = days_after(add_years(first, rest), -carried)
        if complete_on <= end:
            return Service(since=since, complete_on=complete_on)
        whole = max(n for n in range(rest + 1) if add_years(first, n) <= end)
        carried += days_left(end, add_years(first, whole))
        rest -= whole
    return Service(since=since, complete_on=None)


def _joined(spans: Iterable[Span], on: dt.date) -> list[tuple[dt.date, dt.date]]:
    """The spans up to a day (which counts as reached), in order, those that touch made one."""
    cut = sorted((first, min(end or on, on)) for first, end in spans if first <= on)
    joined: list[tuple[dt.date, dt.date]] = []
    for first, end in cut:
        if end < first:
            continue
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((first, end))
    return joined


def spans_of(person: Person) -> list[Span]:
    """The employments and proven earlier times that count for a head."""
    counted: list[Span] = [
        (e.from_on, e.until_on) for e in person.employments if e.post in COUNTED_POSTS
    ]
    counted += [(e.from_on, e.until_on) for e in person.experiences if e.post in COUNTED_POSTS]
    return counted


def check_head(person: Person, on: dt.date) -> list[Judgement]:
    """Answer for each condition of 学前教育法 38 and 44 whether somebody may be head on a day."""
    return [
        _certificate(person, on),
        _education(person.education),
        _experience(spans_of(person), on),
        _training(person, on),
        _not_barred(person, on),
    ]


def failed(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Those that say no."""
    return [judgement for judgement in judgements if judgement.is_failed]


def _certificate(person: Person, on: dt.date) -> Judgement:
    fits = fits_post(person, Post.HEAD, on)
    unknown = not person.certificates
    return Judgement(
        rule=Rule.HEAD_CERTIFICATE,
        result=Result.PASS if fits else Result.NOT_ENOUGH_DATA if unknown else Result.FAIL,
        figure="1" if fits else "0",
        standard="1",
        article=Article.HEAD_QUALIFIED,
        why=N_("A teacher certificate is recorded.")
        if fits
        else N_("No teacher certificate that holds on this day is recorded."),
    )


def _education(education: Education | None) -> Judgement:
    if education is None:
        result, why = Result.NOT_ENOUGH_DATA, N_("The education is not recorded.")
    elif education in COLLEGE:
        result, why = Result.PASS, N_("Junior college or above.")
    else:
        result, why = Result.FAIL, N_("A head needs junior college or above.")
    return Judgement(
        rule=Rule.HEAD_EDUCATION,
        result=result,
        figure="",
        standard="",
        article=Article.HEAD_QUALIFIED,
        why=why,
    )


def _experience(spans: Sequence[Span], on: dt.date) -> Judgement:
    service = years_of_service(spans, HEAD_YEARS, on)
    if service.since is None:
        result, why = Result.NOT_ENOUGH_DATA, N_("No teaching or management is recorded.")
    elif service.complete_on is None:
        result = Result.FAIL
        why = N_("Counted from %(since)s, fewer than %(years)d years by %(on)s.")
    else:
        result = Result.PASS
        why = N_("Counted from %(since)s, %(years)d years complete on %(complete_on)s.")
    return Judgement(
        rule=Rule.HEAD_EXPERIENCE,
        result=result,
        figure=service.complete_on.isoformat() if service.complete_on else "",
        standard=f"≥{HEAD_YEARS}",
        article=Article.HEAD_QUALIFIED,
        why=why,
        parameters={
            "since": service.since,
            "complete_on": service.complete_on,
            "on": on,
            "years": HEAD_YEARS,
        },
    )


def _training(person: Person, on: dt.date) -> Judgement:
    is_trained = person.holds(CertificateKind.HEAD_TRAINING, on)
    return Judgement(
        rule=Rule.HEAD_TRAINING,
        result=Result.PASS if is_trained else Result.FAIL,
        figure="1" if is_trained else "0",
        standard="1",
        article=Article.HEAD_QUALIFIED,
        why=N_("The training for the post is recorded.")
        if is_trained
        else N_("No training for the post is recorded."),
    )


def _not_barred(person: Person, on: dt.date) -> Judgement:
    ban = person.ban(on)
    return Judgement(
        rule=Rule.HEAD_NOT_BARRED,
        result=Result.FAIL if ban else Result.PASS,
        figure=ban.decision_number if ban else "0",
        standard="0",
        article=Article.NOBODY_BARRED,
        why=N_("A ban from the trade is in force.") if ban else N_("No ban is recorded."),
    )
