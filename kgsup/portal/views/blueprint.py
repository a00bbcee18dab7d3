"""The blueprint of the public pages."""

from flask import Blueprint

blueprint = Blueprint("portal", __name__)
