"""What to write in whose record, and who must not see it."""

from __future__ import annotations

from dataclasses import dataclass

from gpsupport.domain.enquiry import EnquiryOutcome
from gpsupport.domain.knowledge.content.pack import KnownCode, RecordOf, RecordRule
from gpsupport.domain.record import Code


@dataclass(frozen=True, slots=True)
class CodingAdvice:
    """One entry that a person should make: `key` identifies it on the page.

    `only_if` is empty for an entry that is always made.
    """

    key: str
    record_of: RecordOf
    about: str
    term: str
    detail: str
    code: KnownCode | None
    hide: bool
    only_if: str = ""


def advise_coding(
    outcome: EnquiryOutcome,
    patient: str,
    children: tuple[str, ...],
    rules: tuple[RecordRule, ...],
    codes: dict[Code, KnownCode],
    *,
    age: int | None,
) -> tuple[CodingAdvice, ...]:
    """The entries to make after an enquiry: the patient's own first, then one for each child.

    `age` is the patient's, in whole years: a child's record takes other entries than an adult's.
    """
    advice: list[CodingAdvice] = []
    for rule in rules:
        if outcome not in rule.after or rule.record_of is RecordOf.OTHER_PARTY:
            continue
        if not rule.for_age(age):
            continue
        people = (patient,) if rule.record_of is RecordOf.PATIENT else children
        for number, person in enumerate(people):
            advice.append(
                CodingAdvice(
                    key=f"{rule.id}-{number}",
                    record_of=rule.record_of,
                    about=person,
                    term=rule.term,
                    detail=rule.detail,
                    code=codes.get(rule.code) if rule.code else None,
                    hide=rule.hide,
                    only_if=rule.only_if,
                )
            )
    return tuple(advice)
