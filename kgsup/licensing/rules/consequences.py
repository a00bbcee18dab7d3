"""What each action does, said before it is done."""

from collections.abc import Mapping

from kgsup.core.errors import N_
from kgsup.licensing.rules.states import Action

CONSEQUENCES: Mapping[Action, str] = {
    Action.SUBMIT: N_("The bureau receives it; you get a receipt with its number."),
    Action.DISCARD: N_("The draft is given up; nothing was received."),
    Action.CORRECT_ON_THE_SPOT: N_("With the applicant present; both get a slip of what changed."),
    Action.REQUEST_CORRECTION: N_("One paper asks for everything that is missing, once."),
    Action.ANSWER_CORRECTION: N_("The corrections are received; the review goes on."),
    Action.FIND_NOT_NEEDED: N_("The applicant is told that no permit is needed."),
    Action.DECLINE: N_("The applicant is told whose power it is."),
    Action.ACCEPT: N_("The period for the decision begins; the notice names its last day."),
    Action.DEEM_ACCEPTED: N_("Accepted from the day of receipt, as nothing was asked in time."),
    Action.END: N_("The procedure ends because the corrections did not come."),
    Action.WITHDRAW: N_("The procedure ends on the applicant's wish."),
    Action.EXTEND: N_("The period is extended once; the applicant is told why."),
    Action.PAUSE: N_("The clock stops for what a law requires; the applicant is told how long."),
    Action.RESUME: N_("The clock goes on."),
    Action.VERIFY: N_("What two staff saw and measured on site is recorded."),
    Action.PROPOSE: N_("A proposal goes through opinions to whoever decides."),
    Action.GRANT: N_("The permit is granted; number and paper are made."),
    Action.REFUSE: N_("The permit is refused with reasons and remedies."),
    Action.FILE: N_("It is filed and will be published; a receipt is made."),
    Action.OBJECT: N_("The filing is objected to, with reasons."),
    Action.CLOSE: N_("The papers are bound into the case file."),
}
