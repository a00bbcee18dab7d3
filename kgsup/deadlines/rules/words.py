"""What clocks, their states and acts are called on screen.  Pure."""

from kgsup.audit.rules import register_acts
from kgsup.core.clocks import ClockEventKind, ClockStatus, Unit
from kgsup.core.errors import N_
from kgsup.core.labels import register_fields, register_labels
from kgsup.deadlines.rules.acts import ApprovalLevel, PauseGround
from kgsup.deadlines.rules.kinds import DeadlineKind, Whose
from kgsup.deadlines.rules.lists import Shown

# One call for each enum: in one table "paused" of one would take the place of "paused" of another.
register_labels(
    {
        DeadlineKind.CORRECTION_NOTICE: N_("Notice of what is missing"),
        DeadlineKind.CORRECTION_ANSWER: N_("Answer to the correction request"),
        DeadlineKind.DECISION: N_("Decision"),
        DeadlineKind.DELIVERY: N_("Delivery of the licence"),
        DeadlineKind.SERVICE: N_("Service of the paper"),
        DeadlineKind.PUBLICATION: N_("Publication"),
        DeadlineKind.HEARING_REQUEST: N_("Request for a hearing"),
        DeadlineKind.HEARING: N_("Hearing"),
        DeadlineKind.REFERRAL_REPLY: N_("Opinion of another department"),
        DeadlineKind.FILING: N_("Examination of a filing"),
        DeadlineKind.REGISTRATION: N_("Legal-person registration"),
        DeadlineKind.SPONSOR_CHANGE: N_("Change of an unqualified sponsor"),
        DeadlineKind.TERMINATION: N_("Six months after the notice of termination"),
        DeadlineKind.RENEWAL: N_("Decision before the licence expires"),
        DeadlineKind.AFTER_REVIEW: N_("Review afterwards"),
    }
)
register_labels(
    {
        Whose.AUTHORITY: N_("The bureau"),
        Whose.CITIZEN: N_("The applicant"),
        Whose.DEPARTMENT: N_("Another department"),
    }
)
register_labels(
    {
        Shown.LATE: N_("Late"),
        Shown.AMBER: N_("Amber"),
        Shown.CALM: N_("In time"),
        Shown.PAUSED: N_("Paused"),
    }
)
register_labels(
    {
        PauseGround.HEARING: N_("Hearing"),
        PauseGround.TENDER: N_("Tender"),
        PauseGround.AUCTION: N_("Auction"),
        PauseGround.INSPECTION: N_("Inspection of goods"),
        PauseGround.TEST: N_("Test"),
        PauseGround.QUARANTINE: N_("Quarantine"),
        PauseGround.APPRAISAL: N_("Appraisal"),
        PauseGround.EXPERT_REVIEW: N_("Expert review"),
    }
)
register_labels(
    {
        ApprovalLevel.OFFICER: N_("Officer in charge"),
        ApprovalLevel.SECTION: N_("Head of section"),
        ApprovalLevel.DEPUTY_HEAD: N_("Deputy head of the bureau"),
        ApprovalLevel.HEAD: N_("Head of the bureau"),
        ApprovalLevel.COLLECTIVE: N_("Collective discussion"),
        ApprovalLevel.GOVERNMENT: N_("Head of the government"),
    }
)
register_labels(
    {
        ClockStatus.RUNNING: N_("Running"),
        ClockStatus.PAUSED: N_("Paused"),
        ClockStatus.STOPPED: N_("Stopped"),
    }
)
register_labels(
    {
        ClockEventKind.STARTED: N_("Started"),
        ClockEventKind.PAUSED: N_("Paused"),
        ClockEventKind.RESUMED: N_("Resumed"),
        ClockEventKind.EXTENDED: N_("Extended"),
        ClockEventKind.STOPPED: N_("Stopped"),
        ClockEventKind.RECOMPUTED: N_("Recomputed"),
    }
)
register_labels(
    {
        Unit.WORKING_DAYS: N_("working days"),
        Unit.CALENDAR_DAYS: N_("calendar days"),
        Unit.MONTHS: N_("months"),
        Unit.YEARS: N_("years"),
    }
)

ACTS = register_acts(
    {
        "deadlines.deadline.start": N_("Clock started"),
        "deadlines.deadline.pause": N_("Clock paused"),
        "deadlines.deadline.resume": N_("Clock resumed"),
        "deadlines.deadline.extend": N_("Period extended"),
        "deadlines.deadline.stop": N_("Clock stopped"),
        "deadlines.deadline.recompute": N_("Clock recomputed after a change of the calendar"),
        "deadlines.deadline.breach": N_("Last day of the law passed"),
    }
)

register_fields(
    {
        "deadline": N_("Clock"),
        "legal_due_on": N_("Last day by law"),
        "promised_due_on": N_("Promised by"),
        "past_due": N_("Past its last day"),
        "pause_ground": N_("Why it pauses"),
        "pause_basis": N_("What requires the pause"),
        "pause_lasts": N_("Time told to the applicant"),
        "extension_period": N_("Extended by"),
        "extension_level": N_("Level of approval"),
        "extension_approved_by": N_("Extension approved by"),
        "clock_outcome": N_("Outcome"),
        "reason": N_("Reason"),
    }
)
