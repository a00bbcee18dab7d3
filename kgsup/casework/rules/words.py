"""What states, levels and acts of casework are called on screen.  Pure."""

from kgsup.audit.rules import register_acts
from kgsup.casework.rules.levels import Level
from kgsup.casework.rules.numbers import System
from kgsup.casework.rules.states import ProposalAction, ProposalState
from kgsup.casework.rules.steps import Departure
from kgsup.core.errors import N_
from kgsup.core.labels import register_fields, register_labels, register_ledger_enums
from kgsup.documents.rules.cases import CasePage, register_case_page

register_labels(
    {
        Level.OFFICER: N_("Officer"),
        Level.SECTION: N_("Head of section"),
        Level.DEPUTY_HEAD: N_("Deputy head in charge"),
        Level.HEAD: N_("Head of the bureau"),
        Level.COLLECTIVE: N_("Leaders together"),
        Level.GOVERNMENT: N_("Head of the government"),
        ProposalState.DRAFTED: N_("Drafted"),
        ProposalState.SECTION_REVIEW: N_("Section review"),
        ProposalState.LEGAL_REVIEW: N_("Legal review"),
        ProposalState.DISCUSSION: N_("Collective discussion"),
        ProposalState.TO_SIGN: N_("To be signed off"),
        ProposalState.SIGNED_OFF: N_("Signed off"),
        ProposalState.WITHDRAWN: N_("Withdrawn"),
        ProposalAction.SUBMIT: N_("Submit"),
        ProposalAction.AGREE: N_("Give an opinion"),
        ProposalAction.SIGN_OFF: N_("Sign off"),
        ProposalAction.SEND_BACK: N_("Send back"),
        ProposalAction.SKIP: N_("Go on without legal review"),
        ProposalAction.RECORD_DISCUSSION: N_("Record the discussion"),
        ProposalAction.CHANGE: N_("Change the proposal"),
        ProposalAction.WITHDRAW: N_("Withdraw the proposal"),
        Departure.SEVERAL_STEPS: N_("One person took several steps"),
        Departure.LEGAL_BY_ANOTHER: N_("The legal opinion is not by a legal reviewer"),
        Departure.LEGAL_SKIPPED: N_("The legal review was left out"),
        System.GOVERNMENT_SERVICE: N_("Government service network"),
        System.ONE_MATTER: N_("One matter, one go"),
        System.HOTLINE_12345: N_("Hotline 12345"),
        System.PETITION: N_("Petition system"),
        System.OFFICE_AUTOMATION: N_("Office automation"),
        System.E_LICENCE: N_("Provincial electronic licences"),
        System.CREDIT_PLATFORM: N_("Credit platform"),
        System.OTHER: N_("Another system"),
    }
)

CONSEQUENCES: dict[ProposalAction, str] = {
    ProposalAction.SUBMIT: N_("Puts it before the reviewers; opinions are asked for from then on."),
    ProposalAction.AGREE: N_(
        "Gives an opinion in words: agree, or send it back with what to change."
    ),
    ProposalAction.SIGN_OFF: N_("Decides: the act is done at once and cannot be taken back here."),
    ProposalAction.SKIP: N_("Notes why there is no legal review; the act is reviewed afterwards."),
    ProposalAction.RECORD_DISCUSSION: N_("Enters the minutes: number, day, who was there, result."),
    ProposalAction.CHANGE: N_("Changes the words; opinions given before stay with the old ones."),
    ProposalAction.WITHDRAW: N_("Ends the proposal without a decision; a new one can be prepared."),
}

ACTS = register_acts(
    {
        "casework.proposal.prepare": N_("Proposal prepared"),
        "casework.proposal.change": N_("Proposal changed"),
        "casework.proposal.submit": N_("Proposal submitted"),
        "casework.proposal.agree": N_("Opinion given: agreed"),
        "casework.proposal.send_back": N_("Opinion given: sent back"),
        "casework.proposal.skip": N_("Legal review left out"),
        "casework.proposal.record_discussion": N_("Collective discussion recorded"),
        "casework.proposal.sign_off": N_("Proposal signed off"),
        "casework.proposal.withdraw": N_("Proposal withdrawn"),
        "casework.proposal.review_afterwards": N_("Act reviewed afterwards"),
        "casework.appointment.begin": N_("Level of decision given"),
        "casework.appointment.end": N_("Level of decision ended"),
        "casework.deputation.begin": N_("Deputy named"),
        "casework.deputation.end": N_("Deputy's time ended"),
        "casework.assignment.assign": N_("Case given to a person"),
        "casework.assignment.release": N_("Case taken from a person"),
        "casework.number.record": N_("Number of another system recorded"),
        "casework.number.finish": N_("Finished in another system"),
        "casework.number.strike": N_("Number of another system struck out"),
    }
)

register_fields(
    {
        "proposal": N_("Proposal"),
        "appointment": N_("Level of decision"),
        "deputation": N_("Deputy"),
        "state": N_("State"),
        "title": N_("Title"),
        "text": N_("Words"),
        "basis": N_("Basis"),
        "level": N_("Level"),
        "least_level": N_("Least level"),
        "proposal_edition": N_("Version"),
        "opinion": N_("Opinion"),
        "on_behalf_of": N_("On behalf of"),
        "paper_signer": N_("Signed on paper by"),
        "reason": N_("Reason"),
        "minutes": N_("Minutes"),
        "held_on": N_("Held on"),
        "attendance": N_("Who was there"),
        "result": N_("Result"),
        "office_number": N_("Number from the office's register"),
        "departures": N_("Unlike the ordinary way"),
        "finding_afterwards": N_("What the review found"),
        "in_order": N_("In order"),
        "person": N_("Person"),
        "represented": N_("Represented"),
        "deputy": N_("Deputy"),
        "from_on": N_("Holds from"),
        "until_on": N_("Holds until (this day included)"),
        "assignee": N_("Who has the case"),
        "system": N_("System"),
        "number_elsewhere": N_("Number there"),
        "finished_on": N_("Finished on"),
    }
)

register_ledger_enums("proposal", ProposalState, Level, Departure)
register_ledger_enums("appointment", Level)

PAGE = register_case_page("proposal", CasePage(endpoint="casework.show_proposal"))
