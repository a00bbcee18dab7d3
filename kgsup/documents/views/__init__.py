"""Pages of papers and of prints into forms; one blueprint, its routes cut by thing."""

from kgsup.documents.views import papers, prints
from kgsup.documents.views.blueprint import blueprint

__all__ = ["blueprint", "papers", "prints"]
