"""The addresses after a telling; the modules of routes add theirs to it."""

from flask import Blueprint

disclosure = Blueprint("next_steps", __name__, url_prefix="/patients/<uuid:patient_id>")
