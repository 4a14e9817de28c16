"""What one person tells shows nowhere but on their own pages: to the byte (T1, T6, T11, T16).

Two worlds hold the same families. In one of them the victims have told somebody. Every page, answer
and export about anybody else must be the same in both, whoever looks.
"""

import re
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from hypothesis import settings
from werkzeug.test import TestResponse

from gpsupport.actions.consultation.standing import standing_on
from gpsupport.actions.exchange import collect_record
from gpsupport.actions.practices import system_actor
from gpsupport.domain.access import Occasion, Permission, Purpose
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.enquiry.standing import DueList
from gpsupport.domain.events import Event
from gpsupport.domain.people import NhsNumber
from gpsupport.fhir.writing import write_record
from gpsupport.knowledge.load import load_knowledge
from tests.rig.families import (
    CANARY,
    Family,
    bind,
    come_back_often,
    come_in,
    follow_up,
    make_families,
    speak,
    take_in,
    tell,
)
from tests.rig.world import GP, MORNING, NURSE, SECOND_GP, Quick, World, open_world, seen

TODAY = MORNING.date()
PARTS = 6
# The soak profile runs thousands; each run of the suite proves a share of it.
FAMILIES = 50 if settings().max_examples < 1000 else 500
# Of so many it is shown that the comparison can see a difference at all.
TOLD = 3
LEAD = "Dr Helen Marsh"
_PATIENT = re.compile(r"/patients/([0-9a-f-]{36})")
CLINICIANS = (GP, SECOND_GP, NURSE, LEAD)
RECEPTIONIST = "Gareth Nash"
# Families in which one speaks of themselves.
SPEAKING = 8 if settings().max_examples < 1000 else 100


@pytest.fixture(scope="module", params=range(PARTS))
def pair(
    request: pytest.FixtureRequest, seeded_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, World, tuple[Family, ...]]]:
    """Two worlds with the same families: in the first nobody has told anything, in the second..."""
    folder = tmp_path_factory.mktemp("families")
    families = tuple(make_families(request.param, FAMILIES, TODAY))
    with open_world(seeded_folder, folder / "silent") as silent:
        for family in families:
            take_in(silent, family, TODAY)
        silent.database.close()
        shutil.copytree(folder / "silent", folder / "copied")
    with (
        open_world(folder / "silent", folder / "one") as one,
        open_world(folder / "copied", folder / "two") as two,
    ):
        for family in families:
            tell(two, family, TODAY)
        yield one, two, families


Pair = tuple[World, World, tuple[Family, ...]]


def test_nobody_elses_page_tells_what_one_person_told(pair: Pair) -> None:
    one, two, families = pair
    for family in families:
        draw = Random(f"viewer-{family.number}")
        viewer = draw.choice(CLINICIANS)
        others = (family.other, *draw.sample(family.relatives, min(1, len(family.relatives))))
        for person in others:
            steps = _drawn(draw) if person is family.other else SHORTER
            for step, answer_one, answer_two in both(one, two, viewer, family, person.id, steps):
                where = f"{family.number}: {viewer} at {step} of {person.id}"
                assert answer_one == answer_two, where
                assert CANARY.encode() not in answer_two, where


def test_nobody_elses_export_tells_what_one_person_told(pair: Pair) -> None:
    one, two, families = pair
    for family in families:
        for person in (family.other, *family.relatives):
            exported = [_exported(world, person.nhs_number) for world in (one, two)]
            assert exported[0] == exported[1]
            assert CANARY.encode() not in exported[1]


def test_the_receptionists_day_is_the_same(pair: Pair) -> None:
    one, two, families = pair
    pages = [seen(world.signed_in(RECEPTIONIST).get("/today")) for world in (one, two)]
    assert pages[0] == pages[1]
    assert families[0].victim.family.encode() in pages[0], "the victim has an appointment"


def test_the_own_patients_of_the_day_show_nothing_elsewhere(pair: Pair) -> None:
    one, two, families = pair
    victims = {family.ids[family.victim.id] for family in families}
    for viewer in CLINICIANS:
        rows = []
        for world in (one, two):
            visitor = _signed_in(world, viewer)
            visitor.get("/screen")
            visitor.post("/screen", sees="only-me")
            page = seen(visitor.get("/today/prepare")).decode()
            assert "Your patients today" in page
            # Around the rows it is said how many there are: the victims are among them.
            found = [row.partition("</tr>")[0] for row in page.split("<tr>")[1:]]
            rows.append([row for row in found if set(_PATIENT.findall(row)) - victims])
        assert rows[0] == rows[1], viewer


