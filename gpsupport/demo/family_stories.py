"""More stories: young people, pregnancy, a move, and referrals that came back."""

from __future__ import annotations

from datetime import date

from gpsupport.demo.enquiries import add_enquiry
from gpsupport.demo.households import Registrar
from gpsupport.demo.local_options import NORTH, SOUTH
from gpsupport.demo.moments import ago, born
from gpsupport.demo.people import ties_of
from gpsupport.demo.record import SyntheticRecord
from gpsupport.demo.staff import ADEYEMI, COLE, DOYLE, REID, SHAH
from gpsupport.domain.enquiry import EnquiryOutcome
from gpsupport.domain.people import Sex

Records = tuple[SyntheticRecord, ...]


def karim(registrar: Registrar, today: date) -> Records:
    """Aisha and Zayn have just moved to where nobody may know. No address, no phone, anywhere."""
    aisha = registrar.register("Aisha", "Karim", Sex.FEMALE, born(today, 29, 11, 3), title="Mrs")
    zayn = registrar.register("Zayn", "Karim", Sex.MALE, born(today, 5, 6, 25), title="Master")
    ties = ties_of((aisha,), (zayn,))
    mother = SyntheticRecord(aisha, ties[aisha.id])
    mother.condition("879911000000102", ago(today, 74), by="Summary from an earlier practice")
    mother.condition("864131000000100", ago(today, 12), by=ADEYEMI.name)
    mother.contact(ago(today, 12), "New patient check", ADEYEMI)
    mother.appointment(today, (10, 20), "New patient health check", SHAH, minutes=20)
    child = SyntheticRecord(zayn, ties[zayn.id])
    child.condition("864131000000100", ago(today, 12), by=ADEYEMI.name)
    child.letter(ago(today, 20), "CAMHS of another area", "On the waiting list")
    child.contact(ago(today, 12), "New patient check", ADEYEMI)
    return mother, child


def osei(registrar: Registrar, today: date) -> Records:
    """Kofi: a request for help that the council sent back."""
    home = {"address": "31 Kiln Hill", "area": NORTH}
    abena = registrar.register(
        "Abena", "Osei", Sex.FEMALE, born(today, 35, 5, 19), title="Mrs", **home
    )
    kofi = registrar.register(
        "Kofi", "Osei", Sex.MALE, born(today, 7, 3, 8), title="Master", **home
    )
    ties = ties_of((abena,), (kofi,))
    mother = SyntheticRecord(abena, ties[abena.id])
    mother.contact(ago(today, 220), "Contraceptive pill review", COLE)
    child = SyntheticRecord(kofi, ties[kofi.id])
    child.contact(ago(today, 64), "Tummy ache before school", REID)
    child.condition("769131000000103", ago(today, 28), by="Letter from the council")
    child.letter(ago(today, 28), "Elmford council", "Request for help: reply")
    child.appointment(today, (11, 40), "Tummy ache", SHAH)
    return mother, child


def barnes(registrar: Registrar, today: date) -> Records:
    """Chloe: pregnant, and one antenatal appointment missed."""
    chloe = registrar.register(
        "Chloe", "Barnes", Sex.FEMALE, born(today, 26, 9, 27),
        title="Miss", address="64 Quarry Road", area=NORTH, phone="07700 900126",
    )  # fmt: skip
    record = SyntheticRecord(chloe)
    record.contact(ago(today, 133), "Pregnancy confirmed", ADEYEMI)
    record.condition("77386006", ago(today, 133), by=ADEYEMI.name)
    record.condition("918791000000100", ago(today, 24), by="Community midwife")
    record.appointment(today, (9, 50), "Antenatal check", COLE, minutes=20)
    return (record,)


def diallo(registrar: Registrar, today: date) -> Records:
    """Aminata: heard at a meeting of agencies; asked since, so the asking is not repeated."""
    aminata = registrar.register(
        "Aminata", "Diallo", Sex.FEMALE, born(today, 24, 7, 7),
        title="Ms", address="22 Beacon Rise", area=SOUTH,
    )  # fmt: skip
    record = SyntheticRecord(aminata)
    record.condition("706893006", ago(today, 109), by=SHAH.name)
    record.condition("758941000000108", ago(today, 95), by="Letter")
    record.contact(ago(today, 81), "Medication review", SHAH)
    add_enquiry(record, ago(today, 81), EnquiryOutcome.DISCLOSED_CURRENT, SHAH)
    record.contact(ago(today, 16), "Blood test", COLE)
    add_enquiry(
        record, ago(today, 16), EnquiryOutcome.DISCLOSED_CURRENT, COLE,
        words="“It’s been quieter since I have Nadia’s number.”",
    )  # fmt: skip
    return (record,)


def rowe(registrar: Registrar, today: date) -> Records:
    """Callum, 16: adult and child rules both look at him."""
    callum = registrar.register(
        "Callum", "Rowe", Sex.MALE, born(today, 16, 1, 5),
        title="Mr", address="48 Station Street", area=NORTH,
    )  # fmt: skip
    record = SyntheticRecord(callum)
    record.contact(ago(today, 300), "Acne", REID)
    record.contact(ago(today, 41), "Low mood", SHAH)
    record.condition("366979004", ago(today, 41), text="Low mood", by=SHAH.name)
    record.appointment(today, (8, 50), "Sore throat", SHAH)
    return (record,)


def lawson(registrar: Registrar, today: date) -> Records:
    """Poppy, 6: wet at night; whether she was ever dry the record does not say."""
    home = {"address": "2 Chapel Row", "area": NORTH}
    gail = registrar.register(
        "Gail", "Lawson", Sex.FEMALE, born(today, 34, 10, 15), title="Mrs", **home
    )
    poppy = registrar.register(
        "Poppy", "Lawson", Sex.FEMALE, born(today, 6, 4, 30), title="Miss", **home
    )
    ties = ties_of((gail,), (poppy,))
    mother = SyntheticRecord(gail, ties[gail.id])
    mother.contact(ago(today, 180), "Hay fever", ADEYEMI)
    child = SyntheticRecord(poppy, ties[poppy.id])
    child.contact(ago(today, 33), "Wet at night", ADEYEMI)
    child.condition("8009008", ago(today, 33), text="Wet at night", by=ADEYEMI.name)
    child.appointment(today, (11, 10), "Asthma review", COLE, minutes=20)
    return mother, child


def hussain(registrar: Registrar, today: date) -> Records:
    """Amir, 12: no longer goes to school."""
    home = {"address": "90 Fallow Drive", "area": NORTH}
    rukhsana = registrar.register(
        "Rukhsana", "Hussain", Sex.FEMALE, born(today, 40, 12, 12), title="Mrs", **home
    )
    amir = registrar.register(
        "Amir", "Hussain", Sex.MALE, born(today, 12, 8, 19), title="Master", **home
    )
    ties = ties_of((rukhsana,), (amir,))
    mother = SyntheticRecord(rukhsana, ties[rukhsana.id])
    mother.contact(ago(today, 96), "Blood test results", REID)
    child = SyntheticRecord(amir, ties[amir.id])
    child.contact(ago(today, 52), "Headache on school days", REID)
    child.condition("248052004", ago(today, 52), by=REID.name)
    child.contact(ago(today, 31), "Asthma review", DOYLE)
    return mother, child
