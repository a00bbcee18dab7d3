"""Cases of every sort and state for the matrix of roles, and a person who fills in any form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import html5lib

from kgsup.casework import service as casework
from kgsup.casework.models import Proposal
from kgsup.core.db import db
from kgsup.kindergartens.models import Kindergarten
from kgsup.licensing import service
from kgsup.licensing.models import LicenceAct, PermitApplication
from kgsup.licensing.rules.acts import ActKind
from kgsup.licensing.rules.acts import Ground as LawfulGround
from kgsup.licensing.rules.corrections import Item, Of
from kgsup.licensing.rules.deciding import Draft, Outcome
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.origins import Channel
from kgsup.licensing.service import acts, filing
from tests.conftest import AT, COUNTY
from tests.factories import licensing, publications, referrals, staff
from tests.licensing.filing import TODAY, papers, ready, render_all, seal_all, serve
from tests.licensing.race_ground import holder, to_sign
from tests.licensing.test_acts_service import decided as decided_act
from tests.licensing.test_acts_service import drafted, told

UNKNOWN = "X000000000000000"
HTML = "{http://www.w3.org/1999/xhtml}"


@dataclass
class Ground:
    """Public ids by state, for each sort of thing that an address can name."""

    kindergarten: str = ""
    applications: dict[str, str] = field(default_factory=dict)
    acts: dict[str, str] = field(default_factory=dict)
    proposals: dict[str, str] = field(default_factory=dict)
    publications: dict[str, str] = field(default_factory=dict)
    referrals: dict[str, str] = field(default_factory=dict)
    papers: dict[str, str] = field(default_factory=dict)
    act_papers: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)

    def of(self, address: str) -> Mapping[str, str]:
        """The things that an address is about, by state; what the ground has none of is unknown."""
        prefixes = {
            "/applications/papers/": self.papers,
            "/licence-acts/papers/": self.act_papers,
            "/applications/<": self.applications,
            "/own/applications/<": self.applications,
            "/licence-acts/<": self.acts,
            "/proposals/<": self.proposals,
            "/publications/<": self.publications,
            "/referrals/<": self.referrals,
            "/case-files/<": self.files,
            "/staff/<": self.people,
            "/own/staff/<": self.people,
            "/kindergartens/<": {"operating": self.kindergarten},
            "/own/applications/new/<": {"operating": self.kindergarten},
        }
        for prefix, things in prefixes.items():
            if address.startswith(prefix):
                return things
        return {"": UNKNOWN}


# What other parts of an address say.
PARTS: Mapping[str, str] = {
    "county_code": COUNTY,
    "kind": "employment",
    "act": "end",
    "fact": UNKNOWN,
    "ban": UNKNOWN,
    "section": "content",
    "code": "fees",
    "step": "right",
    "end": "spoil",
}


def make_ground() -> Ground:
    ground = Ground()
    kindergarten = holder()
    ground.kindergarten = kindergarten.public_id
    ground.applications = {
        state: one.public_id for state, one in _applications(kindergarten).items()
    }
    _fill_files_and_papers(ground)
    _fill_acts(ground)
    ground.proposals = {state: one.public_id for state, one in _proposals().items()}
    ground.publications = {
        "planned": publications.plan().public_id,
        "published": publications.published().public_id,
    }
    ground.referrals = {"asked": referrals.ask()[0].public_id}
    person = staff.make_person("田小禾", staff.work_in(kindergarten))
    ground.people = {"employed": person.public_id}
    db.session.commit()
    return ground


def _applications(kindergarten: Kindergarten) -> dict[str, PermitApplication]:
    """Each of a kind of its own: one kindergarten has one running application of a kind."""
    k = PermitKind
    found = {
        "own_draft": licensing.fill(
            licensing.start(k.FILING_FEES, kindergarten, channel=Channel.ONLINE)
        ),
        "draft": licensing.fill(licensing.start(k.FILING_FEES, holder())),
        "received": licensing.received(k.FILING_BOARD, kindergarten),
        "correcting": _correcting(licensing.received(k.CHANGE_HEAD, kindergarten)),
        "accepted": licensing.accepted(k.CHANGE_NAME, kindergarten),
        "granted": licensing.decided(licensing.accepted(k.RENEWAL, kindergarten), Outcome.GRANT),
        "refused": licensing.decided(
            licensing.accepted(k.CHANGE_SCOPE, kindergarten), Outcome.REFUSE
        ),
        "withdrawn": licensing.accepted(k.CHANGE_ADDRESS, kindergarten),
        "closed": ready(kindergarten=kindergarten),
    }
    wish = service.Withdrawal(asked_by="许禾", asked_on=TODAY)
    service.withdraw(found["withdrawn"].public_id, wish, licensing.clerk(), AT)
    for over in (found["refused"], found["withdrawn"]):  # nothing is in the way of their files
        render_all(over)
        seal_all(over)
    serve(found["refused"])
    filing.close_application(found["closed"].public_id, "", None, licensing.clerk(), AT)
    return found


def _correcting(application: PermitApplication) -> PermitApplication:
    field_name = "head_name"
    item = Item(of=Of.FIELD, code=field_name, what="与证件不一致", article="")
    service.request_correction(
        application.public_id, service.Request(items=(item,)), licensing.clerk(), AT
    )
    return application


def _fill_files_and_papers(ground: Ground) -> None:
    closed = service_of(ground.applications["closed"])
    assert closed.file_document is not None
    ground.files = {"closed": closed.file_document}
    by_state = {"issued": "granted", "sealed": "withdrawn", "served": "refused"}
    for state, of in by_state.items():
        latest = [one for one in papers(service_of(ground.applications[of])) if one.rule.is_sealed]
        ground.papers[state] = latest[-1].public_id


def service_of(public_id: str) -> PermitApplication:
    return db.session.query(PermitApplication).filter_by(public_id=public_id).one()


def _fill_acts(ground: Ground) -> None:
    """Each on a kindergarten of its own: there is one open act at most."""
    found: dict[str, LicenceAct] = {
        "drafted": drafted(ActKind.WITHDRAW, LawfulGround.FACTS_CHANGED, holder()),
        "notified": told(ActKind.ANNUL, LawfulGround.BEYOND_POWER),
        "decided": decided_act(ActKind.CANCEL, LawfulGround.TERMINATED, holder()),
        "dropped": drafted(ActKind.CANCEL, LawfulGround.OTHER, holder()),
    }
    acts.drop_act(found["dropped"].public_id, "材料有误。", None, licensing.clerk(), AT)
    ground.acts = {state: act.public_id for state, act in found.items()}
    ground.act_papers = {"issued": found["decided"].document or ""}


def _proposals() -> dict[str, Proposal]:
    draft = Draft(outcome=Outcome.GRANT, text="建议照此办理。")
    found: dict[str, Proposal] = {}
    for state in ("drafted", "section_review", "to_sign", "signed_off", "withdrawn"):
        application = licensing.accepted(PermitKind.RENEWAL, holder())
        if state == "to_sign":
            found[state] = to_sign(application)
            continue
        clerk = licensing.clerk("经办员")
        found[state] = service.propose(application.public_id, draft, None, clerk, AT)
        if state == "section_review":
            casework.submit(found[state].public_id, None, clerk, AT)
        if state == "withdrawn":
            casework.withdraw(found[state].public_id, "另行提出。", None, clerk, AT)
        if state == "signed_off":
            licensing.signed(found[state])
    return found


def answers_to(page: str) -> dict[str, str] | None:
    """Fill in the last form of a page that is sent with POST: what stands there, else something fitting.

    ``None`` where the page has no such form.
    """
    document = html5lib.parse(page)
    forms = [one for one in document.iter(f"{HTML}form") if one.get("method", "").lower() == "post"]
    forms = [one for one in forms if "/logout" not in (one.get("action") or "")]
    return _answers(forms[-1]) if forms else None


def _answers(form: Element) -> dict[str, str]:
    given: dict[str, str] = {}
    for item in form.iter():
        name = item.get("name")
        if not name:
            continue
        answer = _answer(item, given.get(name))
        if answer is None and name.startswith("flag_") and not _has_flag(given):
            answer = item.get("value", "y")  # one thing at least is asked for
        if answer is not None:
            given[name] = answer
    return given


def _has_flag(given: Mapping[str, str]) -> bool:
    return any(name.startswith("flag_") for name in given)


# What a person would write where the first thing that comes to mind does not fit.
_FITTING: Mapping[str, str] = {
    "signer": "",
    "signed_on": "",
    "second_verifier": "何青山",
    "officers": "何青山\n周临江",
    "visit_at": "2026-11-25T09:30",
    "visit": "",
    "attendance": "周临江\n杨白石",
    "basis": "行政许可法 38",
}
_TYPED = {
    "date": "2026-11-21",
    "number": "1",
    "datetime-local": "2026-11-21T09:30",
    "email": "a@b.cn",
}


def _answer(item: Element, before: str | None) -> str | None:
    tag, sort = item.tag.removeprefix(HTML), item.get("type", "text")
    if item.get("name") in _FITTING and not item.get("value") and tag != "select":
        return _FITTING[item.get("name", "")]
    if tag == "select":
        return _chosen(item)
    if tag == "textarea":
        return (item.text or "").strip() or "按规定办理。"
    if tag != "input" or sort in {"file", "submit", "button"}:
        return None
    value = item.get("value", "")
    if sort in {"radio", "checkbox"}:
        is_on = item.get("checked") is not None or (sort == "radio" and before is None)
        return value if is_on else None
    return value or ("" if sort == "hidden" else _TYPED.get(sort, "周晓禾"))


def _chosen(item: Element) -> str:
    options = list(item.iter(f"{HTML}option"))
    chosen = [one for one in options if one.get("selected") is not None]
    filled = [one for one in options if one.get("value")]
    for one in [*chosen, *filled]:
        if one.get("value"):
            return one.get("value", "")
    return ""
