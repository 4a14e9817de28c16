"""Stories of asking again: put off, not wished, never alone, expecting a baby, told long ago."""

from __future__ import annotations

from datetime import date, timedelta

from gpsupport.demo.enquiries import add_enquiry
from gpsupport.demo.households import Registrar
from gpsupport.demo.local_options import NORTH, SOUTH
from gpsupport.demo.moments import ago, born
from gpsupport.demo.people import ties_of
from gpsupport.demo.record import SyntheticRecord
from gpsupport.demo.staff import ADEYEMI, COLE, MARSH, REID, SHAH
from gpsupport.domain.enquiry import EnquiryOutcome, Mode, NotAskedReason, Presence
from gpsupport.domain.people import Sex

Records = tuple[SyntheticRecord, ...]


def hollis(registrar: Registrar, today: date) -> Records:
    """Dawn: asking was put off twice in a row, so the lead's list has her."""
    dawn = registrar.register(
        "Dawn", "Hollis", Sex.FEMALE, born(today, 47, 2, 9),
        title="Mrs", address="22 Tanner Row", area=NORTH, phone="07700 900147",
    )  # fmt: skip
    record = SyntheticRecord(dawn)
    record.contact(ago(today, 61), "Low mood", REID)
    record.condition("35489007", ago(today, 61), by=REID.name)
    add_enquiry(
        record, ago(today, 61), EnquiryOutcome.NOT_ASKED, REID, reason=NotAskedReason.NO_TIME
    )
    record.contact(ago(today, 20), "Blood test results", COLE)
    add_enquiry(
        record, ago(today, 20), EnquiryOutcome.DEFERRED, COLE,
        reason=NotAskedReason.TOO_UNWELL, until=ago(today, 20) + timedelta(days=14),
        note="Came straight from work and had not eaten. A double appointment would help.",
    )  # fmt: skip
    record.appointment(today, (9, 40), "Medication review", REID)
    return (record,)


def marlow(registrar: Registrar, today: date) -> Records:
    """Tess told of it years ago, and wished not to be asked for a while."""
    tess = registrar.register(
        "Tess", "Marlow", Sex.FEMALE, born(today, 39, 10, 22),
        title="Ms", address="7 Weir Cottages", area=SOUTH, phone="07700 900139",
    )  # fmt: skip
    record = SyntheticRecord(tess)
    record.contact(ago(today, 760), "Trouble sleeping", ADEYEMI)
    add_enquiry(
        record, ago(today, 760), EnquiryOutcome.DISCLOSED_PAST, ADEYEMI,
        words="“That was my first marriage. It is behind me.”",
    )  # fmt: skip
    record.contact(ago(today, 45), "Asthma review", COLE)
    add_enquiry(
        record, ago(today, 45), EnquiryOutcome.OPTED_OUT, COLE,
        until=ago(today, 45) + timedelta(days=183),
        words="“Please leave it. I will say if I want to talk.”",
    )  # fmt: skip
    record.appointment(today, (10, 0), "Asthma review", REID)
    return (record,)


def okafor(registrar: Registrar, today: date) -> Records:
    """Ngozi: three clinicians, three visits, and never alone."""
    ngozi = registrar.register(
        "Ngozi", "Okafor", Sex.FEMALE, born(today, 31, 1, 5),
        title="Mrs", address="40 Lock Street", area=SOUTH, phone="07700 900131",
    )  # fmt: skip
    record = SyntheticRecord(ngozi)
    record.contact(ago(today, 140), "Back pain", REID)
    add_enquiry(
        record, ago(today, 140), EnquiryOutcome.NOT_ASKED, REID,
        presence=Presence.SOMEONE_ELSE, reason=NotAskedReason.NOT_ALONE,
        company="Her husband, who answered for her",
    )  # fmt: skip
    record.contact(ago(today, 96), "Blood test results", ADEYEMI, kind="VR")
    add_enquiry(
        record, ago(today, 96), EnquiryOutcome.NOT_ASKED, ADEYEMI,
        presence=Presence.NOT_FREE_TO_TALK, reason=NotAskedReason.NOT_ALONE, mode=Mode.TELEPHONE,
    )  # fmt: skip
    record.contact(ago(today, 41), "Dressing", COLE)
    add_enquiry(
        record, ago(today, 41), EnquiryOutcome.NOT_ASKED, COLE,
        presence=Presence.CHILD_PRESENT, reason=NotAskedReason.NOT_ALONE,
        company="Her son of seven", note="Everybody is seen alone for the dressing. Start there.",
    )  # fmt: skip
    record.appointment(today, (10, 20), "Back pain", REID)
    return (record,)


def price(registrar: Registrar, today: date) -> Records:
    """Leanne is expecting; a nurse entered the day on which the baby is due."""
    leanne = registrar.register(
        "Leanne", "Price", Sex.FEMALE, born(today, 24, 7, 3),
        title="Miss", address="15 Quarry Road", area=NORTH, phone="07700 900124",
    )  # fmt: skip
    record = SyntheticRecord(leanne)
    record.contact(ago(today, 110), "Pregnancy confirmed", ADEYEMI)
    record.condition("77386006", ago(today, 110), by=ADEYEMI.name)
    add_enquiry(record, ago(today, 108), EnquiryOutcome.NOT_DISCLOSED, COLE)
    record.appointment(today, (9, 40), "Antenatal check", ADEYEMI)
    return (record,)


def duffy(registrar: Registrar, today: date) -> Records:
    """Carol told the lead of what is over; one child, with a plan. Both are kept here."""
    home = {"address": "3 Saddler’s Yard", "area": NORTH}
    carol = registrar.register(
        "Carol", "Duffy", Sex.FEMALE, born(today, 44, 12, 1), title="Mrs", **home
    )
    sean = registrar.register(
        "Sean", "Duffy", Sex.MALE, born(today, 10, 5, 16), title="Master", **home
    )
    ties = ties_of((carol,), (sean,))
    mother = SyntheticRecord(carol, ties[carol.id])
    mother.contact(ago(today, 70), "Low mood", MARSH)
    mother.contact(ago(today, 30), "Blood pressure check", COLE)
    mother.appointment(today, (10, 0), "Low mood", MARSH)
    child = SyntheticRecord(sean, ties[sean.id])
    child.contact(ago(today, 200), "Cough", SHAH)
    return mother, child


def finch(registrar: Registrar, today: date) -> Records:
    """Jodie, 15: somebody at home was hurt, and nobody here has seen her for over a year."""
    jodie = registrar.register(
        "Jodie", "Finch", Sex.FEMALE, born(today, 15, 3, 19),
        title="Miss", address="58 Coal Lane", area=SOUTH,
    )  # fmt: skip
    record = SyntheticRecord(jodie)
    record.contact(ago(today, 500), "Verruca", ADEYEMI)
    record.condition("881081000000100", ago(today, 120), by="Letter")
    return (record,)
