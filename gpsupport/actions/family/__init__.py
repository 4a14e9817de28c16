"""Who belongs together: links made by hand or confirmed, and the household for the lead."""

from gpsupport.actions.family.changing import (
    AlreadyLinked,
    NewLink,
    NotConfirmed,
    Settled,
    WrongWayRound,
    end_link,
    keep_links_form,
    link_patients,
    settle_proposal,
)
from gpsupport.actions.family.household import Household, Member, read_household
from gpsupport.actions.family.people import relatives_of
from gpsupport.actions.family.planning import (
    FamilyPlan,
    PlanWanting,
    give_action,
    read_family_plan,
    save_tracks,
    tracks_of,
)
from gpsupport.actions.family.showing import Family, LinkedPerson, find_to_link, read_family

__all__ = [
    "AlreadyLinked",
    "Family",
    "FamilyPlan",
    "Household",
    "LinkedPerson",
    "Member",
    "NewLink",
    "NotConfirmed",
    "PlanWanting",
    "Settled",
    "WrongWayRound",
    "end_link",
    "find_to_link",
    "give_action",
    "keep_links_form",
    "link_patients",
    "read_family",
    "read_family_plan",
    "read_household",
    "relatives_of",
    "save_tracks",
    "settle_proposal",
    "tracks_of",
]
