"""What states, kinds and acts are called on screen, and what papers call the authorities.  Pure."""

from kgsup.audit.rules import register_acts
from kgsup.core.clocks import CorrectionStep
from kgsup.core.errors import N_
from kgsup.core.labels import register_fields, register_labels, register_ledger_enums
from kgsup.corrections.rules.findings import (
    Authority,
    ClosedAs,
    FindingAction,
    FindingState,
    Regime,
    Severity,
)
from kgsup.corrections.rules.follow_ups import Action, Body, Kind, State
from kgsup.documents.rules.cases import CasePage, register_case_page

register_labels(
    {
        Severity.MINOR: N_("Minor"),
        Severity.SERIOUS: N_("Serious"),
        Severity.GRAVE: N_("Grave"),
        Authority.EDUCATION: N_("Education"),
        Authority.MARKET_SUPERVISION: N_("Market supervision"),
        Authority.FIRE: N_("Fire and rescue"),
        Authority.HEALTH: N_("Health and disease control"),
        Authority.POLICE: N_("Police"),
        Authority.HOUSING: N_("Housing and construction"),
        Authority.GAS: N_("Gas and city management"),
        Authority.HUMAN_RESOURCES: N_("Human resources and social security"),
        Authority.PRICE: N_("Development and reform (prices)"),
        Authority.OTHER: N_("Another authority"),
        FindingState.OPEN: N_("Open"),
        FindingState.CLOSED: N_("Closed"),
        FindingAction.CLOSE: N_("Close the finding"),
        FindingAction.EXTEND: N_("Extend the date"),
        FindingAction.MOVE: N_("Change the follow-up"),
        ClosedAs.ON_THE_SPOT: N_("Corrected on the spot"),
        ClosedAs.SEEN_ON_SITE: N_("Seen on site"),
        ClosedAs.SHOWN_BY_PAPERS: N_("Shown by photographs or papers"),
        ClosedAs.AUTHORITY_REPLIED: N_("The other authority replied"),
        ClosedAs.NOT_SUSTAINED: N_("Not sustained on review"),
    }
)

register_labels(
    {
        CorrectionStep.AT_ONCE: N_("At once"),
        CorrectionStep.DAYS_3: N_("Within 3 days"),
        CorrectionStep.DAYS_7: N_("Within 7 days"),
        CorrectionStep.DAYS_15: N_("Within 15 days"),
        CorrectionStep.DAYS_30: N_("Within 30 days"),
        CorrectionStep.THIS_TERM: N_("This term"),
        CorrectionStep.IN_HOLIDAYS: N_("In the holidays"),
    }
)

register_labels(
    {
        Regime.SUPERVISION: N_("Supervision"),
        Regime.INSPECTION: N_("Administrative inspection"),
        Regime.VERIFICATION: N_("Verification"),
        Kind.ADVICE: N_("Advice on the spot"),
        Kind.RECTIFICATION_NOTICE: N_("Rectification notice"),
        Kind.ORDER_TO_CORRECT: N_("Order to correct in a case"),
        Kind.TRANSFER_LETTER: N_("Transfer letter"),
        Body.BUREAU: N_("Education bureau"),
        Body.SUPERVISION_OFFICE: N_("Supervision office"),
        State.DRAFTED: N_("Drafted"),
        State.SIGNED_OFF: N_("Signed off"),
        State.SEALED: N_("Sealed"),
        State.SERVED: N_("Served"),
        State.ANSWERED: N_("Answered"),
        State.ELSEWHERE: N_("Continued in a penalty case"),
        State.CLOSED: N_("Completed"),
        State.WITHDRAWN: N_("Withdrawn"),
        Action.CHANGE: N_("Change the draft"),
        Action.SIGN_OFF: N_("Sign off"),
        Action.CONTINUE_ELSEWHERE: N_("Hand over to the penalty case"),
        Action.SEAL: N_("Record the seal"),
        Action.SERVE: N_("Record the service"),
        Action.ANSWER: N_("Record the answer"),
        Action.CLOSE: N_("Close"),
        Action.WITHDRAW: N_("Withdraw the draft"),
        Action.TAKE_BACK: N_("Take the paper back"),
    }
)

MEANINGS: dict[Kind, str] = {
    Kind.ADVICE: N_("It was put right while we were there: written down, nothing more is asked."),
    Kind.RECTIFICATION_NOTICE: N_(
        "A numbered paper that asks the kindergarten to put it right by a date; it is no penalty."
    ),
    Kind.ORDER_TO_CORRECT: N_(
        "The law couples it with a warning, so it is issued in a penalty case; here it is only noted."
    ),
    Kind.TRANSFER_LETTER: N_(
        "Another authority is competent: the bureau writes to it and asks for an answer by a date."
    ),
}

