"""What somebody wants to begin, and what it lacks."""

from dataclasses import dataclass
from enum import StrEnum

from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.referral.events import Consent


class Want(StrEnum):
    """What a new referral, or a need that nobody meets, lacks."""

    OPTION = "option"
    NEED = "need"
    CONSENT = "consent"
    GAP = "gap"
    PERSON = "person"
    GOES_ON = "goes-on"
    UNMET = "unmet"
    # What it does with less: these boxes tell where a place is that is kept secret.
    NAME_TELLS = "name-tells"
    NEED_TELLS = "need-tells"
    SHARES_TELLS = "shares-tells"
    WHY_TELLS = "why-tells"
    GAP_TELLS = "gap-tells"
    TOLD_TELLS = "told-tells"


class Wants(Exception):
    """Something is missing that it cannot do without: `wants` says what. Nothing was written."""

    def __init__(self, wants: tuple[Want, ...]) -> None:
        """Say nothing of what was typed: it would end up in a log."""
        super().__init__(", ".join(one.value for one in wants))
        self.wants = wants


@dataclass(frozen=True, slots=True)
class NewReferral:
    """To whom, for whom and why. `option_id` is of the directory.

    For help that the directory does not list `option_id` is empty, and `other_name` and
    `other_kind` say what it is. `person` is the place of whoever is to be helped among the people
    of the record: 0 is the patient. `continues` is the referral that it follows, and `goes_on`
    whether that one goes on meanwhile: asked where a service has it. Where that one came back and
    nobody has said what is done now, `told` is how the family was told and `unmet` the id of a gap
    group, empty when this one meets the need. None: nobody has said. `consent` is what it rests on,
    None where nobody has asked yet.
    """

    option_id: str
    need: str
    person: int = 0
    urgent: bool = False
    continues: str = ""
    other_name: str = ""
    other_kind: OptionKind | None = None
    consent: Consent | None = None
    goes_on: bool | None = None
    told: str = ""
    unmet: str | None = None


@dataclass(frozen=True, slots=True)
class ExpectedRefusal:
    """Nobody was referred, because a refusal was expected. `gap` is the id of a gap group."""

    wanted: NewReferral
    gap: str
    words: str = ""
