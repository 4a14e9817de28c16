"""Whatever was typed or received is shown as text: no script, no tag, no template runs (G11)."""

from dataclasses import replace
from html import escape
from typing import Any

from gpsupport.actions.exchange import take_in_record
from gpsupport.actions.identity import add_clinician
from gpsupport.actions.local_help import add_option
from gpsupport.actions.practices import operator, system_actor
from gpsupport.demo.shapes import as_bytes
from gpsupport.domain.directory.option import OptionKind, ReferralOption
from gpsupport.domain.people import Patient, PersonName, Role, Sex
from gpsupport.fhir.reading import read_record
from tests.rig.world import MORNING, SECOND_GP, Quick, World

LEAD = "Dr Helen Marsh"


class Canaries:
    """Hands out texts that would run if they could, and knows which of them were shown."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}
        self.shown: set[str] = set()
        self.live: set[tuple[str, str]] = set()

    def text(self, field: str) -> str:
        """A text for a field."""
        mark = f"k{len(self.of)}z"
        return self.of.setdefault(field, f"<b id={mark}>{{{{7*'{mark}'}}}}")

    def look(self, page: str, text: str) -> None:
        """Note what a page shows, and what of it is alive."""
        for field, canary in self.of.items():
            mark = canary.split(">")[0].removeprefix("<b id=")
            for spelt in (canary, canary.upper()):
                if spelt in text or (mark.upper() * 7) in text.upper():
                    self.live.add((page, field))
                if escape(spelt) in text or escape(spelt, quote=False) in text:
                    self.shown.add(field)
                # The escaping of templates writes quotation marks by number.
                if str(escape(spelt)).replace("&#x27;", "&#39;") in text:
                    self.shown.add(field)


def test_nothing_typed_or_received_runs(world: World) -> None:
    canaries = Canaries()
    patient = _received(world, canaries)
    _listed(world, canaries)
    gp = Quick(world.app.test_client())
    gp.sign_in(world.actor(SECOND_GP))
    for page, text in _pages(world, gp, patient, canaries):
        canaries.look(page, text)
    assert canaries.live == set()
    assert len(canaries.shown) >= 30, sorted(set(canaries.of) - canaries.shown)


def test_a_live_text_is_found() -> None:
    canaries = Canaries()
    text = canaries.text("a")
    canaries.look("escaped", escape(text))
    assert (canaries.live, canaries.shown) == (set(), {"a"})
    canaries.look("tag", text)
    canaries.text("b")
    canaries.look("template", "k1z" * 7)
    assert canaries.live == {("tag", "a"), ("template", "b")}


def _received(world: World, canaries: Canaries) -> Patient:
    """A record with such a text in every field of words."""
    text = canaries.text
    subject = {"reference": "Patient/k"}
    resources: list[dict[str, Any]] = [
        {
            "resourceType": "Patient",
            "id": "k",
            "name": [
                {
                    "family": f"Quill{text('family')}",
                    "given": [text("given")],
                    "prefix": [text("prefix")],
                }
            ],
            "gender": "female",
            "birthDate": "1984-05-06",
            "telecom": [{"system": "phone", "value": text("phone"), "use": "home"}],
            "address": [
                {
                    "use": "home",
                    "line": [text("line one"), text("line two")],
                    "city": text("town"),
                    "postalCode": text("postcode"),
                }
            ],
        },
        {
            "resourceType": "Condition",
            "id": "k1",
            "subject": subject,
            "onsetDateTime": "2026-10-01",
            "code": {
                "coding": [
                    {
                        "system": "http://snomed.info/sct",
                        "code": "269734009",
                        "display": text("display"),
                    }
                ],
                "text": text("condition text"),
            },
            "recorder": {"display": text("recorder")},
        },
        {
            "resourceType": "RelatedPerson",
            "id": "k2",
            "patient": subject,
            "relationship": [
                {
                    "coding": [
                        {
                            "system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode",
                            "code": "CHILD",
                        }
                    ]
                }
            ],
            "name": [{"family": text("child family"), "given": [text("child given")]}],
            "birthDate": "2018-03-02",
        },
        {
            "resourceType": "Encounter",
            "id": "k3",
            "status": "finished",
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
            "subject": subject,
            "period": {"start": "2026-10-01"},
            "reasonCode": [{"text": text("reason of a visit")}],
            "participant": [{"individual": {"display": text("seen by")}}],
        },
    ]
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": f"https://k.example/{one['resourceType']}/{one['id']}", "resource": one}
            for one in resources
        ],
    }
    actor = system_actor(world.practice)
    taken = take_in_record(world.database, actor, read_record(as_bytes(bundle)), MORNING)
    return Patient(taken.patient_id, PersonName("Quill"), Sex.FEMALE)


def _listed(world: World, canaries: Canaries) -> None:
    """Local help and a member of staff, each with such texts."""
    for kind in (
        OptionKind.IRIS_ADVOCATE,
        OptionKind.CAMHS,
        OptionKind.TALKING_THERAPIES,
        OptionKind.VOLUNTARY,
    ):
        made = {
            part: canaries.text(f"{kind.value} {part}")
            for part in ("name", "summary", "named_person", "availability")
        }
        option = ReferralOption(id=f"k-{kind.value}", kind=kind, **made)  # type: ignore[arg-type]
        option = replace(option, areas=frozenset({canaries.text(f"{kind.value} area")}))
        add_option(world.database, operator(world.practice), option, MORNING)
    add_clinician(world.database, world.practice, canaries.text("staff"), Role.GP, MORNING)


def _pages(world: World, gp: Quick, patient: Patient, canaries: Canaries) -> list[tuple[str, str]]:
    """Every page that could show any of it, with what was typed into every form."""
    at, text = f"/patients/{patient.id}", canaries.text
    pages: list[tuple[str, str]] = []

    def seen(visitor: Quick, path: str) -> None:
        pages.append((path, visitor.get(path).text))

    def sent(visitor: Quick, path: str, **form: str) -> None:
        pages.append((path, visitor.post(path, **form).text))

    seen(gp, "/patients")
    sent(gp, "/patients", family="Quill")
    sent(gp, "/patients", family=text("searched family"), given=text("searched given"),
         nhs_number=text("searched number"))  # fmt: skip
    seen(gp, f"{at}/consultation")
    sent(gp, f"{at}/consultation/gate", presence="alone")
    told = {"words": text("words"), "observed": text("observed")}
    sent(gp, f"{at}/consultation/save", asked="yes", **told)
    for path in ("consultation", "timeline", "local-help", "contact"):
        seen(gp, f"{at}/{path}")
    sent(gp, f"{at}/consultation/save", asked="yes", outcome="disclosed-current", **told)
    for path in ("consultation", "consultation/record", "timeline", "consultation/correct"):
        seen(gp, f"{at}/{path}")
    gp.get("/account/confirm")
    sent(gp, "/account/confirm")
    seen(gp, f"{at}/contact")
    sent(gp, f"{at}/contact", reason="sharing")
    for path in ("/directory", "/directory/all", "/records/request", "/account"):
        seen(gp, path)
    sent(gp, "/records/request", family=text("asked family"), given=text("asked given"),
         nhs_number=text("asked number"), reason=text("asked reason"))  # fmt: skip
    seen(gp, f"/locked?next={text('next')}")
    lead = Quick(world.app.test_client())
    lead.sign_in(world.actor(LEAD))
    seen(lead, f"{at}/access")
    sent(lead, f"{at}/access", change="restrict", reason=text("rule reason"))
    seen(lead, "/reviews")
    nobody = Quick(world.app.test_client())
    seen(nobody, "/sign-in")
    sent(nobody, "/sign-in", username=text("username"), password="x" * 12)
    return pages
