"""Letters in the browser door: what is ticked and nothing else, and never an unsafe way (T7)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from gpsupport.actions.family import NewLink, link_patients
from gpsupport.actions.letters import keep_letter_form
from gpsupport.domain.access import Occasion, Permission
from gpsupport.domain.disclosure.sharing import SharingEntry
from gpsupport.domain.events import Event
from gpsupport.domain.family.links import LinkKind
from gpsupport.domain.letters.kinds import LetterKind
from gpsupport.domain.letters.letter import LONGEST_TEXT, Letter
from gpsupport.letters.pdf import CannotBeSet, can_make_pdf
from gpsupport.serving.guards import signed_in
from gpsupport.web.letters import pages, routes
from tests.rig.letters import (
    CANARIES,
    EVERY_ONE,
    KNOWLEDGE,
    OURS,
    SAFE,
    Waiting,
    make_waiting,
    started,
)
from tests.rig.missing import skip_or_fail
from tests.rig.world import GP, MORNING, Visitor, World, open_world, title_of

CHILD = "Ella"
# Whoever reads these gets in touch with nobody.
WITHOUT_WAY = {LetterKind.ESCALATION, LetterKind.EVIDENCE}


@pytest.fixture(scope="module")
def lived(
    seeded_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, datetime, Waiting]:
    """The story once, in a folder that each test copies."""
    folder = tmp_path_factory.mktemp("waiting")
    with open_world(seeded_folder, folder) as world:
        made = make_waiting(world)
        return folder, world.now, made


@pytest.fixture
def world(lived: tuple[Path, datetime, Waiting], tmp_path: Path) -> Iterator[World]:
    folder, now, _ = lived
    with open_world(folder, tmp_path / "data") as made:
        made.now = now
        yield made


@pytest.fixture
def waiting(lived: tuple[Path, datetime, Waiting], world: World) -> Waiting:
    return replace(lived[2], world=world)


@pytest.fixture
def gp(waiting: Waiting) -> Visitor:
    """A doctor alone with her, weeks later."""
    visitor = waiting.world.signed_in(GP)
    visitor.answer_gate(waiting.patient)
    return visitor


def at(waiting: Waiting, kind: LetterKind) -> str:
    if kind.of_referral:
        return f"{waiting.at}/{kind}"
    return f"/patients/{waiting.patient.id}/letters/{kind}"


def boxes(page: str, *, tick_all: bool = False) -> dict[str, object]:
    """The form as it stands, every box for words filled with what no letter may hold."""
    form = page[page.rindex('<form class="cs-stack"') :]
    ticked = re.findall(
        r'name="(part|fact)" type="checkbox" value="([^"]+)"[^>]*?( checked)?>', form
    )
    chosen = [(name, value) for name, value, checked in ticked if checked or tick_all]
    hidden = re.findall(r'<input type="hidden" name="part" value="([^"]+)"', form)
    typed = dict.fromkeys(
        re.findall(r'name="(text-[^"]+)"', form), f"#panic() <b>x</b> {EVERY_ONE}"
    )
    return {
        "part": [*(value for name, value in chosen if name == "part"), *hidden],
        "fact": [value for name, value in chosen if name == "fact"],
        "to": f"Mrs Holm\nServices {EVERY_ONE}",
        "reply": OURS,
        "agreed": "yes",
        **typed,
    }


def stamp_in(page: str) -> str:
    found = re.search(r'name="stamp" value="([^"]+)"', page)
    assert found is not None, "it may be printed"
    return found.group(1)


def chosen(gp: Visitor, where: str, **fields: object) -> TestResponse:
    """Send the form; the page that follows."""
    done = gp.post(where, **fields)
    assert done.status_code == 303, done.text
    return gp.get(where)


def log_of(waiting: Waiting) -> tuple[SharingEntry, ...]:
    actor = waiting.actor
    occasion = Occasion(actor, Permission.CONSULT, waiting.world.now, Event.READ_SHARING)
    with waiting.world.database.writing(occasion) as work:
        return work.sharing.read_all(actor, waiting.patient.id)


def require_pdf() -> None:
    if not can_make_pdf() or find_spec("pypdf") is None:
        mend = "python -m pip install typst pypdf"
        skip_or_fail("What makes or reads a PDF is missing.", mend, "GPSUPPORT_REQUIRE_PDF")


def text_of_pdf(content: bytes) -> str:
    from pypdf import PdfReader

    found = PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in found)


def everything(waiting: Waiting, gp: Visitor, kind: LetterKind) -> tuple[str, str]:
    """A letter with everything ticked and every canary typed into every box: where, its stamp."""
    where = at(waiting, kind)
    opened = gp.get(where)
    assert (opened.status_code, title_of(opened.text)) == (200, "Letter - Consultation support")
    page = chosen(gp, where, **boxes(opened.text, tick_all=True)).text
    assert "Something was left out under" in page, kind
    return where, stamp_in(page)


def assert_safe(output: str, kind: LetterKind) -> None:
    for canary in CANARIES:
        assert canary.replace(" ", "") not in output.replace(" ", ""), (kind, canary)
    assert "[left out]" in output
    assert OURS in output
    assert (SAFE in output) is (kind not in WITHOUT_WAY), kind


def test_no_printed_letter_holds_an_unsafe_way_or_an_address(waiting: Waiting, gp: Visitor) -> None:
    for kind in LetterKind:
        where, stamp = everything(waiting, gp, kind)
        paper = gp.post(f"{where}/print", stamp=stamp)
        assert title_of(paper.text) == "Letter - Consultation support"
        assert_safe(" ".join(paper.text.split()), kind)


def test_no_pdf_holds_an_unsafe_way_or_an_address(waiting: Waiting, gp: Visitor) -> None:
    require_pdf()
    for kind in LetterKind:
        where, stamp = everything(waiting, gp, kind)
        made = gp.post(f"{where}/pdf", stamp=stamp)
        assert made.headers["Content-Disposition"] == 'attachment; filename="letter.pdf"'
        assert_safe(text_of_pdf(made.data), kind)


def test_without_the_extra_a_letter_is_still_printed(
    waiting: Waiting, gp: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "can_make_pdf", lambda: False)
    monkeypatch.setattr(routes, "can_make_pdf", lambda: False)
    where = at(waiting, LetterKind.REFERRAL)
    page = chosen(gp, where, **boxes(gp.get(where).text)).text
    assert "gpsupport[pdf]" in page
    assert gp.post(f"{where}/pdf", stamp=stamp_in(page)).status_code == 422
    assert gp.post(f"{where}/print", stamp=stamp_in(page)).status_code == 200


def test_typed_words_are_never_read_as_markup(waiting: Waiting, gp: Visitor) -> None:
    require_pdf()
    where = at(waiting, LetterKind.REFERRAL)
    hostile = '#eval("1+1") $x$ *b* <b>x</b> #read("/etc/passwd") \\u{41} [left] ]#{'
    fields = boxes(gp.get(where).text) | {"text-need": hostile}
    page = chosen(gp, where, **fields).text
    made = gp.post(f"{where}/pdf", stamp=stamp_in(page))
    assert hostile.replace(" ", "") in text_of_pdf(made.data).replace(" ", "")


def test_only_what_is_ticked_stands_in_it(waiting: Waiting, gp: Visitor) -> None:
    where = at(waiting, LetterKind.AGAIN)
    fields = boxes(gp.get(where).text) | {
        "part": ["clock", "changed", "need"],
        "to": "Team 2",
        "text-need": "Please see her",
        "text-risk": "A risk that was not ticked",
    }
    page = chosen(gp, where, **fields).text
    paper = gp.post(f"{where}/print", stamp=stamp_in(page)).text
    assert f"First referred on {started(MORNING)}" in paper, "the wait counts from the first"
    assert "New self-harm" in paper
    assert "Please see her" in paper
    assert "A risk that was not ticked" not in paper
    assert SAFE not in paper, "the safe way was not ticked"
    assert "Get in touch only through this practice" in paper
    assert "Jane" not in paper, "the mother is named only where the reader needs it"


def test_a_continuation_tells_the_first_day_what_came_back_and_every_look(
    waiting: Waiting, gp: Visitor
) -> None:
    """The new service reads what the others read, from the day on which it is first sent."""
    waiting.later(0)
    ella = waiting.world.patient("Atkinson", "Ella")
    wanted, now = NewLink(ella.id, LinkKind.CHILD), waiting.world.now
    database, actor, mother = waiting.world.database, waiting.actor, waiting.patient.id
    link_patients(database, actor, mother, wanted, {}, KNOWLEDGE, now)
    made = waiting.begin("Next team", "Nightmares", waiting.referral.begun.id)
    gp.answer_gate(waiting.patient)
    page = gp.get(at(waiting, LetterKind.REFERRAL)).text
    fields = boxes(page) | {"to": "Next team"} | dict.fromkeys(re.findall("text-[a-z-]+", page), "")
    where = at(waiting, LetterKind.REFERRAL)
    paper = gp.post(f"{where}/print", stamp=stamp_in(chosen(gp, where, **fields).text)).text
    first = f"First referred on {started(MORNING)}"
    for words in (first, "Thornbury CAMHS: sent on", "It still goes on at home", "New self-harm"):
        assert words in paper, words
    assert paper.count("Came back with a reason") == 3
    assert f"NHS No. {ella.nhs_number}" in paper, "the number of a child of this practice"
    for heading in ("What can no longer be done", "More to say", "Where it shows"):
        assert heading not in paper, "an empty box prints no heading"
    assert LetterKind.AGAIN in gp.get(waiting.at).text
    assert made.clock_start == MORNING.date()


def test_each_confirmation_of_a_letter_of_evidence_is_ticked_by_hand(
    waiting: Waiting, gp: Visitor
) -> None:
    where = at(waiting, LetterKind.EVIDENCE)
    page = gp.get(where).text
    assert 'value="confirms-says-1"' in page
    assert not {"confirms-says-1", "confirms-says-2"} & set(boxes(page)["fact"])  # type: ignore[call-overload]
    assert "Standard wording, not clinically reviewed" in page
    fields = boxes(page) | {"to": "Solicitor", "text-confirms": ""}
    fields["part"] = ["told", "confirms"]
    paper = gp.post(f"{where}/print", stamp=stamp_in(chosen(gp, where, **fields).text)).text
    assert "What I can confirm" not in paper


def test_it_is_logged_once_with_what_it_rests_on(waiting: Waiting, gp: Visitor) -> None:
    where = at(waiting, LetterKind.REFERRAL)
    page = chosen(gp, where, **boxes(gp.get(where).text) | {"to": "Team 2"}).text
    before = log_of(waiting)
    for _ in range(2):
        gp.get(where)
        assert gp.post(f"{where}/print", stamp=stamp_in(page)).status_code == 200
    (entry,) = log_of(waiting)[len(before) :]
    assert (entry.with_whom, entry.shared, entry.step) == ("Team 2", True, "otherwise")
    assert (entry.consent_asked, entry.consent_given) == (True, True)
    about = f"Referral letter about Miss {CHILD} Atkinson: How to get in touch; What is needed; "
    assert entry.what.startswith(about)


def test_what_was_typed_since_is_looked_at_first(waiting: Waiting, gp: Visitor) -> None:
    where = at(waiting, LetterKind.REFERRAL)
    fields = boxes(gp.get(where).text) | {"to": "Team 2"}
    old = stamp_in(chosen(gp, where, **fields).text)
    chosen(gp, where, **fields | {"text-need": "Typed in the other window"})
    answer = gp.post(f"{where}/print", stamp=old)
    assert answer.status_code == 409
    assert "Typed in the other window" in answer.text
    assert log_of(waiting) == ()


def test_nothing_is_printed_without_a_yes_or_a_recipient(waiting: Waiting, gp: Visitor) -> None:
    where = at(waiting, LetterKind.EVIDENCE)
    fields = boxes(gp.get(where).text) | {"to": "", "agreed": ""}
    chosen(gp, where, **fields)
    stamp = gp.get(where).text
    assert 'name="stamp"' not in stamp
    assert gp.post(f"{where}/print", stamp="").status_code == 409
    assert log_of(waiting) == ()


def test_the_escalation_names_nobody_and_shows_the_whole_chain(
    waiting: Waiting, gp: Visitor
) -> None:
    where = at(waiting, LetterKind.ESCALATION)
    fields = boxes(gp.get(where).text) | {"to": "Commissioner", "text-gap": f"{CHILD} Atkinson"}
    page = chosen(gp, where, **fields).text
    paper = gp.post(f"{where}/print", stamp=stamp_in(page)).text
    for name in (CHILD, "Atkinson", "Jane"):
        assert name not in paper, name
    assert paper.count("Came back with a reason: It still goes on at home") == 3
    assert "Thornbury CAMHS" in paper


def test_two_letters_keep_their_own_words(waiting: Waiting, gp: Visitor) -> None:
    one, other = at(waiting, LetterKind.REFERRAL), at(waiting, LetterKind.MOVED)
    for where, words in ((one, "First words"), (other, "Other words")):
        chosen(gp, where, **boxes(gp.get(where).text) | {"text-need": words})
    assert "First words" in gp.get(one).text
    assert "Other words" not in gp.get(one).text
    said = gp.get(f"/patients/{waiting.patient.id}/consultation").text
    assert f'href="{one}"' in said, "what was typed and not printed is led back to"
    assert f'href="/patients/{waiting.patient.id}/referrals">Referrals</a>: 1 open' in said
    fresh = gp.get(at(waiting, LetterKind.JOINT)).text
    assert f">{OURS}</textarea>" in fresh, "how to reach us is typed once"
    for where in (one, other):
        assert gp.post(f"{where}/print", stamp=stamp_in(gp.get(where).text)).status_code == 200
    assert "Open the letter" not in gp.get(f"/patients/{waiting.patient.id}/consultation").text


def test_nobody_else_has_letters_about_what_she_told(waiting: Waiting, world: World) -> None:
    """The record of whoever is feared has no letter of evidence, and nothing of hers (T1)."""
    mark = world.patient("Dunne", "Mark")
    visitor = world.signed_in(GP)
    visitor.answer_gate(mark)
    page = visitor.get(f"/patients/{mark.id}/letters")
    assert "Atkinson" not in page.text
    assert visitor.get(f"/patients/{mark.id}/letters/evidence").status_code == 404
    theirs = f"/patients/{mark.id}/referrals/{waiting.referral.begun.id}/letters/referral"
    assert visitor.get(theirs).status_code == 404


def test_the_list_says_what_is_called_for(waiting: Waiting, gp: Visitor) -> None:
    page = gp.get(waiting.at).text
    assert page.count("Called for now") == 3
    bare = gp.get(f"/patients/{waiting.patient.id}/letters").text
    assert "Letter of evidence for legal aid" in bare
    assert gp.get(f"{waiting.at}/nothing").status_code == 404
    assert gp.get(f"{waiting.at}/evidence").status_code == 404


def test_a_letter_that_cannot_be_set_is_said_and_not_logged(
    waiting: Waiting, gp: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_pdf()
    where, stamp = everything(waiting, gp, LetterKind.AGAIN)
    before = log_of(waiting)

    def fails(_: Letter) -> bytes:
        raise CannotBeSet

    with monkeypatch.context() as broken:
        broken.setattr(routes, "as_pdf", fails)
        refused = gp.post(f"{where}/pdf", stamp=stamp)
    assert (refused.status_code, "Print the page instead" in refused.text) == (422, True)
    assert log_of(waiting) == before
    assert gp.post(f"{where}/print", stamp=stamp).status_code == 200
    assert len(log_of(waiting)) == len(before) + 1


def test_a_pdf_is_made_while_nobody_waits_and_of_what_still_stands(
    waiting: Waiting, gp: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others write meanwhile; what they changed of this letter is looked at first."""
    require_pdf()
    where, stamp = everything(waiting, gp, LetterKind.AGAIN)
    changed = boxes(gp.get(where).text) | {"text-need": "Typed meanwhile"}
    own = (waiting.patient.id, LetterKind.AGAIN, waiting.referral.begun.id)
    typed = {
        box: [said] if isinstance(said, str) else list(said)  # type: ignore[call-overload]
        for box, said in changed.items()
    }

    def types(_: Letter) -> bytes:
        database, now = waiting.world.database, waiting.world.now
        keep_letter_form(database, signed_in(), *own, typed, KNOWLEDGE, now)
        return b"%PDF"

    monkeypatch.setattr(routes, "as_pdf", types)
    refused = gp.post(f"{where}/pdf", stamp=stamp)
    assert refused.status_code == 409
    assert "It has changed since you looked at it" in refused.text
    assert "Typed meanwhile" in refused.text
    assert log_of(waiting) == ()
    assert gp.post(f"{where}/pdf", stamp=stamp_in(refused.text)).data == b"%PDF"


