"""The blueprint of the office's pages of visits."""

from flask import Blueprint

blueprint = Blueprint("inspections", __name__)
