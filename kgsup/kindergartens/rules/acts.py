"""What the register's acts are called on a timeline."""

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_

ENTER = "kindergartens.kindergarten.enter"
CHANGE = "kindergartens.facts.change"
FIGURES = "kindergartens.figures.record"
FEE = "kindergartens.fee.record"
LICENCE = "kindergartens.licence.record"
RECOGNITION = "kindergartens.recognition.record"
SITE = "kindergartens.site.record"
MERGE = "kindergartens.duplicate.merge"
DISMISS = "kindergartens.duplicate.dismiss"
ENTER_MANY = "kindergartens.batch.enter"
CHANGE_MANY = "kindergartens.batch.change"
UNDO = "kindergartens.batch.undo"

ACTS = register_acts(
    {
        ENTER: N_("Kindergarten entered in the register"),
        CHANGE: N_("Facts of the register changed"),
        FIGURES: N_("Counts of a term recorded"),
        FEE: N_("Filed fee recorded"),
        LICENCE: N_("Licence recorded"),
        RECOGNITION: N_("Recognition as inclusive recorded"),
        SITE: N_("Site recorded"),
        MERGE: N_("Two entries merged"),
        DISMISS: N_("Two entries found to be two kindergartens"),
        ENTER_MANY: N_("Kindergartens entered by an import"),
        CHANGE_MANY: N_("Kindergartens changed by an import"),
        UNDO: N_("Import undone"),
    }
)
