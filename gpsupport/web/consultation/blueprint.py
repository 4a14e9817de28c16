"""The addresses of one consultation; the modules of routes add theirs to it."""

from flask import Blueprint

consultation = Blueprint("consultation", __name__, url_prefix="/patients/<uuid:patient_id>")
