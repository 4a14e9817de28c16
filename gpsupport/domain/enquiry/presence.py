"""Who is here: the answer to the first question of every page, and what each answer allows."""

from __future__ import annotations

from enum import StrEnum


class Mode(StrEnum):
    """How a consultation takes place."""

    FACE_TO_FACE = "face-to-face"
    HOME_VISIT = "home-visit"
    TELEPHONE = "telephone"
    VIDEO = "video"
    ONLINE = "online"

    @property
    def remote(self) -> bool:
        """Whether the patient is spoken to from afar."""
        return self in {Mode.TELEPHONE, Mode.VIDEO}


class Presence(StrEnum):
    """The answer to "Who is here today?".

    The last six say more exactly why asking is not safe; they are noted on the ordinary page.
    """

    ALONE = "alone"
    PROFESSIONAL_INTERPRETER = "professional-interpreter"
    REMOTE_FREE_TO_TALK = "remote-free-to-talk"
    SAFE_ADULT = "safe-adult"
    PATIENT_ABSENT = "patient-absent"
    SOMEONE_ELSE = "someone-else"
    NOT_SURE = "not-sure"
    NOT_FREE_TO_TALK = "not-free-to-talk"
    SOMEBODY_ELSE_ANSWERED = "somebody-else-answered"
    CHILD_PRESENT = "child-present"
    INFORMAL_INTERPRETER = "informal-interpreter"
    INTERPRETER_MISSING = "interpreter-missing"
    OVERHEARD = "overheard"

    @property
    def opens(self) -> bool:
        """Whether what is sensitive may be on the screen: nobody who must not see it can."""
        return self in _OPENS

    @property
    def opens_history(self) -> bool:
        """Whether what was told and noted before may be on the screen too.

        An adult beside a child has not heard it, and may be whom it is about.
        """
        return self.opens and self is not Presence.SAFE_ADULT

    @property
    def safe_to_ask(self) -> bool:
        """Whether asking is safe: whoever is not known to be alone is not."""
        return self in _SAFE_TO_ASK

    @property
    def nobody_else(self) -> bool:
        """Whether nobody but patient and clinician hears or sees: sexual matters may show."""
        return self in {Presence.ALONE, Presence.PATIENT_ABSENT}

    @property
    def seen_alone(self) -> bool | None:
        """Whether the patient was seen alone; None where the patient was not there at all."""
        if self in {Presence.PATIENT_ABSENT, Presence.SOMEBODY_ELSE_ANSWERED}:
            return None
        return self in _SAFE_TO_ASK and self is not Presence.SAFE_ADULT


_SAFE_TO_ASK = frozenset(
    {
        Presence.ALONE,
        Presence.PROFESSIONAL_INTERPRETER,
        Presence.REMOTE_FREE_TO_TALK,
        Presence.SAFE_ADULT,
    }
)
_OPENS = _SAFE_TO_ASK | {Presence.PATIENT_ABSENT}

_IN_PERSON = (Presence.ALONE, Presence.PROFESSIONAL_INTERPRETER)
_UNSAFE_IN_PERSON = (Presence.SOMEONE_ELSE, Presence.NOT_SURE)
_ON_THE_LINE = (
    Presence.REMOTE_FREE_TO_TALK,
    Presence.PROFESSIONAL_INTERPRETER,
    Presence.NOT_FREE_TO_TALK,
    Presence.SOMEBODY_ELSE_ANSWERED,
    Presence.NOT_SURE,
)

# Said on the ordinary page of why asking was not safe.
CLOSER = (
    Presence.SOMEONE_ELSE,
    Presence.CHILD_PRESENT,
    Presence.INFORMAL_INTERPRETER,
    Presence.INTERPRETER_MISSING,
    Presence.OVERHEARD,
)


def offered_presences(mode: Mode, *, child: bool) -> tuple[Presence, ...]:
    """The answers that the first question offers; `child`: the patient is asked as a child.

    An adult who came with a child may be safe to show the child's page to; nobody else's company
    ever is. Nobody is asked in writing, so an online contact only opens for reading.
    """
    if mode is Mode.ONLINE:
        return Presence.PATIENT_ABSENT, Presence.SOMEONE_ELSE, Presence.NOT_SURE
    safe_adult = (Presence.SAFE_ADULT,) if child else ()
    if mode.remote:
        return (*_ON_THE_LINE[:2], *safe_adult, *_ON_THE_LINE[2:], Presence.PATIENT_ABSENT)
    return (*_IN_PERSON, *safe_adult, *_UNSAFE_IN_PERSON, Presence.PATIENT_ABSENT)
