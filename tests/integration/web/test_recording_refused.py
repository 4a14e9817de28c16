"""What the page of recording refuses is named, kept whole and shown; no old number comes back."""

import re

from gpsupport.domain.people import Patient
from tests.integration.web.test_recording import TYPED, box, gp, jane, told, where
from tests.rig.world import SECOND_GP, Visitor, World, title_of

__all__ = ["gp", "jane"]

LONG = "Wörter mit Bedacht. " * 250


def test_words_too_long_come_back_whole_and_are_named(gp: Visitor, jane: Patient) -> None:
    page = told(gp, jane)
    assert "maxlength" not in page, "the browser would cut what is pasted without a word"
    for below in ("/save", ""):
        words = {"opinion.own-words-0": LONG, "fact.own-words-0": TYPED}
        refused = gp.post(where(jane, below), **words, added=["told-now-0"])
        assert refused.status_code == 422
        for page in (refused.text, gp.get(where(jane)).text):
            assert page.count(f"{len(LONG.strip()):,} letters. At most 4,000 can be kept") == 2
            assert 'href="#opinion.own-words-0"' in page
            assert title_of(page).startswith("Error: ")
            assert box(page, "opinion.own-words-0") == LONG.strip()
            assert box(page, "fact.own-words-0") == TYPED
            assert re.search(r'value="told-now-0" checked', page)
    shorter = {"opinion.own-words-0": "Short", "fact.own-words-0": TYPED}
    assert gp.post(where(jane, "/save"), **shorter).status_code == 303
    assert title_of(gp.get(where(jane)).text) == "What to write - Consultation support"


def test_an_entry_that_no_page_has_is_named_with_its_words(gp: Visitor, jane: Patient) -> None:
    told(gp, jane)
    strange = {"reported.no<such>-0": TYPED, "opinion.own-words-0": "Afraid"}
    for below in ("/save", ""):
        refused = gp.post(where(jane, below), **strange, added=["nor-this"])
        assert refused.status_code == 422
        for key in ("no&lt;such&gt;-0", "nor-this"):
            assert f"“{key}” is no entry of this page." in refused.text
        assert f'<pre class="cs-paste">{TYPED}</pre>' in refused.text
        assert box(refused.text, "opinion.own-words-0") == "Afraid"


def test_more_than_two_hundred_entries_are_no_reason_to_lose_words(
    gp: Visitor, jane: Patient
) -> None:
    told(gp, jane)
    many = {f"fact.child-plan-{number}": "x" for number in range(210)}
    saved = gp.post(where(jane, "/save"), **many, **{"opinion.own-words-0": TYPED})
    assert saved.status_code == 303
    assert box(gp.get(where(jane)).text, "opinion.own-words-0") == TYPED


def test_a_reminder_that_moved_on_stops_no_words(world: World, gp: Visitor, jane: Patient) -> None:
    told(gp, jane)
    gp.post(where(jane), added=["told-now-0"])
    page = told(gp, jane, "not-disclosed")
    left = re.findall(r'name="done" value="([^"]+)"', page)
    second = world.signed_in(SECOND_GP)
    told(second, jane, "not-disclosed")
    second.post(where(jane, "/save"), done=left)
    (key,) = set(re.findall(r'name="(opinion[^"]+)"', page)) & {"opinion.suspected-0"}
    saved = gp.post(where(jane, "/save"), **{key: TYPED}, done=left)
    assert saved.status_code == 200
    assert saved.text.count(f"{SECOND_GP} did it at 9:12am.") == len(left)
    again = gp.get(where(jane)).text
    assert box(again, key) == TYPED
    assert "have not saved yet" not in again
    # Ids and versions that never were stop nothing either.
    odd = [f"{left[0].partition(':')[0]}:77", "x:1", "x", "a\0b:1"]
    assert gp.post(where(jane, "/save"), done=odd).status_code == 200


def way_kept(gp: Visitor, jane: Patient, **boxes: str) -> None:
    """Say anew, as the page is, how she may be reached."""
    page = gp.get(f"/patients/{jane.id}/contact/safe").text
    begun = re.findall(r'name="contact.begun" value="([^"]*)"', page)
    form = {f"contact.{name}": value for name, value in boxes.items()} | {"contact.begun": begun}
    kept = gp.post(f"/patients/{jane.id}/contact/safe", **form)
    assert kept.status_code == 303, kept.text


def version_shown(gp: Visitor, jane: Patient) -> str:
    """The version that the page shows."""
    (found,) = re.findall(r'name="version" value="([^"]*)"', gp.get(where(jane)).text)
    return str(found)


def test_a_number_taken_back_is_on_no_page_and_in_no_file(gp: Visitor, jane: Patient) -> None:
    number = "0161 496 0123"
    told(gp, jane)
    way_kept(gp, jane, way="work-phone", detail=number, until="1 week")
    here = f"/patients/{jane.id}/consultation"
    filled = box(gp.get(where(jane)).text, "fact.safe-contact-0")
    assert number in filled
    # What the page filled in by itself is saved as it was shown, and typed on besides.
    words = {"fact.safe-contact-0": filled, "version": ""}
    assert gp.post(where(jane, "/save"), **words).status_code == 303
    later = {"fact.safe-contact-0": f"Ring {number}", "version": version_shown(gp, jane)}
    assert gp.post(where(jane, "/draft"), **later).status_code == 303
    assert number in gp.get(where(jane)).text
    way_kept(gp, jane, way="none")
    page = gp.get(where(jane)).text
    assert box(page, "fact.safe-contact-0") == "Ring [no longer safe]"
    handover = f"/patients/{jane.id}/handover"
    pages = [gp.get(f"{here}/{below}") for below in ("record", "record/print", "bundle", "after")]
    pages += [gp.post(where(jane, "/print")), gp.get(handover), gp.post(f"{handover}/print")]
    for one in pages:
        assert one.status_code == 200
        assert number not in one.text, one.request.path