def test_signs_of_no_font_and_of_no_alphabet_stop_no_letter(waiting: Waiting, gp: Visitor) -> None:
    require_pdf()
    where = at(waiting, LetterKind.AGAIN)
    form = boxes(gp.get(where).text)
    box = next(name for name in form if name.startswith("text-"))
    form |= {box: "She said \U0001f622, a\x00b\x0bc\ufffed বাংলা", "part": [box[5:]]}
    page = chosen(gp, where, **form).text
    made = gp.post(f"{where}/pdf", stamp=stamp_in(page))
    assert made.status_code == 200
    text = text_of_pdf(made.data)
    assert "abcd" in text
    assert "stands for a sign that this file cannot show" in text


def test_a_box_that_is_too_long_is_kept_and_not_printed(waiting: Waiting, gp: Visitor) -> None:
    where = at(waiting, LetterKind.AGAIN)
    page = gp.get(where).text
    form = boxes(page)
    assert set(re.findall(r'maxlength="(\d+)"', page)) == {str(LONGEST_TEXT)}
    box = next(name for name in form if name.startswith("text-"))
    long = "Sleeps badly. " * 100
    refused = gp.post(where, **(form | {box: long}))
    assert (refused.status_code, "1000 letters" in refused.text) == (422, True)
    assert long.strip() in gp.get(where).text
    assert gp.post(where, **(form | {box: "Sleeps badly."})).status_code == 303
