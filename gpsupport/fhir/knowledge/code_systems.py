"""The codes that are our own, as code systems: what each value means, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from gpsupport.domain.disclosure.disclosure import Answer
from gpsupport.domain.enquiry import EnquiryOutcome, Mode, NotAskedReason, Presence
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Role
from gpsupport.domain.record import DateKind
from gpsupport.fhir.elements import Json
from gpsupport.fhir.knowledge.naming import address, frame, plain

INDICATORS = "indicator"
SAFETY_ANSWERS = "safety-answer"


@dataclass(frozen=True, slots=True)
class _Meaning:
    code: str
    display: str
    definition: str


# The systems of our forms carry the link ids of its questions.
_WORDS: dict[str, tuple[str, dict[StrEnum, tuple[str, str]]]] = {
    "outcome": (
        "What came of an enquiry",
        {
            EnquiryOutcome.DISCLOSED_CURRENT: (
                "Told, now",
                "The patient told of something that goes on now.",
            ),
            EnquiryOutcome.DISCLOSED_PAST: (
                "Told, past",
                "The patient told of something that is over.",
            ),
            EnquiryOutcome.NOT_DISCLOSED: (
                "Said no",
                "Asked, and nothing was told. It does not mean that there is nothing.",
            ),
            EnquiryOutcome.DECLINED: (
                "Did not want to say",
                "Asked, and the patient did not want to answer.",
            ),
            EnquiryOutcome.OPTED_OUT: (
                "Asked us not to raise it",
                "The patient wished not to be asked again until a day.",
            ),
            EnquiryOutcome.ANSWER_UNKNOWN: (
                "Asked, answer not recorded",
                "The record says that somebody asked, and not what came of it.",
            ),
            EnquiryOutcome.NOT_ASKED: ("Not asked", "There was an occasion, and nobody asked."),
            EnquiryOutcome.DEFERRED: ("Put off", "Nobody asked; it was put off until a day."),
        },
    ),
    "reason": (
        "Why nobody asked",
        {
            NotAskedReason.NOT_ALONE: ("Not alone", "Somebody else was there."),
            NotAskedReason.NOT_PRIVATE: ("Not private", "Somebody could have heard."),
            NotAskedReason.NO_TIME: ("No time", "There was no time to ask safely."),
            NotAskedReason.INTERPRETER_MISSING: (
                "No interpreter",
                "A professional interpreter was needed and missing.",
            ),
            NotAskedReason.TOO_UNWELL: ("Too unwell", "The patient was too unwell to be asked."),
            NotAskedReason.LACKS_CAPACITY: (
                "Cannot take part yet",
                "The patient could not take part; an advocate is arranged first.",
            ),
            NotAskedReason.ALREADY_DONE: (
                "Already done",
                "Somebody else has asked; that entry counts.",
            ),
            NotAskedReason.OTHER: ("Another reason", "A reason that is not listed."),
        },
    ),
    "presence": (
        "Who was there",
        {
            Presence.ALONE: ("Alone", "The patient was alone, or with a small baby."),
            Presence.PROFESSIONAL_INTERPRETER: (
                "With an interpreter",
                "With a professional interpreter from outside the family.",
            ),
            Presence.REMOTE_FREE_TO_TALK: (
                "Remote, free to talk",
                "By phone or video, and free to talk.",
            ),
            Presence.SOMEONE_ELSE: ("Someone else", "Somebody else was there."),
            Presence.SAFE_ADULT: (
                "With an adult who may see",
                "A child with an adult who may see the page.",
            ),
            Presence.PATIENT_ABSENT: ("Patient not there", "The clinician read the record alone."),
            Presence.NOT_SURE: ("Not sure", "It was not known who was there."),
            Presence.NOT_FREE_TO_TALK: (
                "Not free to talk",
                "By phone or video, and not free to talk.",
            ),
            Presence.SOMEBODY_ELSE_ANSWERED: (
                "Somebody else answered",
                "Somebody other than the patient answered.",
            ),
            Presence.CHILD_PRESENT: ("Child present", "A child old enough to repeat it was there."),
            Presence.INFORMAL_INTERPRETER: (
                "Relative interpreting",
                "A relative or friend interpreted.",
            ),
            Presence.INTERPRETER_MISSING: (
                "Interpreter missing",
                "An interpreter was needed and missing.",
            ),
            Presence.OVERHEARD: ("Could be overheard", "Somebody could have heard."),
        },
    ),
    "mode": (
        "How a consultation takes place",
        {
            Mode.FACE_TO_FACE: ("Face to face", "In the surgery."),
            Mode.HOME_VISIT: ("Home visit", "Where the patient lives."),
            Mode.TELEPHONE: ("Telephone", "By telephone."),
            Mode.VIDEO: ("Video", "By video."),
            Mode.ONLINE: ("Online", "In writing: nobody is asked so."),
        },
    ),
    "role": (
        "Role in the practice",
        {
            Role.GP: ("General practitioner", "A doctor of the practice."),
            Role.NURSE: ("Practice nurse", "A nurse of the practice."),
            Role.SAFEGUARDING_LEAD: (
                "Safeguarding lead",
                "Who leads on safeguarding in the practice.",
            ),
            Role.PRACTICE_MANAGER: ("Practice manager", "Who manages the practice."),
            Role.RECEPTIONIST: ("Receptionist", "Who receives patients."),
            Role.ADMINISTRATOR: ("Administrator", "Who sets the software up."),
            Role.IRIS_ADVOCATE: ("Advocate", "A specialist advocate who works with the practice."),
            Role.INTEGRATOR: ("Systems integrator", "Who connects other software."),
        },
    ),
    SAFETY_ANSWERS: (
        "Answer to a question of the safety check",
        {
            Answer.YES: ("Yes", "Answered with yes."),
            Answer.NO: ("No", "Answered with no."),
            Answer.NOT_ASKED: ("Not asked", "This question was not asked."),
        },
    ),
    "known-date": (
        "A date that somebody said",
        {
            DateKind.EXPECTED_BIRTH: ("Expected", "The day on which a baby is expected."),
            DateKind.BIRTH: ("Born", "The day on which a baby was born."),
        },
    ),
}


def system(system_id: str) -> str:
    """The address of one of our code systems."""
    return address("CodeSystem", system_id)


def code_systems(knowledge: Knowledge) -> list[Any]:
    """Every code system of ours: the fixed ones, and those that the content itself defines."""
    made = [
        _code_system(
            system_id,
            title,
            (_Meaning(one.value, *words) for one, words in told.items()),
            knowledge,
        )
        for system_id, (title, told) in _WORDS.items()
    ]
    indicators = (
        _Meaning(one.id, one.name, plain(one.matters or one.name)) for one in knowledge.indicators
    )
    made.append(
        _code_system(INDICATORS, "Signs that should make one curious", indicators, knowledge)
    )
    if knowledge.referral is not None:
        kinds = (_Meaning(one.id, one.name, plain(one.purpose)) for one in knowledge.referral.kinds)
        made.append(_code_system("help-kind", "Kinds of help", kinds, knowledge))
        stages = (_Meaning(one.id, one.words, one.words) for one in knowledge.referral.stages)
        made.append(_code_system("referral-stage", "States of a referral", stages, knowledge))
    return made


def _code_system(
    system_id: str, title: str, meanings: Iterable[_Meaning], knowledge: Knowledge
) -> Any:
    from fhir.resources.R4B.codesystem import CodeSystem  # noqa: PLC0415

    concepts: list[Json] = [
        {"code": one.code, "display": plain(one.display), "definition": plain(one.definition)}
        for one in meanings
    ]
    content = frame("CodeSystem", system_id, title, knowledge)
    content |= {
        "caseSensitive": True,
        "content": "complete",
        "count": len(concepts),
        "concept": concepts,
    }
    return CodeSystem.model_validate(content)
