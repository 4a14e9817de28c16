"""The families whose stories the demo tells: adults first. Each story is built like a test case.

What each person leads to stands in tests/unit/demo.
"""

from __future__ import annotations

from datetime import date

from gpsupport.demo.enquiries import add_enquiry
from gpsupport.demo.households import Registrar
from gpsupport.demo.local_options import NORTH, SOUTH
from gpsupport.demo.moments import ago, born
from gpsupport.demo.people import ties_of
from gpsupport.demo.record import SyntheticRecord
from gpsupport.demo.staff import ADEYEMI, COLE, REID, SHAH
from gpsupport.domain.enquiry import EnquiryOutcome, NotAskedReason, Presence
from gpsupport.domain.people import Sex

Records = tuple[SyntheticRecord, ...]


def atkinson(registrar: Registrar, today: date) -> Records:
    """Jane: three injuries in a year, asked once and said no, then hurt again. Two children.

    Her partner's record holds nothing that comes from hers.
    """
    home = {"address": "18 Mill Lane", "area": NORTH}
    jane = registrar.register(
        "Jane", "Atkinson", Sex.FEMALE, born(today, 41, 7, 14),
        title="Ms", phone="07700 900118", **home,
    )  # fmt: skip
    ella = registrar.register(
        "Ella", "Atkinson", Sex.FEMALE, born(today, 13, 2, 20), title="Miss", **home
    )
    noah = registrar.register(
        "Noah", "Atkinson", Sex.MALE, born(today, 7, 5, 3), title="Master", **home
    )
    mark = registrar.register(
        "Mark", "Dunne", Sex.MALE, born(today, 44, 10, 9), title="Mr", phone="07700 900119", **home
    )
    ties = ties_of((jane, mark), (ella, noah), partners="DOMPART")
    return (
        _jane(SyntheticRecord(jane, ties[jane.id]), today),
        _ella(SyntheticRecord(ella, ties[ella.id]), today),
        _noah(SyntheticRecord(noah, ties[noah.id]), today),
        _mark(SyntheticRecord(mark, ties[mark.id]), today),
    )


def _jane(record: SyntheticRecord, today: date) -> SyntheticRecord:
    record.contact(ago(today, 700), "Cervical screening", COLE)
    record.contact(ago(today, 548), "Contraceptive pill review", REID)
    record.medicine(ago(today, 548), "Desogestrel 75microgram tablets", REID)
    record.contact(ago(today, 410), "Sore throat", ADEYEMI)
    record.condition(
        "125667009", ago(today, 313), text="Bruised ribs", by="Out-of-hours report",
        in_plain_words=True,
    )  # fmt: skip
    record.letter(ago(today, 312), "Elmford out-of-hours service", "Out-of-hours report")
    record.contact(ago(today, 265), "Low mood", REID)
    record.condition("366979004", ago(today, 265), text="Low mood", by=REID.name)
    record.condition(
        "417746004", ago(today, 201), text="Sprained wrist", by="Urgent treatment centre letter",
        in_plain_words=True,
    )  # fmt: skip
    record.letter(ago(today, 200), "Elmford urgent treatment centre", "Attendance letter")
    record.contact(ago(today, 117), "Worry", ADEYEMI, kind="VR")
    record.condition("48694002", ago(today, 117), by=ADEYEMI.name)
    record.contact(ago(today, 98), "Blood test results", REID)
    add_enquiry(
        record, ago(today, 98), EnquiryOutcome.NOT_DISCLOSED, REID,
        words="“Everything is fine. I’m just clumsy.”",
    )  # fmt: skip
    record.appointment(ago(today, 84), (11, 10), "Blood test", COLE, status="noshow")
    record.contact(ago(today, 55), "Attended emergency department", kind="EMER", minute_of_day=1285)
    record.condition(
        "125668004", ago(today, 55), text="Bruise of face", by="Emergency department letter",
        in_plain_words=True,
    )  # fmt: skip
    record.letter(ago(today, 54), "Elmford General Hospital", "Emergency department letter")
    record.appointment(ago(today, 33), (15, 50), "Follow-up", REID, status="noshow")
    record.appointment(today, (9, 10), "Tired", SHAH)
    return record


