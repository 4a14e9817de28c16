"""The form that corrects an entry of local help, or proposes a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from werkzeug.datastructures import MultiDict

from gpsupport.domain.directory.option import Capacity, ConsentOf, OptionKind, ReferralOption
from gpsupport.domain.directory.texts import BY_NAME, NO, YES, texts_of
from gpsupport.domain.people import Sex
from gpsupport.web import words as w

CHECKED = "checked"
WORDS = "words"

KINDS = {
    OptionKind.IRIS_ADVOCATE: "Named advocate in general practice",
    OptionKind.ABUSE_SERVICE: "Specialist service",
    OptionKind.HIGH_RISK_ADVOCATE: "Advocate for high risk",
    OptionKind.REFUGE: "Refuge",
    OptionKind.CHILDRENS_SUPPORT: "Help for children who live with it",
    OptionKind.CAMHS: "Children’s mental health service",
    OptionKind.SCHOOL_MENTAL_HEALTH: "Mental health team in school",
    OptionKind.EARLY_HELP: "Early help",
    OptionKind.FAMILY_HUB: "Family hub",
    OptionKind.CHILDRENS_SOCIAL_CARE: "Children’s social care",
    OptionKind.ADULT_SAFEGUARDING: "Adult safeguarding",
    OptionKind.TALKING_THERAPIES: "Talking therapies",
    OptionKind.SECONDARY_MENTAL_HEALTH: "Mental health team",
    OptionKind.DRUG_ALCOHOL: "Drug and alcohol service",
    OptionKind.SEXUAL_HEALTH: "Sexual health",
    OptionKind.POLICE: "Police",
    OptionKind.CHILD_HEALTH: "Health visitor, school nurse or midwife",
    OptionKind.SCHOOL: "School",
    OptionKind.LEGAL: "Legal help",
    OptionKind.BEHAVIOUR_CHANGE: "Programme for people who harm at home",
    OptionKind.VOLUNTARY: "Voluntary organisation",
    OptionKind.ADVICE: "Advice for professionals",
    OptionKind.HELPLINE: "Helpline",
}
_CAPACITY = {
    Capacity.UNKNOWN: "Not known",
    Capacity.FREE: "Can take somebody now",
    Capacity.ASSESSMENT_FIRST: "Assesses first",
    Capacity.WAITING_LIST: "Has a waiting list",
    Capacity.FULL: "Takes nobody at present",
}
_CONSENT = {
    ConsentOf.PATIENT: "The patient",
    ConsentOf.PARENT: "One parent",
    ConsentOf.BOTH_PARENTS: "Both parents",
    ConsentOf.CHILD: "The child",
}
_SEXES = {
    Sex.FEMALE: "Women and girls",
    Sex.MALE: "Men and boys",
    Sex.OTHER: "People of another gender",
}
_ANSWERS = (("", "Not known"), (YES, "Yes"), (NO, "No"))


class Look(StrEnum):
    """How a box is shown."""

    LINE = "line"
    AREA = "area"
    CHOICE = "choice"
    TICKS = "ticks"
    TICK = "tick"


LABELS: dict[str, tuple[str, Look, str]] = {
    "phone": ("Phone", Look.LINE, ""),
    "named_person": ("Named person", Look.LINE, ""),
    "availability": ("Days and hours", Look.LINE, ""),
    "cover": ("Who stands in", Look.LINE, ""),
    "advice_phone": ("Phone for our own questions", Look.LINE, "Advice without moving the patient"),
    "safe_channel": ("How it gets in touch safely", Look.LINE, ""),
    "web_address": ("Web address", Look.LINE, ""),
    "site": ("Shares a building with", Look.LINE, "Leave empty for a place that is kept secret"),
    "capacity": ("Space now", Look.CHOICE, ""),
    "wait_weeks": ("Weeks until the first contact", Look.LINE, "0 for the same day"),
    "from_age": ("From age", Look.LINE, ""),
    "below_age": ("Below age", Look.LINE, "18 means up to 17"),
    "for_children": ("It is for children", Look.TICK, ""),
    "sexes": ("For", Look.TICKS, "Tick none if it takes everybody"),
    "areas": ("Areas", Look.AREA, "One on a line. Empty means everywhere"),
    "languages": ("Languages", Look.AREA, "One on a line"),
    "accepts_while_ongoing": ("Takes somebody while it goes on at home", Look.CHOICE, ""),
    "accepts_in_refuge": ("Takes somebody who lives in a refuge", Look.CHOICE, ""),
    "needs_diagnosis": ("Wants a diagnosis", Look.CHOICE, ""),
    "takes_self_referral": ("People may come by themselves", Look.CHOICE, ""),
    "phone_first": ("Phone before a referral is sent", Look.TICK, ""),
    "evidence": ("What it wants to see", Look.AREA, ""),
    "consent_of": ("Whose consent it wants", Look.TICKS, ""),
    "name": ("Name", Look.LINE, ""),
    "kind": ("Kind of help", Look.CHOICE, ""),
    "organisation": ("Organisation", Look.LINE, ""),
    "summary": ("In a sentence", Look.AREA, ""),
}
_PARTS = (
    ("How to reach them", ("phone", "named_person", "availability", "cover", "safe_channel")),
    ("Space and wait", ("capacity", "wait_weeks")),
    (
        "Whom they take",
        (
            *("from_age", "below_age", "for_children", "sexes", "areas", "languages"),
            *("accepts_while_ongoing", "accepts_in_refuge", "needs_diagnosis"),
            "takes_self_referral",
        ),
    ),
    ("Before a referral", ("phone_first", "evidence", "consent_of", "advice_phone")),
    ("What it is", ("name", "kind", "organisation", "summary", "web_address", "site")),
)
# How many parts stand open from the beginning.
_OPEN = 2
_CHOICES: dict[str, tuple[tuple[str, str], ...]] = {
    "kind": tuple((kind.value, said) for kind, said in KINDS.items()),
    "capacity": tuple(
        ("" if one is Capacity.UNKNOWN else one.value, said) for one, said in _CAPACITY.items()
    ),
    "consent_of": tuple((one.value, said) for one, said in _CONSENT.items()),
    "sexes": tuple((one.value, said) for one, said in _SEXES.items()),
}


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the form: what stands in it, what may be chosen, what is wrong."""

    name: str
    label: str
    look: Look
    hint: str
    value: str
    choices: tuple[tuple[str, str], ...]
    fault: str

    @property
    def ticked(self) -> tuple[str, ...]:
        """The values that are ticked."""
        return tuple(self.value.split("\n"))