def test_where_asking_stands_of_anybody_else_is_judged_alike(pair: Pair) -> None:
    one, two, families = pair
    others = [
        family.ids[person.id]
        for family in families[:10]
        for person in (family.other, *family.relatives)
    ]
    knowledge = load_knowledge()
    found = []
    for world in (one, two):
        actor = system_actor(world.practice)
        occasion = Occasion(
            actor, Permission.TAKE_IN_RECORDS, MORNING, Event.REFRESH_STANDINGS, Purpose.EXCHANGE
        )
        with world.database.writing(occasion) as work:
            pictures = [work.pictures.read(actor, patient_id) for patient_id in others]
            found.append([standing_on(one, knowledge, TODAY) for one in pictures if one])
    assert len(found[0]) == len(others)
    assert found[0] == found[1]


def test_what_was_told_is_on_the_victims_own_pages(pair: Pair) -> None:
    """The two worlds do differ, and the comparison above can see it."""
    one, two, families = pair
    differing = 0
    for family in families[:TOLD]:
        steps = list(both(one, two, GP, family, family.victim.id, STEPS))
        differing += any(answer_one != answer_two for _, answer_one, answer_two in steps)
        exported = [_exported(world, family.victim.nhs_number) for world in (one, two)]
        assert exported[0] != exported[1]
    assert differing == TOLD
    canaries = [
        _exported(two, family.victim.nhs_number).count(CANARY.encode()) for family in families
    ]
    assert all(canaries)


@pytest.fixture(scope="module")
def spoken(
    seeded_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, World, tuple[Family, ...]]]:
    """Two worlds in which the victims told: in the second the others spoke of themselves too."""
    folder = tmp_path_factory.mktemp("spoken")
    families = tuple(make_families(PARTS, SPEAKING, TODAY))
    with open_world(seeded_folder, folder / "silent") as silent:
        for family in families:
            take_in(silent, family, TODAY)
            tell(silent, family, TODAY)
            come_in(silent, family)
        silent.database.close()
        shutil.copytree(folder / "silent", folder / "copied")
    with (
        open_world(folder / "silent", folder / "one") as one,
        open_world(folder / "copied", folder / "two") as two,
    ):
        for family in families:
            assert speak(two, family, load_knowledge())
        yield one, two, families


def test_what_one_says_of_themselves_shows_on_nobody_elses_page(spoken: Pair) -> None:
    one, two, families = spoken
    for family in families:
        viewer = Random(f"viewer-{family.number}").choice(CLINICIANS)
        for person in (family.victim, *family.relatives[:1]):
            for step, answer_one, answer_two in both(one, two, viewer, family, person.id, LOOKING):
                assert answer_one == answer_two, f"{family.number}: {viewer} at {step}"


def test_what_one_says_of_themselves_is_in_nobodys_export(spoken: Pair) -> None:
    """Not even in their own: a record that goes out is read by whoever it goes to."""
    one, two, families = spoken
    for family in families:
        for person in family.members:
            exported = [_exported(world, person.nhs_number) for world in (one, two)]
            assert exported[0] == exported[1]


@pytest.mark.parametrize(
    ("viewer", "path"),
    [
        (GP, "/today"),
        (GP, "/today/prepare"),
        (SECOND_GP, "/today/prepare"),
        (RECEPTIONIST, "/today"),
        (LEAD, "/reviews"),
        *((LEAD, f"/reviews/due?list={which.value}") for which in DueList),
        (LEAD, "/reminders"),
    ],
)
def test_what_one_says_of_themselves_is_on_no_list(spoken: Pair, viewer: str, path: str) -> None:
    pages = []
    for world in spoken[:2]:
        visitor = _signed_in(world, viewer)
        if visitor.get(path).headers.get("Location", "").startswith("/screen"):
            visitor.get("/screen")
            visitor.post("/screen", sees="only-me")
        pages.append(seen(visitor.get(path)))
        assert b"200 OK" in pages[-1][:10]
    assert pages[0] == pages[1]


def test_what_one_says_of_themselves_is_on_their_own_pages(spoken: Pair) -> None:
    """The two worlds do differ, and only behind the gate of that very person."""
    one, two, families = spoken
    steps = ("before the gate", "the gate", "behind the gate", "own words", "timeline")
    for family in families[:3]:
        answers = {
            step: (answer_one, answer_two)
            for step, answer_one, answer_two in both(one, two, LEAD, family, family.other.id, steps)
        }
        same = {step for step, (first, second) in answers.items() if first == second}
        assert same == {"before the gate", "the gate"}


