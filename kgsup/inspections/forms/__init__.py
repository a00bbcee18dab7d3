"""Forms of visits: shape only; the paper record becomes the same document as the phone's."""

from kgsup.inspections.forms.paper import PaperForm, paper_form
from kgsup.inspections.forms.paper_document import document_of, values_of
from kgsup.inspections.forms.small import DiscardForm, PaperStartForm, VisitFilterForm

__all__ = [
    "DiscardForm",
    "PaperForm",
    "PaperStartForm",
    "VisitFilterForm",
    "document_of",
    "paper_form",
    "values_of",
]
