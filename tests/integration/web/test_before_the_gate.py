"""Before anybody has said who is in the room, no page tells what the product is for."""

import re
from collections.abc import Iterator

import pytest

from gpsupport.actions.patients import find_patients
from gpsupport.app import OUR_ASSETS
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Patient, PatientSearch
from gpsupport.knowledge.load import load_knowledge
from tests.rig.world import GP, World, title_of

WORDS = (
    "abuse",
    "violen",
    "domestic",
    "safeguard",
    "victim",
    "perpetrat",
    "disclos",
    "coerc",
    "assault",
    "injur",
    "bruise",
    "contusion",
    "refuge",
    "enquir",
    "alert",
    "risk",
    "safety at home",
    "iris",
    "depress",
    "anxiety",
    "pregnan",
    "contracept",
)


def everybody(world: World) -> tuple[Patient, ...]:
    """Every patient of the seeded practice, by the letters that names begin with."""
    found: dict[str, Patient] = {}
    for letter in "abcdefghijklmnopqrstuvwxyz":
        for patient in find_patients(
            world.database, world.actor(GP), PatientSearch(letter), world.now
        ):
            found[patient.id] = patient
    return tuple(found.values())


def sayings(knowledge: Knowledge) -> Iterator[str]:
    """Everything of the pack that a prompt could put on a page: titles, openers, ids, codes."""
    for indicator in knowledge.indicators:
        yield indicator.id
        yield indicator.name
        for branch in indicator.branches:
            yield branch.title.replace("{times}", "")
            yield from branch.say
    yield from (code.value for code in knowledge.codes)
    for key, texts in knowledge.wordings.items():
        if not key.startswith(("gate-", "see-alone")):
            yield from texts


def told_by(answer: str, knowledge: Knowledge) -> list[str]:
    """What an answer gives away."""
    # The key of a form is drawn at random, and an opaque id may hold any hexadecimal letters.
    text = re.sub(r'value="[\w.-]{40,}"', "", answer)
    text = re.sub(r"(session=)[^;]+", r"\1", text)
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", text)
    # What a screen reader calls a summary of errors.
    text = text.replace('role="alert"', "")
    found = [word for word in WORDS if word in text.lower()]
    found += [
        said
        for said in sayings(knowledge)
        if said in text and re.search(rf"(?<!\w){re.escape(said)}", text)
    ]
    return found


def answers_about(world: World, patient: Patient) -> Iterator[str]:
    """Each page of a patient that may be on the screen while somebody else looks at it."""
    visitor = world.signed_in(GP)
    where = f"/patients/{patient.id}/consultation"
    for path in (where, f"{where}/who"):
        yield head_and_body(visitor.get(path))
    yield head_and_body(visitor.post(f"{where}/gate"))
    for presence in ("someone-else", "not-sure"):
        yield head_and_body(visitor.answer_gate(patient, presence))
    visitor.post(f"{where}/see-alone")
    yield head_and_body(visitor.get(where))
    for behind in (f"{where}/record", f"/patients/{patient.id}/timeline", f"{where}/bundle"):
        yield head_and_body(visitor.get(behind))


def head_and_body(response: object) -> str:
    """Status line, headers and body of an answer, as one text."""
    answer = response
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers)  # type: ignore[attr-defined]
    return f"{answer.request.path}\n{headers}\n{answer.text}"  # type: ignore[attr-defined]


def test_no_page_before_the_gate_tells_anything(world: World) -> None:
    knowledge = load_knowledge()
    patients = everybody(world)
    assert len(patients) >= 20, "the canary needs people whose records hold something"
    for patient in patients:
        for answer in answers_about(world, patient):
            assert told_by(answer, knowledge) == [], (patient.name, answer[:400])


def test_the_canary_sings_behind_the_gate(world: World) -> None:
    """The same test finds something where something may stand, so its silence means something."""
    visitor = world.signed_in(GP)
    shown = visitor.answer_gate(world.patient("Atkinson", "Jane"))
    assert told_by(shown.text, load_knowledge())


@pytest.mark.parametrize("path", ["/today", "/patients", "/away", "/directory"])
def test_ordinary_pages_tell_nothing(world: World, path: str) -> None:
    visitor = world.signed_in(GP)
    answer = visitor.client.get(path, follow_redirects=True)
    assert told_by(head_and_body(answer), load_knowledge()) == []


def test_the_page_does_not_depend_on_what_was_recorded(world: World) -> None:
    """Whoever looks at the first page cannot tell that this patient was asked, or what was said."""
    patient = world.patient("Atkinson", "Jane")
    where = f"/patients/{patient.id}/consultation"
    before = bare(world.signed_in(GP).get(where).text)
    visitor = world.signed_in("Dr Tom Reid")
    visitor.answer_gate(patient)
    visitor.post(f"{where}/save", asked="yes", outcome="disclosed-current", words="He hit me.")
    assert bare(world.signed_in(GP).get(where).text) == before


def bare(text: str) -> str:
    """A page without the key of its form."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", text)


def test_files_that_every_page_loads_are_neutral() -> None:
    for path in OUR_ASSETS.iterdir():
        text = path.read_text(encoding="utf-8").lower()
        assert [word for word in WORDS if word in text] == [], path.name


def test_titles_and_addresses_behind_the_gate_are_neutral_too(world: World) -> None:
    visitor = world.signed_in(GP)
    patient = world.patient("Atkinson", "Jane")
    visitor.answer_gate(patient)
    where = f"/patients/{patient.id}/consultation"
    visitor.post(f"{where}/save", asked="yes", outcome="disclosed-current")
    for path in (where, f"{where}/record", f"/patients/{patient.id}/timeline"):
        title = title_of(visitor.get(path).text).lower()
        assert [word for word in WORDS if word in title] == []
        assert "atkinson" not in title
    addresses = " ".join(str(rule) for rule in world.app.url_map.iter_rules())
    assert [word for word in WORDS if word in addresses] == []


def test_the_page_with_somebody_there_does_not_depend_on_what_was_recorded(world: World) -> None:
    """The same clinician, before and after a disclosure: not a letter tells the two apart."""
    patient = world.patient("Atkinson", "Jane")
    where = f"/patients/{patient.id}/consultation"
    visitor = world.signed_in(GP)
    before = bare(visitor.answer_gate(patient, "someone-else").text)
    visitor.answer_gate(patient)
    visitor.post(f"{where}/save", asked="yes", outcome="disclosed-current", words="He hit me.")
    visitor.get(f"{where}/who")
    visitor.post(f"{where}/gate", presence="someone-else")
    assert bare(visitor.get(where).text) == before
    visitor.post(f"{where}/see-alone")
    noted = visitor.get(where).text
    assert "Noted." in noted
    assert "He hit me." not in noted
