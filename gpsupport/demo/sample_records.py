"""What is written into each sample: one function for each."""

from __future__ import annotations

from datetime import date

from gpsupport.demo.enquiries import add_enquiry
from gpsupport.demo.moments import ago, born
from gpsupport.demo.people import Person, Tie
from gpsupport.demo.record import SyntheticRecord
from gpsupport.demo.shapes import HL7, concept
from gpsupport.demo.staff import ADEYEMI, COLE, REID, SHAH
from gpsupport.domain.enquiry import EnquiryOutcome
from gpsupport.domain.people import Sex

ASSESSED_ON = date(2026, 11, 23)
SAMPLE_SYSTEM = "https://ehr.example/fhir/R4"


def injuries(record: SyntheticRecord, today: date) -> None:
    """Three injuries; asked in between, and said no."""
    record.condition("125667009", ago(today, 313), text="Bruised ribs", by="Out-of-hours report")
    record.condition("417746004", ago(today, 201), text="Sprained wrist")
    add_enquiry(record, ago(today, 98), EnquiryOutcome.NOT_DISCLOSED, REID)
    record.contact(ago(today, 55), "Attended emergency department", kind="EMER")
    record.condition("125668004", ago(today, 55), text="Bruise of face")


def ordinary(record: SyntheticRecord, today: date) -> None:
    """Visits, medicine, a vaccination, an old entry."""
    record.contact(ago(today, 420), "Blood pressure check", COLE)
    record.blood_pressure(ago(today, 420), 136, 84, COLE)
    record.medicine(ago(today, 419), "Amlodipine 5mg tablets", REID)
    record.contact(ago(today, 60), "Cough", SHAH, kind="VR")
    record.vaccination(ago(today, 31), "Influenza vaccine", COLE)
    record.condition("35489007", ago(today, 2100))


def named_by_others(record: SyntheticRecord, today: date) -> None:
    """What other agencies wrote about this person."""
    record.condition("895141000000105", ago(today, 150), by="Letter")
    record.condition("758941000000108", ago(today, 131), by="Letter")
    record.condition("206411000000103", ago(today, 131), by="Letter")
    record.contact(ago(today, 90), "Knee pain", ADEYEMI)


def other_systems(record: SyntheticRecord, today: date) -> None:
    """Known digits under other systems; words without a code."""
    for code, system in (
        ("6471006", "http://read.info/readv2"),
        ("125668004", "https://elm-tree.example/local-codes"),
        ("879911000000102", "http://snomed.info/sct/900000000000207008"),
    ):
        record.condition(code, ago(today, 40), system=system)
    record.condition(None, ago(today, 30), text="Suicidal thoughts")


def taken_back(record: SyntheticRecord, today: date) -> None:
    """Nothing that holds any longer, or ever did."""
    record.condition("879911000000102", ago(today, 90), status="entered-in-error")
    record.condition("6471006", ago(today, 60), status="refuted")
    record.observation("35489007", ago(today, 50), status="cancelled")
    record.observation("48694002", ago(today, 45), value={"valueBoolean": False})
    record.procedure("275813002", ago(today, 100), status="not-done")
    record.procedure("275813002", ago(today, 40), status="entered-in-error")


def still_to_come(record: SyntheticRecord, today: date) -> None:
    """Everything lies after today."""
    record.condition("6471006", ago(today, -1))
    record.condition("35489007", ago(today, -30))
    record.observation("269734009", ago(today, -2))
    record.appointment(ago(today, -7), (10, 30), "Review", SHAH)


def relatives(record: SyntheticRecord, today: date) -> None:
    """Three relatives, nothing of the patient."""
    for role, code in (("MTH", "6471006"), ("FTH", "66590003"), ("SIS", "35489007")):
        record.add(
            "FamilyMemberHistory",
            {
                "status": "completed",
                "patient": record.patient_reference,
                "date": ago(today, 20).isoformat(),
                "relationship": {
                    "coding": [
                        {
                            "system": f"{HL7}/v3-RoleCode",
                            "code": role,
                        }
                    ]
                },
                "condition": [{"code": concept(code)}],
            },
        )


def partial_dates(record: SyntheticRecord, today: date) -> None:
    """A month, this year, last year."""
    month = ago(today, 60).isoformat()[:7]
    record.condition("35489007", month, text="Depression")
    record.condition("125667009", "2026", text="Bruise")
    record.condition("125605004", str(today.year - 1), text="Fracture")