@dataclass(frozen=True, slots=True)
class Part:
    """Boxes under one heading; `open` ones show them without being asked."""

    heading: str
    boxes: tuple[Box, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class CorrectPage:
    """The form for one entry, or for a new one."""

    heading: str
    standing: str
    href: str
    seen: int
    parts: tuple[Part, ...]
    words: str
    words_fault: str
    checked: bool
    faults: tuple[tuple[str, str], ...]


def texts_in(
    sent: MultiDict[str, str], today: date, relied_on_days: int, option: ReferralOption | None
) -> dict[str, str]:
    """What was sent, as texts by field. A tick that they were asked today moves the dates on.

    For `relied_on_days` from then on the entry may be relied on.
    """
    texts = _typed(sent)
    if sent.get(CHECKED):
        texts["assured_on"] = today.isoformat()
        texts["stale_after"] = (today + timedelta(days=relied_on_days)).isoformat()
    before = texts_of(option)["capacity"] if option else ""
    if texts["capacity"] != before or (sent.get(CHECKED) and texts["capacity"]):
        texts["capacity_on"] = today.isoformat() if texts["capacity"] else ""
    return texts


def as_words(
    sent: MultiDict[str, str], texts: Mapping[str, str], option: ReferralOption | None
) -> str:
    """Everything that was typed, line by line, where it cannot be kept field by field.

    `texts` is what `texts_in` made of it.
    """
    stands = texts_of(option) if option else {}
    typed = [
        f"{label_of(name)}: {said(name, text)}"
        for name, text in texts.items()
        if text != stands.get(name, "")
    ]
    return "\n".join((sent.get(WORDS, ""), *typed)).strip()


def changed_meanwhile(option: ReferralOption, texts: Mapping[str, str]) -> dict[str, str]:
    """What to say beside each box that says something else than the list does by now."""
    stands = texts_of(option)
    return {
        name: f"is in the list by now: {said(name, stands[name])}"
        for name in LABELS
        if texts.get(name, "") != stands[name]
    }


def correct_page(
    option: ReferralOption | None,
    today: date,
    sent: MultiDict[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
) -> CorrectPage:
    """The form as it stands in the list, or as it was sent."""
    wrong = dict(faults or {})
    stands = texts_of(option) if option else dict.fromkeys(BY_NAME, "")
    shown = stands if sent is None else _typed(sent)
    return CorrectPage(
        heading=f"Correct: {option.name}" if option else "Propose a service",
        standing=_standing(option, today) if option else "",
        href=f"/directory/{option.id}/correct" if option else "/directory/new",
        seen=option.version if option else 0,
        parts=_parts(option, shown, wrong),
        words=sent.get(WORDS, "") if sent else "",
        words_fault=_fault(wrong, WORDS),
        checked=bool(sent and sent.get(CHECKED)),
        faults=tuple((name, f"{label_of(name)} {said}") for name, said in wrong.items()),
    )


def label_of(field: str) -> str:
    """A field in words."""
    more = {
        WORDS: "What you say",
        "assured_on": "Last checked",
        "stale_after": "To be checked again after",
        "capacity_on": "Space asked about",
    }
    return LABELS[field][0] if field in LABELS else more.get(field, field)


def said(field: str, text: str) -> str:
    """A text of a field as a person reads it."""
    if not text:
        return "Nothing"
    known = {**dict(_CHOICES.get(field, ())), YES: "Yes", NO: "No"}
    if field in {"assured_on", "stale_after", "capacity_on"}:
        return w.day(date.fromisoformat(text))
    return ", ".join(known.get(line, line) for line in text.split("\n"))


def _typed(sent: MultiDict[str, str]) -> dict[str, str]:
    texts = {
        name: "\n".join(sent.getlist(name)) if look is Look.TICKS else sent.get(name, "")
        for name, (_, look, _) in LABELS.items()
    }
    return {name: w.as_typed(text) for name, text in texts.items()}


def _parts(
    option: ReferralOption | None, shown: Mapping[str, str], wrong: Mapping[str, str]
) -> tuple[Part, ...]:
    """A new entry begins with what it is; of one that is there most often the phone is wrong."""
    ordered = _PARTS if option else (_PARTS[-1], *_PARTS[:-1])
    found = []
    for number, (heading, names) in enumerate(ordered):
        boxes = tuple(_box(name, shown.get(name, ""), wrong) for name in names)
        found.append(Part(heading, boxes, number < _OPEN or any(box.fault for box in boxes)))
    return tuple(found)


def _box(name: str, value: str, wrong: Mapping[str, str]) -> Box:
    label, look, hint = LABELS[name]
    if look is Look.LINE and "\n" in value:
        # A line would lose the breaks, and sending the form back would propose that.
        look = Look.AREA
    choices = _CHOICES.get(name, _ANSWERS if look is Look.CHOICE else ())
    if name == "kind" and not value:
        choices = (("", "Choose"), *choices)
    return Box(name, label, look, hint, value, choices, _fault(wrong, name))


def _fault(wrong: Mapping[str, str], name: str) -> str:
    return f"{label_of(name)} {wrong[name]}" if name in wrong else ""


def _standing(option: ReferralOption, today: date) -> str:
    if option.assured_on is None:
        return "Nobody has checked this entry."
    checked = f"Last checked {w.day(option.assured_on)}."
    return f"{checked} Check it again before you rely on it." if option.stale(today) else checked
