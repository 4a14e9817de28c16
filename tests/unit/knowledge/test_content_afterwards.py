"""What follows once somebody has told: plans, agreements, routes, the meeting, the safe contact."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from gpsupport.domain.knowledge.content.afterwards import MeetingGround, MeetingNeed
from gpsupport.domain.knowledge.content.care import CheckPart, Consent, Grounded
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.knowledge.content import afterwards
from gpsupport.knowledge.content.afterwards import Answered
from gpsupport.knowledge.content.grounds import Named
from gpsupport.knowledge.faults import Finding
from gpsupport.knowledge.load import ENGLAND, load_knowledge
from gpsupport.knowledge.reading import Table, read_yaml
from tests.unit.knowledge.slips import faults_after, line_of, shipped_ids

PLANS, AGREEMENTS, ROUTES = "child_plans.yaml", "agreements.yaml", "routes.yaml"
MEETING, CONTACT = "meeting.yaml", "safe_contact.yaml"


def answered() -> Answered:
    """What the shipped files may name besides."""
    knowledge = load_knowledge()
    assert knowledge.referral is not None
    return Answered(
        questions=frozenset(one.id for one in knowledge.safety_check),
        steps=frozenset(one.id for one in knowledge.sharing.steps),
        kinds_of_help=frozenset(one.id for one in knowledge.referral.kinds),
    )


def read(file: str, table: Table) -> None:
    """Read a shipped file by itself."""
    readers: dict[str, Callable[[Table, Named], object]] = {
        PLANS: partial(afterwards.read_child_plans, answered=answered()),
        AGREEMENTS: partial(afterwards.read_agreements, answered=answered()),
        ROUTES: partial(afterwards.read_routes, answered=answered()),
        MEETING: afterwards.read_meeting,
        CONTACT: afterwards.read_contact_rules,
    }
    readers[file](table, shipped_ids())


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (PLANS, "help_kind: camhs", "help_kind: magic", "no such kind of help: magic"),
        (PLANS, "[rcgp-toolkit]", "[hearsay]", "there is no such source: hearsay"),
        (PLANS, "from_age: 8\n  below_age: 18", "from_age: 18\n  below_age: 18", "less than"),
        (PLANS, "  owner: ", "  owners: ", "the key is missing: owner"),
        (PLANS, "within_days: 0", "within_days: soon", "a whole number is expected here"),
        (PLANS, '"{lead} takes', '"{friend} takes', "nothing fills this in: {friend}"),
        (PLANS, "needs_yes: true", "needs_yes: yes", "true or false is expected here"),
        (PLANS, "own-visit:\n", "see-alone:\n", "the key comes twice: see-alone"),
        (AGREEMENTS, "steps: [child]", "steps: [chile]", "no such step of sharing: chile"),
        (AGREEMENTS, "  steps: [high-risk]\n", "", "names the steps that say so"),
        (AGREEMENTS, "  what: All", "  which: All", "the key is missing: what"),
        (ROUTES, "any_yes: [care]", "any_yes: [cure]", "no such safety question: cure"),
        (ROUTES, "from_age: 16, below_age: 18", "from_age: 18, below_age: 18", "less than"),
        (ROUTES, "children: true}", "childs: true}", "there is no such key here: childs"),
        (ROUTES, "  sources: [care-act-42]\n", "", "say what this rests on"),
        (ROUTES, "  do:\n", "  undo:\n", "a route says what to do"),
        (MEETING, "  repeat:\n", "  repeated:\n", "the key is missing: repeat"),
        (MEETING, "  look-again:\n", "  look:\n", "the key is missing: look-again"),
        (MEETING, "came to {total}", "came to {sum}", "nothing fills this in: {sum}"),
        (MEETING, "value: 16,", "value: old,", "a whole number is expected here"),
        (MEETING, "owner_is_you: true\n    sources", "sources", "the key is missing: who"),
        (MEETING, "    who: with your", "    whom: with your", "no such key here: whom"),
        (CONTACT, "longest_days: 91", "longest_days: 21", "go up in this order"),
        (CONTACT, "confirm_days_before: 7", "confirm_days_before: 28", "go up in this order"),
        (CONTACT, "proposed_days: 28", "proposed_days: 0", "the number must be at least 1"),
    ],
)
def test_a_slip(file: str, old: str, new: str, message: str) -> None:
    found = faults_after(partial(read, file), file, old, new)
    assert [line for line, said in found if message in said], found
    assert all(line for line, _ in found)


def test_the_line_is_that_of_the_slip() -> None:
    old = "any_yes: [from-child]"
    assert faults_after(partial(read, ROUTES), ROUTES, old, "any_yes: [from-chilled]") == (
        (line_of(ROUTES, old), "there is no such safety question: from-chilled"),
    )


@pytest.mark.parametrize(
    ("old", "new", "age"),
    [("below_age: 18", "below_age: 17", 17), ("from_age: 0", "from_age: 1", 0)],
)
def test_an_age_with_nothing_to_choose_between_is_a_fault(old: str, new: str, age: int) -> None:
    text = (ENGLAND / PLANS).read_text(encoding="utf-8").replace(old, new)
    found: list[Finding] = []
    read(PLANS, read_yaml(text.encode(), PLANS, found))
    assert [one.message for one in found] == [
        f"a child of {age} needs at least 2 plans to choose between"
    ]


def test_every_question_has_a_row_a_step_and_a_basis() -> None:
    for one in load_knowledge().safety_check:
        assert one.label, one.id
        assert one.step, one.id
        assert one.owner.is_you or one.owner.who, one.id
        assert one.sources or one.defaults, one.id
        # A row is one line beside three answers.
        assert len(one.label) <= 60, one.label
        assert "“" not in one.label


def test_labels_and_names_come_once() -> None:
    knowledge = load_knowledge()
    after = knowledge.afterwards
    lists = [
        [one.name for one in after.child_plans],
        [one.name for one in after.agreements],
        [one.name for one in after.routes],
    ]
    lists += [
        [one.label for one in knowledge.safety_check if one.for_child is child]
        for child in (False, True)
    ]
    for names in lists:
        assert len(set(names)) == len(names)


def test_the_situation_asks_for_what_the_other_person_can_reach() -> None:
    situation = [one for one in load_knowledge().safety_check if one.part is CheckPart.SITUATION]
    assert [one.id for one in situation if not one.for_child] == [
        "refuge", "money", "stay", "reach-phone", "reach-home", "reach-children", "reach-record",
        "care", "from-child", "marriage",
    ]  # fmt: skip
    assert [one.id for one in situation if one.for_child] == [
        "child-collected", "child-record", "child-marriage",
    ]  # fmt: skip
    assert not [one.id for one in situation if one.stands_open or one.urgent]


def test_the_meeting_has_words_for_every_ground_and_need() -> None:
    meeting = load_knowledge().afterwards.meeting
    assert set(meeting.grounds) == set(MeetingGround)
    assert set(meeting.steps) == set(MeetingNeed)
    assert meeting.from_age == 16


def test_the_routes_that_the_law_and_the_guidance_name() -> None:
    routes = {one.id: one for one in load_knowledge().afterwards.routes}
    assert set(routes) == {
        "known-fgm", "forced-marriage", "adult-safeguarding", "from-child", "sixteen-seventeen",
        "thirteen-to-fifteen", "under-thirteen", "high-risk",
    }  # fmt: skip
    never = {one.id: " ".join(said.words for said in one.never) for one in routes.values()}
    assert "Never get in touch with the family or community" in never["forced-marriage"]
    assert "calls the child the one who does harm" in never["from-child"]
    assert "Never hold it back for a low total" in never["high-risk"]
    assert routes["known-fgm"].within_working_days == 1
    both = " ".join(said.words for said in routes["high-risk"].do)
    assert "both at once" in both


def test_what_needs_no_yes_says_where_that_is_said() -> None:
    knowledge = load_knowledge()
    open_without = {one.id for one in knowledge.sharing.steps if one.consent is not Consent.NEEDED}
    for one in knowledge.afterwards.agreements:
        assert set(one.steps) <= open_without, one.id
    without = {one.id for one in knowledge.afterwards.agreements if one.without}
    assert {"police", "social-care", "advocate"} <= without
    assert "other" not in without


def test_days_that_no_source_gives_are_called_our_own() -> None:
    after = load_knowledge().afterwards
    assert after.contact.defaults.startswith("our default")
    for plan in after.child_plans:
        assert "our own" in plan.defaults, plan.id


def test_nothing_rests_on_nothing() -> None:
    found = list(_grounded(load_knowledge()))
    assert len(found) > 50
    for thing in found:
        assert thing.sources or thing.defaults, thing


def test_nobody_is_labelled() -> None:
    after = load_knowledge().afterwards
    labels = [one.label for one in load_knowledge().safety_check]
    labels += [one.name for one in after.child_plans] + [one.name for one in after.agreements]
    labels += [one.name for one in after.routes]
    labels += [one.applies for one in after.routes]
    told = " ".join(labels).lower()
    assert not [word for word in ("victim", "perpetrator", "abuser") if word in told]


def _grounded(knowledge: Knowledge) -> Iterator[Grounded]:
    after = knowledge.afterwards
    yield from (*after.child_plans, *after.agreements, *after.routes)
    for route in after.routes:
        yield from (*route.do, *route.never)
    yield from (*after.meeting.grounds.values(), *after.meeting.steps.values())
    yield from (after.meeting.basis, after.contact)


def test_the_meeting_has_its_short_name_wherever_it_is_named() -> None:
    """Any text may be the first on a page that names it."""
    for file in sorted(ENGLAND.rglob("*.yaml")):
        text = " ".join(file.read_text(encoding="utf-8").split())
        assert text.count("multi-agency meeting (MARAC)") == text.count("multi-agency meeting")
        assert "agencies’ meeting" not in text, file.name