def _ella(record: SyntheticRecord, today: date) -> SyntheticRecord:
    record.contact(ago(today, 420), "Acne", ADEYEMI)
    record.contact(ago(today, 251), "Trouble sleeping", REID)
    record.referral("380241000000107", ago(today, 250), REID, status="revoked")
    record.letter(ago(today, 189), "CAMHS, north Elmford", "Referral returned")
    record.contact(ago(today, 188), "Family Hub support began", REID, kind="VR")
    record.referral("380241000000107", ago(today, 60), REID)
    record.condition("248052004", ago(today, 14), by="School nurse call")
    record.condition("248062006", ago(today, 14), text="Self-harm", by="School nurse call")
    record.letter(ago(today, 12), "CAMHS, north Elmford", "Referral now urgent")
    return record


def _noah(record: SyntheticRecord, today: date) -> SyntheticRecord:
    for days in (640, 395, 144):
        record.condition("901441000000108", ago(today, days), by=COLE.name)
    record.contact(ago(today, 300), "Asthma review", COLE)
    record.contact(ago(today, 120), "Cough", SHAH)
    return record


def _mark(record: SyntheticRecord, today: date) -> SyntheticRecord:
    record.contact(ago(today, 500), "Shoulder pain", REID)
    record.contact(ago(today, 210), "Blood pressure check", COLE)
    record.blood_pressure(ago(today, 210), 138, 86, COLE)
    record.contact(ago(today, 40), "Hay fever", ADEYEMI)
    return record


def bennett(registrar: Registrar, today: date) -> Records:
    """Sarah: asked again and again by three clinicians until she could say it. A full timeline."""
    sarah = registrar.register(
        "Sarah", "Bennett", Sex.FEMALE, born(today, 36, 3, 2),
        title="Mrs", address="5 Heron Court", area=SOUTH, phone="07700 900136",
    )  # fmt: skip
    record = SyntheticRecord(sarah)
    record.contact(ago(today, 650), "Headache", REID)
    record.condition("25064002", ago(today, 650), by=REID.name)
    add_enquiry(record, ago(today, 650), EnquiryOutcome.NOT_DISCLOSED, REID)
    record.contact(ago(today, 555), "Headache", REID)
    add_enquiry(
        record,
        ago(today, 555),
        EnquiryOutcome.NOT_ASKED,
        REID,
        presence=Presence.SOMEONE_ELSE,
        reason=NotAskedReason.NOT_ALONE,
    )
    record.contact(ago(today, 262), "Smear test", COLE)
    add_enquiry(record, ago(today, 262), EnquiryOutcome.DECLINED, COLE)
    record.contact(ago(today, 98), "Trouble sleeping", SHAH)
    add_enquiry(
        record, ago(today, 98), EnquiryOutcome.DISCLOSED_CURRENT, SHAH,
        words="“He checks my phone and he has the bank card. I daren’t be late home.”",
    )  # fmt: skip
    record.condition("879911000000102", ago(today, 98), by=SHAH.name)
    record.appointment(today, (9, 40), "Medication review", SHAH)
    return (record,)


def whitfield(registrar: Registrar, today: date) -> Records:
    """Kerry was heard at a meeting of agencies; the man named there is a patient here as well.

    His own record carries codes about what others reported. It must lead to no prompt at all. The
    child's record says that somebody at home was hurt.
    """
    home = {"address": "77 Ferry Lane", "area": SOUTH}
    kerry = registrar.register(
        "Kerry", "Whitfield", Sex.FEMALE, born(today, 33, 8, 30), title="Ms", **home
    )
    tyler = registrar.register(
        "Tyler", "Whitfield", Sex.MALE, born(today, 9, 1, 17), title="Master", **home
    )
    lee = registrar.register(
        "Lee", "Harker", Sex.MALE, born(today, 38, 12, 5),
        title="Mr", address="3 Quay Street", area=SOUTH,
    )  # fmt: skip
    ties = ties_of((kerry,), (tyler,))
    mother = SyntheticRecord(kerry, ties[kerry.id])
    mother.contact(ago(today, 160), "Sore neck", SHAH)
    mother.condition("879911000000102", ago(today, 160), by=SHAH.name)
    mother.condition("895141000000105", ago(today, 150), by="Letter")
    mother.condition("758941000000108", ago(today, 131), by="Letter")
    mother.appointment(today, (10, 10), "Blood pressure check", COLE, minutes=15)
    child = SyntheticRecord(tyler, ties[tyler.id])
    child.condition("881081000000100", ago(today, 149), by="Letter")
    child.contact(ago(today, 90), "Verruca", ADEYEMI)
    child.appointment(today, (11, 0), "Cough", SHAH)
    other = SyntheticRecord(lee)
    other.contact(ago(today, 330), "Shoulder pain", ADEYEMI)
    other.condition("895141000000105", ago(today, 150), by="Letter")
    other.condition("758941000000108", ago(today, 131), by="Letter")
    other.condition("206411000000103", ago(today, 131), by="Letter")
    other.appointment(today, (11, 20), "Medication review", SHAH)
    return mother, child, other


