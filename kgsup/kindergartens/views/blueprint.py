"""The register's blueprint."""

from flask import Blueprint

blueprint = Blueprint("kindergartens", __name__)
