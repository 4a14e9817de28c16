"""What is asked and said in the room: safety check, conversation, groups, own statements."""

from __future__ import annotations

from gpsupport.domain.enquiry import NotAskedReason
from gpsupport.domain.knowledge.content.care import (
    CheckPart,
    Conversation,
    Exclusion,
    Group,
    IfOver,
    LedgerSays,
    NotToAsk,
    OwnStatement,
    OwnStatements,
    Passage,
    SafetyQuestion,
)
from gpsupport.knowledge.content.grounds import (
    PEOPLE,
    Named,
    find_ids,
    find_sex,
    find_statements,
    read_grounds,
    read_ids,
    read_owner,
    read_rows,
    read_statement,
    read_statements,
    report_places,
)
from gpsupport.knowledge.reading import Table
from gpsupport.knowledge.rules import read_condition


def read_safety_check(table: Table, named: Named) -> tuple[SafetyQuestion, ...]:
    """The questions of the immediate safety check, in the order in which they are shown."""

    def read(row_id: str, row: Table) -> SafetyQuestion:
        part, if_over = row.find("part"), row.find("if_over")
        question = SafetyQuestion(
            id=row_id,
            label=row.need("label").text(),
            question=row.need("question").text(),
            action=row.need("action").text(),
            step=row.need("step").text(),
            owner=read_owner(row),
            to_teenager=row.find_text("to_teenager"),
            part=part.choice(CheckPart) if part else CheckPart.NOW,
            for_child=row.find_flag("for_child"),
            stands_open=row.find_flag("stands_open"),
            urgent=row.find_flag("urgent"),
            raises_risk=row.find_flag("raises_risk"),
            honour_based=row.find_flag("honour_based"),
            recent_days=row.find_integer("recent_days", 1),
            later=row.find_text("later"),
            to_note=find_statements(row, "to_note", named),
            if_over=if_over.choice(IfOver) if if_over else None,
            from_age=row.find_integer("from_age"),
            below_age=row.find_integer("below_age", 1),
            sex=find_sex(row),
            **read_grounds(row, named),
        )
        known = PEOPLE if question.recent_days is None else PEOPLE | {"recent"}
        report_places(row, f"{question.question} {question.to_teenager} {question.action}", known)
        report_places(row, f"{question.label} {question.step} {question.later}")
        _report_slips(row, question)
        return question

    questions = read_rows(table, read)
    for for_child, whom in ((False, "adults"), (True, "children")):
        asked = [one for one in questions if one.for_child is for_child]
        if not any(one.stands_open and one.if_over is not IfOver.ALONE for one in asked):
            table.fault(f"no question for {whom} stands open")
    return questions


def _report_slips(row: Table, question: SafetyQuestion) -> None:
    """What each key may say, and a row may not say together."""
    if question.urgent and not question.stands_open:
        row.fault("an urgent question must not be folded: stands_open")
    if question.stands_open and question.part is not CheckPart.NOW:
        row.fault("what stands open is of today: no part")
    if question.if_over and not question.stands_open:
        row.fault("what is asked where it is over stands open: stands_open")
    if question.if_over and question.for_child:
        row.fault("nothing is left out for a child: no if_over")
    if question.to_teenager and not question.for_child:
        row.fault("whoever is asked as an adult is asked in those words: no to_teenager")
    if bool(question.later) != (question.recent_days is not None):
        row.fault("a question with a time (recent_days) says what to do later, and only such one")


def read_conversation(table: Table, named: Named) -> Conversation:
    """The parts of the conversation, and when not to ask."""

    def read_passage(row_id: str, row: Table) -> Passage:
        passage = Passage(
            id=row_id,
            title=row.need("title").text(),
            wordings=find_ids(row, "wordings", named.wordings, "wording"),
            statements=find_statements(row, "statements", named),
        )
        if not passage.wordings and not passage.statements:
            row.fault("a passage needs wordings or statements")
        return passage

    def read_not_to_ask(row_id: str, row: Table) -> NotToAsk:
        reason = row.need("reason")
        return NotToAsk(
            id=row_id,
            situation=row.need("situation").text(),
            instead=row.need("instead").text(),
            reason=None if reason.is_nothing else reason.choice(NotAskedReason),
            **read_grounds(row, named),
        )

    conversation = Conversation(
        passages=read_rows(table.need("passages").table(), read_passage),
        not_to_ask=read_rows(table.need("not_to_ask").table(), read_not_to_ask),
    )
    table.finish()
    return conversation


def read_groups(table: Table, named: Named) -> tuple[Group, ...]:
    """Groups of people, with what to do otherwise for them."""

    def read(row_id: str, row: Table) -> Group:
        return Group(
            id=row_id,
            name=row.need("name").text(),
            facts=find_statements(row, "facts", named),
            rules=read_statements(row.need("rules"), named),
            helplines=find_ids(row, "helplines", named.helplines, "helpline"),
        )

    return read_rows(table, read)


def read_own_statements(table: Table, named: Named, kinds: frozenset[str]) -> OwnStatements:
    """What to do when a patient speaks of their own behaviour. `kinds` are kinds of help."""

    def read_tick(row_id: str, row: Table) -> OwnStatement:
        return OwnStatement(id=row_id, words=row.need("words").text(), **read_grounds(row, named))

    found = OwnStatements(
        rule=read_statement(table.need("rule"), named),
        ticks=read_rows(table.need("ticks").table(), read_tick),
        say=read_statements(table.need("say"), named),
        routes=read_ids(table.need("routes"), kinds, "kind of help"),
        consider=read_statements(table.need("consider"), named),
        never=read_statements(table.need("never"), named),
    )
    table.finish()
    return found


def read_exclusions(table: Table, named: Named) -> tuple[Exclusion, ...]:
    """When no prompt is shown: a condition, what was asked, or another part keeps it."""

    def read(row_id: str, row: Table) -> Exclusion:
        when, ledger = row.find("when"), row.find("ledger")
        exclusion = Exclusion(
            id=row_id,
            words=row.need("words").text(),
            when=read_condition(when, named.code_sets) if when else None,
            ledger=ledger.choice(LedgerSays) if ledger else None,
            kept_by=row.find_text("kept_by"),
            **read_grounds(row, named),
        )
        if sum((when is not None, ledger is not None, bool(exclusion.kept_by))) != 1:
            row.fault(
                "an exclusion has one of: a condition (when), what the entries about asking say"
                " (ledger), what keeps it (kept_by)"
            )
        return exclusion

    return read_rows(table, read)