def same_day(record: SyntheticRecord, today: date) -> None:
    """One day, two codes, one of them twice."""
    record.condition("68142008", ago(today, 80), text="Bruised arm")
    record.condition("125605004", ago(today, 80), text="Broken finger")
    record.observation("68142008", ago(today, 80), text="Bruised arm")


def a_man(record: SyntheticRecord, today: date) -> None:
    """One entry, nine days ago."""
    record.contact(ago(today, 9), "Low mood", SHAH)
    record.condition("6471006", ago(today, 9), by=SHAH.name)


def at_home(record: SyntheticRecord, today: date) -> None:
    """A child with an entry about the household."""
    mother = Person("elsewhere", "", "", "Sample", "Mother", Sex.FEMALE, born(today, 31, 6, 6))
    record.relative(Tie("MTH", mother))
    record.condition("881081000000100", ago(today, 149), by="Letter")
    record.contact(ago(today, 90), "Verruca", ADEYEMI)


def missed(record: SyntheticRecord, today: date) -> None:
    """Two appointments not attended, and a coded one."""
    record.appointment(ago(today, 250), (9, 40), "Review", REID, status="noshow")
    record.condition("924331000000103", ago(today, 130))
    record.appointment(ago(today, 33), (15, 50), "Follow-up", REID, status="noshow")


def not_brought(record: SyntheticRecord, today: date) -> None:
    """Three coded entries in two years."""
    for days in (640, 395, 144):
        record.condition("901441000000108", ago(today, days), by=COLE.name)


def emergency(record: SyntheticRecord, today: date) -> None:
    """Three emergency encounters."""
    for days, reason in ((300, "Palpitations"), (170, "Abdominal pain"), (20, "Breathless")):
        record.contact(ago(today, days), reason, kind="EMER", minute_of_day=1260)


def asked_often(record: SyntheticRecord, today: date) -> None:
    """Told once, then four rounds of asking by three people."""
    record.condition("879911000000102", ago(today, 300), by=SHAH.name)
    # What other systems hold of an enquiry is a code; only our own form says what came of it.
    record.observation("700410005", ago(today, 300), by=SHAH)
    record.observation("699231000", ago(today, 210), by=COLE)
    record.observation("700411009", ago(today, 120), by=COLE)
    add_enquiry(record, ago(today, 14), EnquiryOutcome.DISCLOSED_CURRENT, REID)


def meeting(record: SyntheticRecord, today: date) -> None:
    """Told, then heard at a meeting."""
    record.condition("879911000000102", ago(today, 220), by=SHAH.name)
    record.condition("758941000000108", ago(today, 200), by="Letter")


def antenatal(record: SyntheticRecord, today: date) -> None:
    """Pregnant; one antenatal contact missed."""
    record.condition("77386006", ago(today, 133), by=ADEYEMI.name)
    record.condition("918791000000100", ago(today, 24))


def school(record: SyntheticRecord, today: date) -> None:
    """No longer at school; wet at night."""
    record.condition("248052004", ago(today, 52), by=REID.name)
    record.condition("8009008", ago(today, 33), text="Wet at night", by=REID.name)


def mood_and_drink(record: SyntheticRecord, today: date) -> None:
    """Three entries within a year."""
    record.condition("35489007", ago(today, 200))
    record.condition("21897009", ago(today, 75))
    record.condition("198431000000105", ago(today, 75))


def undated(record: SyntheticRecord, _today: date) -> None:
    """Two entries without a date."""
    record.condition("6471006", None)
    record.condition("35489007", None)


def neck(record: SyntheticRecord, today: date) -> None:
    """One coded assault."""
    record.contact(ago(today, 11), "Sore throat", SHAH)
    record.observation("269734009", ago(today, 11), by=SHAH)


def contraception(record: SyntheticRecord, today: date) -> None:
    """Twice, a year apart."""
    for days in (420, 55):
        record.procedure("275813002", ago(today, days), COLE)


def pelvic_pain(record: SyntheticRecord, today: date) -> None:
    """Coded twice, half a year ago and last week."""
    for days in (160, 8):
        record.contact(ago(today, days), "Pelvic pain", ADEYEMI)
        record.condition("237067000", ago(today, days), by=ADEYEMI.name)


def young(record: SyntheticRecord, today: date) -> None:
    """First ever entry, eighteen days ago."""
    record.contact(ago(today, 18), "Review", SHAH)
    record.condition("248062006", ago(today, 18), text="Self-harm", by=SHAH.name)
