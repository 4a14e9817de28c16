"""What lies below our codes, and what must never come into a set."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.knowledge.content.tables import read_code_sets
from gpsupport.knowledge.faults import Finding
from gpsupport.knowledge.load import load_knowledge
from gpsupport.knowledge.reading import read_yaml
from gpsupport.knowledge.terminology.expanding import PLAIN_SPOKEN, Growth, StaysOut, Why, expand
from gpsupport.knowledge.terminology.hierarchy import Hierarchy
from gpsupport.knowledge.terminology.release import Release
from tests.rig.rf2 import MadeRelease
from tests.unit.knowledge.terms import code, code_set, content, known


def release_of(edges: Sequence[tuple[str, str]], inactive: Sequence[str] = ()) -> MadeRelease:
    """A release of these (child, parent); every concept is called after its number."""
    made = MadeRelease()
    for number in sorted({one for edge in edges for one in edge}):
        made.concept(number, f"Term {number}", active=number not in inactive)
    for child, parent in edges:
        made.is_a(child, parent)
    return made


def grow(
    folder: Path, made: MadeRelease, knowledge: Knowledge, limit: int = 100
) -> dict[str, Growth]:
    """What the release brings to every set."""
    shutil.rmtree(folder / "release", ignore_errors=True)
    with Release(made.write(folder / "release")) as release:
        growths = expand(release, knowledge, tuple(knowledge.code_sets), limit)
    return {growth.set_id: growth for growth in growths}


def added(growth: Growth) -> list[str]:
    """The codes that came in, in their order."""
    return [one.code.value for one in growth.added]


def test_descendants_come_in_nearest_first_with_their_origin(tmp_path: Path) -> None:
    made = release_of([("11", "1"), ("12", "11"), ("13", "1"), ("99", "98")])
    growth = grow(tmp_path, made, content([known("1")], [code_set("low", "1")]))["low"]
    assert added(growth) == ["11", "13", "12"]
    assert {one.below for one in growth.added} == {code("1")}
    assert growth.added[0].term == "Term 11"


def test_inactive_concepts_and_relationships_and_other_kinds_do_not_count(tmp_path: Path) -> None:
    made = release_of([("11", "1"), ("12", "1")], inactive=["12"])
    made.concept("13", "Gone")
    made.is_a("13", "1", active=False)
    made.concept("14", "Elsewhere")
    made.is_a("14", "1", kind="363698007")
    growth = grow(tmp_path, made, content([known("1")], [code_set("low", "1")]))["low"]
    assert added(growth) == ["11"]


def test_a_cycle_ends(tmp_path: Path) -> None:
    made = release_of([("11", "1"), ("1", "11"), ("11", "11")])
    growth = grow(tmp_path, made, content([known("1")], [code_set("low", "1")]))["low"]
    assert added(growth) == ["11"]


def test_the_limit_cuts_the_farthest_and_says_so(tmp_path: Path) -> None:
    made = release_of([("11", "1"), ("12", "11"), ("13", "12")])
    growth = grow(tmp_path, made, content([known("1")], [code_set("low", "1")]), limit=2)["low"]
    assert (added(growth), growth.cut) == (["11", "12"], 1)


def test_a_closed_set_does_not_grow(tmp_path: Path) -> None:
    closed = code_set("told", "1", descendants=False, because="By hand.")
    growth = grow(tmp_path, release_of([("11", "1")]), content([known("1")], [closed]))["told"]
    assert growth == Growth("told", closed="By hand.")


def test_nothing_comes_from_below_a_code_that_is_marked(tmp_path: Path) -> None:
    one = code_set("sleep", "1", "2", not_below=(("2", "Too broad."),))
    made = release_of([("11", "1"), ("21", "2")])
    growth = grow(tmp_path, made, content([known("1"), known("2")], [one]))["sleep"]
    assert added(growth) == ["11"]
    assert growth.not_below == ((code("2"), "Too broad."),)


def test_what_a_person_left_out_stays_out_with_all_below_it(tmp_path: Path) -> None:
    """11 stands in another set: neither it nor 12 comes in, but 14 does, below our own 13."""
    made = release_of([("11", "1"), ("12", "11"), ("13", "11"), ("14", "13")])
    sets = [code_set("low", "1", "13"), code_set("other", "11")]
    knowledge = content([known("1"), known("11"), known("13")], sets)
    growth = grow(tmp_path, made, knowledge)["low"]
    assert added(growth) == ["14"]
    assert growth.stays_out == (StaysOut(code("11"), Why.LEFT_OUT, 2),)


@pytest.mark.parametrize("category", sorted(PLAIN_SPOKEN))
def test_what_names_harm_never_comes_in_even_by_another_way(tmp_path: Path, category: str) -> None:
    made = release_of([("12", "1"), ("12", "9"), ("13", "12"), ("14", "1")])
    knowledge = content([known("1"), known("9", category=category)], [code_set("low", "1")])
    growth = grow(tmp_path, made, knowledge)["low"]
    assert added(growth) == ["14"]
    assert growth.stays_out == (StaysOut(code("9"), Why.PLAIN_SPOKEN, 2),)


def test_our_codes_that_are_not_active_are_named(tmp_path: Path) -> None:
    made = release_of([("11", "1")], inactive=["1"])
    growth = grow(tmp_path, made, content([known("1"), known("2")], [code_set("low", "1", "2")]))
    assert growth["low"].not_active == (code("1"), code("2"))


def test_the_packaged_sets_of_told_harm_and_of_other_people_are_closed() -> None:
    sets = load_knowledge().code_sets
    closed = {one.id for one in sets.values() if not one.descendants}
    assert {"current-abuse", "past-abuse", "alleged-party", "marac", "notice", "assault"} <= closed
    assert all(sets[one].because for one in closed)
    assert not {"depression", "anxiety", "fracture"} & closed


def test_the_categories_that_name_harm_stand_in_the_packaged_table() -> None:
    assert {one.category for one in load_knowledge().codes.values()} >= PLAIN_SPOKEN


EDGES = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40)


@given(EDGES, st.integers(0, 12))
def test_the_closure_is_what_can_be_reached(edges: list[tuple[int, int]], start: int) -> None:
    hierarchy = Hierarchy()
    for child, parent in edges:
        hierarchy.add(child, parent)
    reached = {start}
    for _ in range(13):
        reached |= {child for child, parent in edges if parent in reached}
    assert hierarchy.below(start) == reached
    steps = hierarchy.levels([start])
    assert set(steps) == reached
    assert all(steps[child] <= steps[parent] + 1 for child, parent in edges if parent in steps)


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ('not_below: [{code: "2", because: Broad.}]', "the code is not in this set: 2"),
        ('not_below: [{code: "1"}]', "the key is missing: because"),
        ("descendants: false", "the key is missing: because"),
        ("descendants: no", "true or false is expected here"),
        ("because: Why.", "there is no such key here: because"),
    ],
)
def test_a_set_that_says_wrongly_how_it_grows_is_refused(keys: str, fault: str) -> None:
    faults: list[Finding] = []
    text = f'low:\n  label: low\n  codes: ["1"]\n  {keys}\n'
    table = read_yaml(text.encode(), "codes/sets.yaml", faults)
    read_code_sets(table, {code("1"): known("1"), code("2"): known("2")})
    assert fault in {one.message.split(" (known")[0] for one in faults}
