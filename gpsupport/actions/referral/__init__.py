"""Referrals that are followed: begun, sent, looked after while they wait, and never lost."""

from gpsupport.actions.referral.beginning import (
    begin_referral,
    mark_met,
    note_expected_refusal,
)
from gpsupport.actions.referral.listing import (
    OpenReferral,
    OpenReferrals,
    read_open_referrals,
    read_own_referrals,
)
from gpsupport.actions.referral.reading import Followed, Person, read_referrals, rules_of
from gpsupport.actions.referral.typed import keep_referral_form
from gpsupport.actions.referral.wanted import ExpectedRefusal, NewReferral, Want, Wants
from gpsupport.actions.referral.writing import (
    CannotBeWritten,
    add_to_referral,
    take_back,
    write_in,
)

__all__ = [
    "CannotBeWritten",
    "ExpectedRefusal",
    "Followed",
    "NewReferral",
    "OpenReferral",
    "OpenReferrals",
    "Person",
    "Want",
    "Wants",
    "add_to_referral",
    "begin_referral",
    "keep_referral_form",
    "mark_met",
    "note_expected_refusal",
    "read_open_referrals",
    "read_own_referrals",
    "read_referrals",
    "rules_of",
    "take_back",
    "write_in",
]
