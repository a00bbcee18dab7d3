"""The blueprint that all pages of the annual check share."""

from flask import Blueprint

blueprint = Blueprint("annual_checks", __name__)
