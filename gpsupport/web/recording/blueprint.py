"""The addresses of recording; the modules of routes add theirs to it."""

from flask import Blueprint

record = Blueprint("record", __name__, url_prefix="/patients/<uuid:patient_id>/consultation")