@pytest.fixture(scope="module")
def bound(
    seeded_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, World, tuple[Family, ...]]]:
    """Two worlds in which the victims told: in the second they also have links, one one-way, and
    referrals, needs that nobody meets and a plan, for themselves and for their children.
    """
    folder = tmp_path_factory.mktemp("bound")
    families = tuple(make_families(PARTS + 1, SPEAKING, TODAY))
    with open_world(seeded_folder, folder / "loose") as loose:
        for family in families:
            take_in(loose, family, TODAY)
            tell(loose, family, TODAY)
        loose.database.close()
        shutil.copytree(folder / "loose", folder / "copied")
    with (
        open_world(folder / "loose", folder / "one") as one,
        open_world(folder / "copied", folder / "two") as two,
    ):
        for family in families:
            bind(two, family)
            follow_up(two, family)
        # Each to a service of its own: of several families it would be told, to everybody.
        for family, option_id in zip(families, _services(two), strict=False):
            come_back_often(two, family, option_id, times=3)
        yield one, two, families


def _services(world: World) -> tuple[str, ...]:
    """The services that local help lists, which every page of it shows."""
    actor = world.actor(GP)
    occasion = Occasion(actor, Permission.CONSULT, world.now, Event.LOOK_AT_RECORD)
    with world.database.writing(occasion) as work:
        options = work.options.list_all(actor)
    return tuple(one.id for one in options if one.kind is not OptionKind.HELPLINE)


def test_who_is_feared_shows_nowhere_with_the_feared(bound: Pair) -> None:
    """Not to the lead either, who sees the household and who looked at the record."""
    one, two, families = bound
    for family in families:
        viewer = Random(f"viewer-{family.number}").choice(CLINICIANS)
        for seen_by, steps in ((viewer, (*LOOKING, *FOLLOWED, "family")), (LEAD, FOR_LEAD)):
            for step, answer_one, answer_two in both(
                one, two, seen_by, family, family.other.id, steps
            ):
                assert answer_one == answer_two, f"{family.number}: {seen_by} at {step}"
                if step in {*FOLLOWED, "family", "household", "who looked"}:
                    assert answer_two.startswith(b"200"), step


def test_a_link_shows_with_a_relative_on_the_family_page_alone(bound: Pair) -> None:
    one, two, families = bound
    for family in families:
        viewer = Random(f"viewer-{family.number}").choice(CLINICIANS)
        for person in family.relatives[:2]:
            *others, family_page = both(
                one, two, viewer, family, person.id, (*LOOKING, *FOLLOWED, "family")
            )
            for step, answer_one, answer_two in others:
                assert answer_one == answer_two, f"{family.number}: {viewer} at {step}"
            _, before, after = family_page
            assert family.victim.given.encode() in after
            assert before != after
            assert CANARY.encode() not in after
            name = family.other.given.encode()
            # A proposal that is settled is gone, and it may have named a son of the same name.
            assert after.count(name) <= before.count(name)


def test_neither_a_link_nor_a_referral_is_in_anybody_elses_export(bound: Pair) -> None:
    one, two, families = bound
    for family in families:
        for person in family.members:
            exported = [_exported(world, person.nhs_number) for world in (one, two)]
            assert (exported[0] == exported[1]) is (person is not family.victim)


@pytest.mark.parametrize("path", ["/today", "/reviews", "/reviews/due?list=due"])
def test_neither_a_link_nor_a_referral_is_on_a_list_of_others(bound: Pair, path: str) -> None:
    pages = []
    for world in bound[:2]:
        visitor = _signed_in(world, LEAD)
        visitor.get("/screen")
        visitor.post("/screen", sees="only-me")
        pages.append(seen(visitor.get(path)))
        assert b"200 OK" in pages[-1][:10]
    assert pages[0] == pages[1]


def test_who_is_feared_stands_on_the_victims_own_page(bound: Pair) -> None:
    one, two, families = bound
    for family in families:
        steps = ("before the gate", "the gate", "local help", "family", "family plan", "referrals")
        answers = list(both(one, two, GP, family, family.victim.id, steps))
        same = [before == after for _, before, after in answers]
        assert same == [True, True, *(False,) * 4]
        assert family.canary.encode() in answers[-1][2]


