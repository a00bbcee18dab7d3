"""Pages of questions to other departments: the office's, and the one behind the link."""

from kgsup.referrals.views import acts, office, public
from kgsup.referrals.views.blueprint import blueprint

blueprints = [blueprint, public.blueprint]

__all__ = ["acts", "blueprint", "blueprints", "office", "public"]
