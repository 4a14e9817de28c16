"""Ordinary records: what people see their practice about, and a minority of coded entries.

The shares below are drawn for a plausible demo. They are ours, no claim about how common anything
is, and nothing may be concluded from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from gpsupport.demo.moments import ago
from gpsupport.demo.people import Person
from gpsupport.demo.record import SyntheticRecord
from gpsupport.demo.staff import ADEYEMI, COLE, DOYLE, MARSH, MISTRY, REID, SHAH
from gpsupport.domain.days import PartialDate, age_on
from gpsupport.domain.people import Sex

_THREE_YEARS = 1095
_NEWBORN_DAYS = 14

# An adult's old entry goes back to the teenage years at most.
_FIRST_CODED = 14

_INFANT = (
    "Cough and cold", "Fever", "Eczema", "Ear infection", "Nappy rash", "Viral rash",
    "Feeding advice",
    "Conjunctivitis", "Constipation",
)  # fmt: skip
_CHILD = (
    "Cough", "Sore throat", "Tonsillitis", "Asthma review", "Eczema", "Ear ache", "Hay fever",
    "Verruca", "Viral rash", "Knee pain after sport",
)  # fmt: skip
_ADULT = (
    "Cough", "Sore throat", "Blood pressure check", "Repeat medicines review", "Skin rash", "Acne",
    "Hay fever", "Knee pain", "Shoulder pain", "Travel vaccines", "Asthma review", "Ear wax",
    "Blood test results", "Sinusitis", "Indigestion", "Fit note", "Ingrowing toenail", "Mole check",
)  # fmt: skip
_WOMAN = ("Cervical screening", "Contraceptive pill review")
_LATER = (
    "Blood pressure check", "Diabetes review", "Repeat medicines review", "Knee pain", "Hip pain",
    "Chest infection", "COPD review", "Blood test results", "Cataract follow-up",
    "Leg ulcer dressing",
    "Heart failure review", "Gout", "Ear wax", "Skin lesion", "Memory check", "Foot check",
)  # fmt: skip
_MEDICINES = {
    "Blood pressure check": "Amlodipine 5mg tablets",
    "Repeat medicines review": "Atorvastatin 20mg tablets",
    "Asthma review": "Salbutamol 100micrograms/dose inhaler",
    "Hay fever": "Cetirizine 10mg tablets",
    "Eczema": "Emollient cream",
    "Indigestion": "Omeprazole 20mg capsules",
    "Diabetes review": "Metformin 500mg tablets",
    "Tonsillitis": "Phenoxymethylpenicillin 250mg tablets",
    "Chest infection": "Amoxicillin 500mg capsules",
}
_NURSE_WORK = frozenset(
    {"Blood pressure check", "Asthma review", "Diabetes review", "COPD review", "Ear wax",
     "Travel vaccines", "Cervical screening", "Leg ulcer dressing", "Foot check"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Share:
    """One coded entry that a share of people have: who, how many in a thousand, how long ago."""

    code: str
    per_thousand: int
    from_days: int
    to_days: int
    from_age: int = 18
    below_age: int = 130
    sex: Sex | None = None


# Mostly old or single entries, which must stay silent; a few new ones, which must not.
_SHARES = (
    Share("35489007", 90, 760, 3600),
    Share("48694002", 60, 760, 3600),
    Share("193462001", 30, 120, 1400),
    Share("279039007", 110, 20, 1000),
    Share("37796009", 60, 30, 2500),
    Share("25064002", 40, 20, 900),
    Share("84229001", 40, 20, 900),
    Share("404640003", 20, 20, 900),
    Share("10743008", 25, 400, 2500),
    Share("15188001", 60, 60, 2500, from_age=60),
    Share("68566005", 50, 30, 900, sex=Sex.FEMALE),
    Share("125605004", 20, 30, 900),
    Share("417746004", 25, 30, 900),
    Share("125605004", 40, 30, 900, from_age=5, below_age=18),
    Share("274164006", 30, 400, 900, from_age=3, below_age=18),
    Share("198421000000108", 15, 400, 1500),
    Share("275813002", 25, 60, 700, below_age=40, sex=Sex.FEMALE),
    Share("266364000", 25, 100, 700, from_age=4, below_age=18),
    Share("901441000000108", 30, 60, 700, from_age=0, below_age=11),
    # New: these lead to a prompt.
    Share("35489007", 7, 3, 85),
    Share("48694002", 7, 3, 85),
    Share("198431000000105", 3, 10, 300),
)


def fill_ordinary(record: SyntheticRecord, draw: Random, today: date) -> None:
    """Write three ordinary years into a record; a child of a few days has none yet."""
    person = record.person
    age = age_on(PartialDate(person.born), today)
    span = min(_THREE_YEARS, (today - person.born).days - 3)
    if span < _NEWBORN_DAYS:
        return
    for day in sorted(ago(today, draw.randint(2, span)) for _ in range(_visits(age, draw))):
        _visit(record, day, age_on(PartialDate(person.born), day), draw)
    _vaccines(record, age, draw, today)
    _attendances(record, draw, today, span)
    _coded(record, age, draw, today)


def _visits(age: int, draw: Random) -> int:
    if age < 5:
        return draw.randint(2, 7)
    if age < 18:
        return draw.randint(0, 4)
    if age < 65:
        return draw.randint(1, 8)
    return draw.randint(4, 14)


def _visit(record: SyntheticRecord, day: date, age: int, draw: Random) -> None:
    reason = draw.choice(_reasons(age, record.person))
    nurse = reason in _NURSE_WORK
    by = draw.choice((COLE, MISTRY, DOYLE) if nurse else (SHAH, REID, ADEYEMI, MARSH))
    kind = "VR" if not nurse and draw.random() < 0.3 else "AMB"
    record.contact(day, reason, by, kind=kind, minute_of_day=510 + 10 * draw.randint(0, 54))
    if reason in {"Blood pressure check", "Diabetes review", "Heart failure review"}:
        systolic = draw.randint(112, 158)
        record.blood_pressure(day, systolic, systolic - draw.randint(42, 60), by)
    if reason in _MEDICINES and age >= 5 and draw.random() < 0.6:
        record.medicine(day, _MEDICINES[reason], by)


def _reasons(age: int, person: Person) -> tuple[str, ...]:
    if age < 3:
        return _INFANT
    if age < 16:
        return _CHILD
    if age >= 65:
        return _LATER
    return _ADULT + (_WOMAN if person.sex is Sex.FEMALE and age >= 25 else ())


def _vaccines(record: SyntheticRecord, age: int, draw: Random, today: date) -> None:
    if age < 1:
        day = ago(today, draw.randint(0, 20))
        if (day - record.person.born).days > 56:
            record.vaccination(day, "6-in-1 vaccine", COLE)
    elif age >= 65 and draw.random() < 0.75:
        record.vaccination(ago(today, draw.randint(20, 60)), "Influenza vaccine", COLE)


def _attendances(record: SyntheticRecord, draw: Random, today: date, span: int) -> None:
    """Emergency attendances and missed appointments: one or two are ordinary, three are rare."""
    count = draw.choices((0, 1, 2, 3), (860, 110, 27, 3))[0]
    days = sorted(draw.sample(range(2, min(span, 700)), count))
    for days_ago in reversed(days):
        reason = draw.choice(("Chest infection", "Ankle sprain", "Abdominal pain", "Cut finger"))
        record.contact(ago(today, days_ago), reason, kind="EMER", minute_of_day=1180)
    if draw.random() < 0.09:
        day = ago(today, draw.randint(5, min(span, 600)))
        record.appointment(day, (10, 20), "Review", draw.choice((SHAH, REID)), status="noshow")


def _coded(record: SyntheticRecord, age: int, draw: Random, today: date) -> None:
    for share in _SHARES:
        fits = share.from_age <= age < share.below_age
        if not fits or share.sex not in {None, record.person.sex}:
            continue
        if draw.randrange(1000) < share.per_thousand:
            day = ago(today, draw.randint(share.from_days, share.to_days))
            by = draw.choice((SHAH, REID, ADEYEMI))
            if age_on(PartialDate(record.person.born), day) >= min(share.from_age, _FIRST_CODED):
                record.condition(share.code, day, by=by.name)
