"""One patient, four months, three clinicians: what each sees changes as it should.

The same story told in FHIR files gives the same ledger and the same next date.
"""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from gpsupport.actions.days import london_day
from gpsupport.actions.practices import add_practice
from gpsupport.demo.practice import build_practice
from gpsupport.domain.assessment import assess
from gpsupport.domain.enquiry import Enquiry, EnquiryOutcome, Mode, NotAskedReason, Presence
from gpsupport.domain.people import Role
from gpsupport.fhir.enquiry_form import response
from gpsupport.fhir.reading import read_record
from gpsupport.knowledge.load import load_knowledge
from gpsupport.persistence.work import Database
from gpsupport.settings import Settings
from tests.browser.test_a_consultation import say_alone, sign_in
from tests.contract.command import gpsupport
from tests.rig.browser import assert_accessible
from tests.rig.world import GP, MORNING, SECOND_GP, SEED, World

if TYPE_CHECKING:
    from playwright.sync_api import Page

NURSE = "Amy Cole"
LEAD = "Dr Helen Marsh"
COMPANY = "Her son, who answered for her"
NOTE = "Comes on Thursdays, and then alone."
TOLD = "He has my card. I am afraid of him."
PROMPT = "Injured twice in a year. A good moment to ask."


@dataclass(frozen=True)
class Visit:
    """One occasion, so many days after the first, as a record elsewhere would hold it."""

    days: int
    by: str
    role: Role
    outcome: EnquiryOutcome
    presence: Presence = Presence.ALONE
    reason: NotAskedReason | None = None
    company: str = ""
    words: str = ""
    note: str = ""

    @property
    def at(self) -> datetime:
        """The instant in UTC."""
        return MORNING + timedelta(days=self.days)


NOT_ALONE = (EnquiryOutcome.NOT_ASKED, Presence.SOMEONE_ELSE, NotAskedReason.NOT_ALONE, COMPANY)
VISITS = (
    Visit(0, SECOND_GP, Role.GP, *NOT_ALONE),
    Visit(14, SECOND_GP, Role.GP, *NOT_ALONE),
    Visit(28, NURSE, Role.NURSE, EnquiryOutcome.NOT_DISCLOSED, note=NOTE),
    Visit(88, GP, Role.GP, EnquiryOutcome.DISCLOSED_CURRENT, words=TOLD),
)
LAST_DAY = 120
# What a record elsewhere cannot know: the suggestion, its release, and the id given here.
OWN = {"id": "", "resource": None, "prompted_by": None, "knowledge_release": None}


def come_in(page: "Page", address: str, world: World, days: int, name: str) -> None:
    """Another day, another clinician."""
    page.context.clear_cookies()
    world.now = MORNING + timedelta(days=days)
    sign_in(page, address, name)


def not_alone(page: "Page", where: str) -> None:
    """Somebody came along: the page stays ordinary, and one press plans the next visit."""
    page.goto(where)
    page.get_by_label("Someone else", exact=False).first.check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Today’s visit").wait_for()
    for told in ("safety", "Injured", "asked"):
        assert told not in page.inner_text("main")
    page.get_by_label("Who, in your words (optional)").fill(COMPANY)
    page.get_by_role("button", name="See alone for part of the next visit").click()
    page.wait_for_load_state()


def save(page: "Page", answer: str, leads_to: str) -> None:
    """Answer the two questions and save."""
    page.get_by_label("Yes, asked").check()
    page.get_by_label(answer, exact=True).check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(f"**/{leads_to}")