CONSEQUENCES: dict[Action, str] = {
    Action.CHANGE: N_("Change words and dates before anybody signs."),
    Action.SIGN_OFF: N_(
        "Gives the paper its number and makes the document, which never changes again."
    ),
    Action.CONTINUE_ELSEWHERE: N_("Notes the number of the penalty case in which it is issued."),
    Action.SEAL: N_("Notes who sealed the paper and when; before that it has no effect."),
    Action.SERVE: N_("Notes how and when the receiver got it; the receiver's time runs from then."),
    Action.ANSWER: N_("Notes what was answered; findings stay open until each is closed."),
    Action.CLOSE: N_("Happens by itself with the last finding."),
    Action.WITHDRAW: N_("Ends the draft; its findings stay open and need another follow-up."),
    Action.TAKE_BACK: N_(
        "Makes the number void; the findings stay open and need another follow-up."
    ),
}

ACTS = register_acts(
    {
        "corrections.finding.open": N_("Finding opened"),
        "corrections.finding.see": N_("Finding looked at on a later visit"),
        "corrections.finding.close": N_("Finding closed"),
        "corrections.finding.extend": N_("Date for correction extended"),
        "corrections.finding.move": N_("Follow-up of a finding changed"),
        "corrections.finding.change": N_("Date or words of a finding changed in the draft"),
        "corrections.follow_up.draft": N_("Follow-up drafted"),
        "corrections.follow_up.change": N_("Draft changed"),
        "corrections.follow_up.sign_off": N_("Follow-up signed off"),
        "corrections.follow_up.continue_elsewhere": N_("Handed over to a penalty case"),
        "corrections.follow_up.seal": N_("Follow-up sealed"),
        "corrections.follow_up.serve": N_("Follow-up served"),
        "corrections.follow_up.answer": N_("Follow-up answered"),
        "corrections.follow_up.close": N_("Follow-up closed"),
        "corrections.follow_up.withdraw": N_("Draft of a follow-up withdrawn"),
        "corrections.follow_up.take_back": N_("Follow-up taken back before service"),
    }
)

register_fields(
    {
        "finding": N_("Finding"),
        "state": N_("State"),
        "kind": N_("Kind"),
        "authority": N_("Competent authority"),
        "severity": N_("Weight"),
        "text": N_("Words"),
        "demand": N_("What is demanded"),
        "due_on": N_("Corrected by"),
        "step": N_("Step"),
        "number": N_("Number"),
        "reason": N_("Reason"),
        "note": N_("Note"),
        "answer": N_("Answer"),
        "addressee": N_("Addressee"),
        "report_back_on": N_("Answer by"),
        "closed_as": N_("How it was established"),
        "paper_signer": N_("Signed on paper by"),
        "way": N_("How it was served"),
        "receiver": N_("Who received it"),
        "origin": N_("Record of the visit"),
        "follow_up": N_("What follows"),
        "seen": N_("What was seen"),
    }
)

register_ledger_enums("finding", FindingState, Severity, Authority, ClosedAs, Kind)
register_ledger_enums("follow_up", State, Kind, Body, Authority)

# Seal and service of these papers are recorded here, so that the follow-up's state goes along.
PAGE = register_case_page("follow_up", CasePage(endpoint="corrections.show_follow_up", leads=True))

# How papers address the authorities of a county; the county's name stands before it.
ADDRESSEES: dict[Authority, str] = {
    Authority.MARKET_SUPERVISION: "市场监督管理局",
    Authority.FIRE: "消防救援大队",
    Authority.HEALTH: "卫生健康局",
    Authority.POLICE: "公安局",
    Authority.HOUSING: "住房和城乡建设局",
    Authority.GAS: "城市管理局",
    Authority.HUMAN_RESOURCES: "人力资源和社会保障局",
    Authority.PRICE: "发展和改革局",
    Authority.OTHER: "",  # the draft asks for the name
}

# What a paper prints before a date that was given in words.
DUE_WORDS: dict[CorrectionStep, str] = {
    CorrectionStep.AT_ONCE: "立即",
    CorrectionStep.THIS_TERM: "本学期内",
    CorrectionStep.IN_HOLIDAYS: "假期内",
}

SEVERITY_IN_PAPERS: dict[Severity, str] = {
    Severity.MINOR: "一般",
    Severity.SERIOUS: "较重",
    Severity.GRAVE: "重大",
}

CORRECTED_ON_THE_SPOT = "当场整改完毕。"  # the closing note when the officer wrote none
MOVED_AWAY = (
    "所列问题已全部转入其他后续处理。"  # why a draft that lost its last finding is withdrawn
)
