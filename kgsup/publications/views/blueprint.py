"""The office's blueprint of publications."""

from flask import Blueprint

blueprint = Blueprint("publications", __name__)