def both(  # noqa: PLR0917 - two worlds, who looks, at whom and how
    one: World,
    two: World,
    viewer: str,
    family: Family,
    person_id: str,
    steps: Iterable[str],
) -> Iterator[tuple[str, bytes, bytes]]:
    """What a viewer gets at each step of one patient, in either world."""
    patient_id = family.ids[person_id]
    name = next(person.family for person in family.members if person.id == person_id)
    visitors = [_signed_in(world, viewer) for world in (one, two)]
    for step in steps:
        go = STEPS[step]
        answers = []
        for visitor in visitors:
            # Ids that are made on the way are the same in both worlds.
            with the_same_ids(f"{family.number}-{person_id}-{step}"):
                answers.append(seen(go(visitor, patient_id, name)))
        yield step, answers[0], answers[1]


def _form(**fields: str) -> Callable[[Quick, str, str], TestResponse]:
    path = fields.pop("path")
    return lambda visitor, patient, _name: visitor.post(f"/patients/{patient}/{path}", **fields)


def _page(path: str) -> Callable[[Quick, str, str], TestResponse]:
    return lambda visitor, patient, _name: visitor.get(f"/patients/{patient}/{path}")


STEPS: dict[str, Callable[[Quick, str, str], TestResponse]] = {
    "search": lambda visitor, _patient, name: _search(visitor, name),
    "before the gate": _page("consultation"),
    "the gate": _form(path="consultation/gate", presence="alone"),
    "behind the gate": _page("consultation"),
    "own words": _page("consultation/own"),
    "own words said": _form(path="consultation/own", said="own-temper"),
    "own words, and what helps": _page("consultation/own"),
    "the conversation after them": _page("consultation"),
    "timeline": _page("timeline"),
    "local help": _page("local-help"),
    "contact details": _page("contact"),
    "saving": _form(path="consultation/save", asked="yes", outcome="not-disclosed", words=""),
    "recording": _page("consultation/record"),
    "bundle": _page("consultation/bundle"),
    "handover": _page("handover"),
    "family": _page("family"),
    "family plan": _page("family/plan"),
    "referrals": _page("referrals"),
    "letters": _page("letters"),
    "what changed": _page("changes"),
    "nobody else sees": lambda visitor, _patient, _name: _alone_at_the_screen(visitor),
    "household": _page("family/together"),
    "who looked": _page("access"),
}


BEHIND = ("search", "before the gate", "the gate", "behind the gate")
SHORTER = (*BEHIND, "own words", "local help")
# What is done on one page shows on the next, so these go together. A family goes two of the ways.
WAYS = (
    ("own words", "own words said", "own words, and what helps", "the conversation after them"),
    ("timeline", "local help", "contact details", "handover"),
    ("family", "family plan", "referrals", "letters", "what changed"),
    ("saving", "recording", "bundle"),
)
# Nothing is ticked on the way: what was ticked of somebody else is looked for here.
LOOKING = (*SHORTER, "timeline", "contact details", "handover", "bundle")


FOLLOWED = ("family plan", "referrals", "letters", "what changed")
FOR_LEAD = ("nobody else sees", "household", "who looked")


def _alone_at_the_screen(visitor: Quick) -> TestResponse:
    visitor.get("/screen")
    return visitor.post("/screen", sees="only-me")


def _drawn(draw: Random) -> tuple[str, ...]:
    """The steps of one family: to the page behind the gate, and on along two of the ways."""
    ways = sorted(draw.sample(range(len(WAYS)), 2))
    return (*BEHIND, *(step for way in ways for step in WAYS[way]))


def test_the_ways_hold_every_step() -> None:
    assert {*BEHIND, *FOR_LEAD, *(step for way in WAYS for step in way)} == set(STEPS)


def _signed_in(world: World, name: str) -> Quick:
    visitor = Quick(world.app.test_client())
    visitor.sign_in(world.actor(name))
    return visitor


def _search(visitor: Quick, name: str) -> TestResponse:
    visitor.get("/patients")
    return visitor.post("/patients", family=name)


@contextmanager
def the_same_ids(seed: str) -> Iterator[None]:
    """Draw ids from a seed."""
    draw = Random(seed)
    real = uuid.uuid4
    uuid.uuid4 = lambda: uuid.UUID(int=draw.getrandbits(128), version=4)
    try:
        yield
    finally:
        uuid.uuid4 = real


def _exported(world: World, number: str) -> bytes:
    actor = system_actor(world.practice)
    content = load_knowledge()
    found = collect_record(world.database, actor, NhsNumber(number), world.now, content)
    return write_record(
        found.patient,
        found.practice,
        found.received,
        found.enquiries,
        world.now,
        source_system=found.source_system,
        disclosures=found.disclosures,
        ticks=found.ticks,
        dates=found.dates,
        next_due=found.next_due,
        referrals=found.referrals,
        withdrawn_ways=found.withdrawn_ways,
    )