def told_by_pages(page: "Page", address: str, world: World, patient_id: str) -> None:
    """The whole story, and what each clinician reads on the way."""
    where = f"{address}/patients/{patient_id}/consultation"
    for visit in VISITS[:2]:
        come_in(page, address, world, visit.days, SECOND_GP)
        not_alone(page, where)

    come_in(page, address, world, 15, LEAD)
    page.goto(f"{address}/reviews/due?list=not-alone")
    page.get_by_label("Only me").check()
    page.get_by_role("button", name="Continue").click()
    page.goto(f"{address}/reviews/due?list=not-alone")
    row = page.get_by_role("row").filter(has_text="LINTON, Grace (Mrs)")
    expect(row).to_contain_text("Not seen alone twice in a row")
    assert_accessible(page)

    come_in(page, address, world, VISITS[2].days, NURSE)
    page.goto(where)
    say_alone(page)
    expect(page.get_by_role("heading", name=PROMPT)).to_be_visible()
    expect(page.locator("main")).to_contain_text("Not seen alone twice in a row.")
    expect(page.locator("main")).to_contain_text("No asking is recorded here.")
    page.get_by_text("Note for the next clinician").first.click()
    page.locator("[name=note]").first.fill(NOTE)
    save(page, "Said no", "record")

    come_in(page, address, world, VISITS[2].days + 14, GP)
    page.goto(where)
    say_alone(page)
    # Asked two weeks ago: nothing is in front, and the note is there.
    assert not page.get_by_role("heading", name=PROMPT).is_visible()
    expect(page.locator("main")).to_contain_text(NOTE)

    come_in(page, address, world, VISITS[3].days, GP)
    page.goto(where)
    say_alone(page)
    expect(page.get_by_role("heading", name=PROMPT)).to_be_visible()
    main = page.locator("main")
    expect(main).to_contain_text("21 Dec 2026, 8 weeks ago. Amy Cole, patient alone. Said no.")
    expect(main).to_contain_text(NOTE)
    expect(main).not_to_contain_text("Not seen alone twice")
    page.get_by_label("In the patient’s own words").fill(TOLD)
    save(page, "Abuse now", "after")

    come_in(page, address, world, LAST_DAY, SECOND_GP)
    page.goto(where)
    say_alone(page)
    expect(main).to_contain_text("Best asked by Dr Priya Shah.")
    expect(main).to_contain_text("Dr Priya Shah, patient alone. Abuse now.")
    page.get_by_role("link", name="See every time").click()
    expect(main).to_contain_text("Asked twice by 2 clinicians in 8 weeks. Disclosed once.")
    expect(main).to_contain_text("Told that it goes on.")
    expect(main).to_contain_text(COMPANY)
    expect(page.get_by_role("cell", name=f"“{TOLD}”")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Handover sheet").click()
    expect(main).to_contain_text("Nobody rings, writes or sends a message.")
    assert_accessible(page)


def told_by_files(folder: Path) -> Path:
    """The same story as files of another system, each visit longer than the one before."""
    (base,) = [
        record
        for record in build_practice(SEED, MORNING.date()).records[:60]
        if record["entry"][0]["resource"]["name"][0]["family"] == "Linton"
        and record["entry"][0]["resource"]["gender"] == "female"
    ]
    own = base["entry"][0]["resource"]
    data = folder / "data"
    database = Database.create(Settings.load({}, data_dir=data))
    add_practice(database, "Y12345", "Larch Surgery", MORNING, synthetic=True)
    database.close()
    entries: list[Any] = list(base["entry"])
    for number, visit in enumerate(VISITS):
        made = Enquiry(
            id=f"visit-{number}",
            on=london_day(visit.at),
            at=visit.at,
            outcome=visit.outcome,
            by=visit.by,
            role=visit.role,
            reason=visit.reason,
            presence=visit.presence,
            mode=Mode.FACE_TO_FACE,
            company=visit.company,
            words=visit.words,
            note=visit.note,
        )
        about, author = {"reference": f"Patient/{own['id']}"}, {"display": visit.by}
        answered = response(made, made.id, about, author).model_dump_json()
        entries.append({"fullUrl": f"urn:visit:{number}", "resource": json.loads(answered)})
        file = folder / f"visit-{number}.json"
        file.write_text(json.dumps(base | {"entry": entries}))
        ran = gpsupport("import", file, GPSUPPORT_DATA_DIR=str(data))
        assert ran.code == 0, ran.err
    return exported(data, own["identifier"][0]["value"], folder / "by-files.json")


def exported(data: Path, number: str, out: Path) -> Path:
    """What `gpsupport export` writes."""
    ran = gpsupport("export", "--patient", number, "--out", out, GPSUPPORT_DATA_DIR=str(data))
    assert ran.code == 0, ran.err
    return out


def test_three_clinicians_in_four_months(
    page: "Page", address: str, world: World, tmp_path: Path
) -> None:
    grace = world.patient("Linton", "Grace")
    told_by_pages(page, address, world, grace.id)
    assert grace.nhs_number is not None
    folder = tmp_path / "files"
    folder.mkdir()
    by_pages = exported(world.settings.data_dir, grace.nhs_number.value, folder / "by-pages.json")
    by_files = told_by_files(folder)
    on = date.fromordinal(MORNING.date().toordinal() + LAST_DAY)
    first, second = (read_record(path.read_bytes()).picture for path in (by_pages, by_files))
    ledgers = [
        [replace(one, **OWN) for one in picture.history.until(on)]  # type: ignore[arg-type]
        for picture in (first, second)
    ]
    assert ledgers[0] == ledgers[1]
    assert len(ledgers[0]) == len(VISITS)
    knowledge = load_knowledge()
    dates = [assess(picture, knowledge, on).next_enquiry for picture in (first, second)]
    assert dates[0] == dates[1]
    assert dates[0].due_on == london_day(VISITS[3].at) + timedelta(
        days=knowledge.cadence.disclosed_current_days
    )