def pemberton(registrar: Registrar, today: date) -> Records:
    """Rhys, a man: told elsewhere, nobody here has asked how things are since."""
    rhys = registrar.register(
        "Rhys", "Pemberton", Sex.MALE, born(today, 29, 4, 22),
        title="Mr", address="9 Bramble Walk", area=NORTH,
    )  # fmt: skip
    record = SyntheticRecord(rhys)
    record.contact(ago(today, 300), "Fit note", REID)
    record.condition("706893006", ago(today, 118), by="Advocate’s letter")
    record.letter(ago(today, 117), "Open Door Elmford", "Letter")
    record.contact(ago(today, 70), "Trouble sleeping", REID, kind="VR")
    record.condition("193462001", ago(today, 70), by=REID.name)
    record.appointment(today, (10, 0), "Blood test results", SHAH)
    return (record,)


def linton(registrar: Registrar, today: date) -> Records:
    """Grace, an older parent: bruised twice, on a routine list for the nurse."""
    home = {"address": "12 Orchard Way", "area": NORTH}
    grace = registrar.register(
        "Grace", "Linton", Sex.FEMALE, born(today, 71, 6, 11), title="Mrs", **home
    )
    neil = registrar.register("Neil", "Linton", Sex.MALE, born(today, 46, 9, 1), title="Mr", **home)
    ties = ties_of((grace,), (neil,))
    mother = SyntheticRecord(grace, ties[grace.id])
    mother.contact(ago(today, 400), "Diabetes review", COLE)
    mother.condition("68142008", ago(today, 190), text="Bruised forearm", by=COLE.name)
    mother.contact(ago(today, 190), "Diabetes review", COLE)
    mother.blood_pressure(ago(today, 190), 142, 82, COLE)
    mother.condition("766561000000109", ago(today, 66), by="Letter")
    mother.condition("68142008", ago(today, 38), text="Bruised upper arm", by=ADEYEMI.name)
    mother.contact(ago(today, 38), "Chest infection", ADEYEMI)
    mother.appointment(today, (9, 20), "Diabetes review", COLE, minutes=20)
    son = SyntheticRecord(neil, ties[neil.id])
    son.contact(ago(today, 260), "Back pain", ADEYEMI)
    return mother, son


def kovac(registrar: Registrar, today: date) -> Records:
    """Mirela: entries without a date, so that the record cannot answer."""
    mirela = registrar.register(
        "Mirela", "Kovac", Sex.FEMALE, born(today, 52, 1, 28),
        title="Mrs", address="14 Wharf Terrace", area=SOUTH,
    )  # fmt: skip
    record = SyntheticRecord(mirela)
    record.contact(ago(today, 150), "Blood pressure check", COLE)
    record.condition("35489007", None, by="Summary from an earlier practice")
    record.condition("6471006", None, by="Summary from an earlier practice")
    record.appointment(today, (10, 40), "Blood pressure check", COLE, minutes=15)
    return (record,)


def quiet(registrar: Registrar, today: date) -> Records:
    """Peter: an ordinary record, about which nothing needs saying."""
    peter = registrar.register(
        "Peter", "Lane", Sex.MALE, born(today, 58, 2, 14),
        title="Mr", address="9 Bramble Walk", area=NORTH,
    )  # fmt: skip
    record = SyntheticRecord(peter)
    for days in (820, 455, 92):
        record.contact(ago(today, days), "Blood pressure check", COLE)
        record.blood_pressure(ago(today, days), 134, 84, COLE)
    record.medicine(ago(today, 92), "Amlodipine 5mg tablets", REID)
    record.vaccination(ago(today, 31), "Influenza vaccine", COLE)
    record.appointment(today, (9, 0), "Cough", SHAH)
    return (record,)
