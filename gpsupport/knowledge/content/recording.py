"""What to write in whose record, and who would see it there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gpsupport.domain.enquiry import EnquiryOutcome
from gpsupport.domain.knowledge.content.pack import KnownCode
from gpsupport.domain.knowledge.content.recording import (
    FilledFrom,
    NotedFact,
    OutOfSight,
    RecordOf,
    RecordRule,
    RecordWhen,
    ReminderRule,
    Sight,
    Viewing,
)
from gpsupport.domain.record import Code
from gpsupport.domain.reminders import ReminderKind
from gpsupport.knowledge.content.care import CareFields
from gpsupport.knowledge.content.grounds import (
    Named,
    find_ids,
    read_grounds,
    read_rows,
    read_statements,
)
from gpsupport.knowledge.content.tables import read_code
from gpsupport.knowledge.reading import Choice, Table

# A child's record, which either parent may ask for, holds nothing of what was told.
_INTO_A_CHILDS_RECORD = frozenset({FilledFrom.CHILD_PLAN})
_OF_A_CHILD = frozenset({NotedFact.CHILD_LIVES_HERE, NotedFact.CHILD_PLAN})
_MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Noted:
    """The ids of what can be saved after a telling, which the matrix may name."""

    answers: frozenset[str] = frozenset()
    agreed: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    plans: frozenset[str] = frozenset()


def noted_in(care: CareFields) -> Noted:
    """What can be saved after a telling, as the rest of the content has it."""
    return Noted(
        answers=frozenset(one.id for one in care["safety_check"]),
        agreed=frozenset(one.id for one in care["afterwards"].agreements),
        shared=frozenset(one.id for one in care["sharing"].steps),
        plans=frozenset(one.id for one in care["afterwards"].child_plans),
    )


def read_record_rules(
    table: Table, codes: Mapping[Code, KnownCode], noted: Noted
) -> tuple[RecordRule, ...]:
    """What to write in whose record after which outcome, in the order of the file."""
    return read_rows(table, lambda rule_id, row: _rule(rule_id, row, codes, noted))


def _rule(rule_id: str, row: Table, codes: Mapping[Code, KnownCode], noted: Noted) -> RecordRule:
    code = row.find("code")
    from_years, below_years = _read_ages(row)
    rule = RecordRule(
        id=rule_id,
        after=frozenset(item.choice(EnquiryOutcome) for item in row.need("after").items()),
        record_of=row.need("record_of").choice(RecordOf),
        term=row.need("term").text(),
        detail=row.need("detail").text(may_be_empty=True),
        code=read_code(code, codes) if code else None,
        hide=row.need("hide").flag(),
        only_if=row.find_text("only_if"),
        from_years=from_years,
        below_years=below_years,
        occasion=row.find_text("occasion"),
        when=_when(row, noted),
        fills=_choices(row, "fills", FilledFrom),
        reminders=_choices(row, "reminders", ReminderKind),
        by_lead=row.find_flag("by_lead"),
    )
    if bool(rule.after) == bool(rule.occasion):
        row.fault("an entry is made after an outcome (after) or on an occasion, not both")
    for fault in _misplaced(rule):
        row.fault(fault)
    return rule


def _misplaced(rule: RecordRule) -> list[str]:
    """What this kind of record must not hold or cannot know."""
    faults = []
    of_child = rule.record_of is RecordOf.CHILD
    if of_child and not set(rule.fills) <= _INTO_A_CHILDS_RECORD:
        faults.append("a child's record holds nothing of what was told")
    if rule.record_of is RecordOf.OTHER_PARTY and rule.fills:
        faults.append("the other person's record holds nothing of what was told")
    young = rule.record_of is RecordOf.PATIENT and rule.below_years is not None
    of_plan = FilledFrom.CHILD_PLAN in rule.fills
    if rule.when is not None:
        of_plan |= bool(rule.when.plans or rule.when.facts & _OF_A_CHILD)
    if of_plan and not (of_child or young):
        faults.append("what is known of a child leads to an entry in that child's record alone")
    if rule.by_lead and rule.record_of is not RecordOf.OTHER_PARTY:
        faults.append("the lead alone decides on the other person's record, and on no other")
    return faults


def _when(row: Table, noted: Noted) -> RecordWhen | None:
    found = row.find("when")
    if found is None:
        return None
    inner = found.table()
    when = RecordWhen(
        answers=frozenset(find_ids(inner, "answers", noted.answers, "safety question")),
        agreed=frozenset(find_ids(inner, "agreed", noted.agreed, "agreement")),
        shared=frozenset(find_ids(inner, "shared", noted.shared, "step of sharing")),
        plans=frozenset(find_ids(inner, "plans", noted.plans, "plan for a child")),
        facts=frozenset(_choices(inner, "facts", NotedFact)),
    )
    inner.finish()
    if when == RecordWhen():
        found.fault("say what must have been saved: answers, agreed, shared, plans or facts")
    return when


def _choices(row: Table, key: str, kind: type[Choice]) -> tuple[Choice, ...]:
    found = row.find(key)
    return tuple(item.choice(kind) for item in found.items()) if found else ()


def _read_ages(row: Table) -> tuple[int | None, int | None]:
    """From and below how many years of the patient a row holds; without `for_ages` always."""
    found = row.find("for_ages")
    if found is None:
        return None, None
    ages = found.table()
    from_years, below_years = ages.find_integer("from_years"), ages.find_integer("below_years", 1)
    ages.finish()
    if from_years is None and below_years is None:
        found.fault("an age range is expected here, such as {from_years: 16}")
    if from_years is not None and below_years is not None and from_years >= below_years:
        found.fault("from_years must be less than below_years")
    return from_years, below_years


def read_out_of_sight(table: Table, named: Named) -> OutOfSight:
    """Who would see an entry, and what to look at again later."""
    rules = OutOfSight(
        viewings=read_rows(
            table.need("viewings").table(), lambda key, row: _viewing(key, row, named)
        ),
        reminders=_reminders(table.need("reminders").table(), named),
        elsewhere=read_statements(table.need("elsewhere"), named),
        printing=read_statements(table.need("printing"), named),
        apart=read_statements(table.need("apart"), named),
        brief=table.need("brief").texts(),
    )
    table.finish()
    return rules


def _viewing(row_id: str, row: Table, named: Named) -> Viewing:
    from_years, below_years = _read_ages(row)
    return Viewing(
        id=row_id,
        record_of=row.need("record_of").choice(RecordOf),
        viewer=row.need("viewer").text(),
        sight=row.need("sight").choice(Sight),
        words=row.need("words").text(),
        from_years=from_years,
        below_years=below_years,
        **read_grounds(row, named),
    )


def _reminders(table: Table, named: Named) -> tuple[ReminderRule, ...]:
    kinds = {kind.value for kind in ReminderKind}
    rules: list[ReminderRule] = []
    for name, value in table.pairs():
        row = value.table()
        if name not in kinds:
            value.fault(f"there is no such kind of reminder: {name}")
            continue
        years, months = _read_age(row)
        rules.append(
            ReminderRule(
                kind=ReminderKind(name),
                words=row.need("words").text(),
                years=years,
                months=months,
                **read_grounds(row, named),
            )
        )
        row.finish()
    for missing in sorted(kinds - {rule.kind.value for rule in rules}):
        table.fault(f"there are no words for this kind of reminder: {missing}")
    return tuple(rules)


def _read_age(row: Table) -> tuple[int | None, int]:
    found = row.find("at_age")
    if found is None:
        return None, 0
    age = found.table()
    years, months = age.need("years").integer(1), age.find_integer("months") or 0
    age.finish()
    if months >= _MONTHS_OF_A_YEAR:
        found.fault("twelve months are a year")
    return years, months
