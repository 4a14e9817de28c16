"""Where the pages of referrals are registered."""

from __future__ import annotations

from flask import Blueprint

referrals = Blueprint("referrals", __name__)
