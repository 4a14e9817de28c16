"""What comes first on the page of a referral that came back: whom to phone, to tell, to start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gpsupport.actions.referral import Followed
from gpsupport.domain.directory.option import ReferralOption
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.referral.beside import start_now
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.matching import match_family
from gpsupport.web import words
from gpsupport.web.directory.rows import dialled
from gpsupport.web.referrals.new_form import place_of

_MOST_TO_START = 2


@dataclass(frozen=True, slots=True)
class Phone:
    """A number to ring, with what it is."""

    what: str
    number: str
    dialled: str


@dataclass(frozen=True, slots=True)
class Start:
    """Help that can begin meanwhile, with the address at which a referral to it begins."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class FirstLines:
    """Phone them, tell somebody today, start meanwhile. `at` are the days of the person to ask for.

    `way` is the safe way that holds, empty for none. `ask` is what this reason makes one ask them,
    and then `patient` alone: empty for most reasons.
    """

    name: str
    phones: tuple[Phone, ...]
    at: str
    whom: str
    say: str
    way: str
    contact: str
    start: tuple[Start, ...]
    local_help: str
    ask: str
    patient: str


def first_lines(
    referral: Referral, followed: Followed, rules: ReferralRules, today: date
) -> FirstLines | None:
    """The three lines after a return; None once somebody has said what is done now."""
    if not referral.returned_without_plan:
        return None
    begun, patient_id = referral.begun, followed.patient.id
    option = next((one for one in followed.options if one.id == begun.option_id), None)
    way = referral.safe_way(followed.contact, today)
    return FirstLines(
        name=begun.option_name,
        phones=phones_of(option) if option else (),
        at=hours_of(option) if option else "",
        whom=words.untitled(begun.about or str(followed.patient.name)),
        say=rules.after_return.say.words,
        way=way.detail if way else "",
        contact=f"/patients/{patient_id}/contact",
        start=_start(referral, followed, rules, today),
        local_help=f"/patients/{patient_id}/local-help?continues={begun.id}",
        ask=rules.reason(referral.reason.value).ask if referral.reason else "",
        patient=words.untitled(str(followed.patient.name)),
    )


def phones_of(option: ReferralOption) -> tuple[Phone, ...]:
    """Every number to ring, theirs before the advice line."""
    numbers = (("Their number", option.phone), ("Advice line for us", option.advice_phone))
    return tuple(Phone(what, one, dialled(one)) for what, one in numbers if one)


def hours_of(option: ReferralOption) -> str:
    """Whom to ask for, and the days and hours; empty where neither is listed."""
    return ", ".join(one for one in (option.named_person, option.availability) if one)


def _start(
    referral: Referral, followed: Followed, rules: ReferralRules, today: date
) -> tuple[Start, ...]:
    """The best that starts soon and asks for no threshold, other than what sent it back."""
    place = place_of(referral, followed)
    if place is None:
        return ()
    begun = referral.begun
    others = [one for one in followed.options if one.id != begun.option_id]
    found = match_family(others, (followed.people[place].need,), today, followed.around)
    new = f"/patients/{followed.patient.id}/referrals/new?continues={begun.id}"
    return tuple(
        Start(one.option.name, f"{new}&option={one.option.id}")
        for one in start_now(found, rules.matching)[:_MOST_TO_START]
    )
