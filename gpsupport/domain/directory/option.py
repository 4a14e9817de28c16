"""One local option: what it offers and whom it takes. What nobody told us is None."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gpsupport.domain.people import Sex


class OptionKind(StrEnum):
    """What kind of help an option is."""

    IRIS_ADVOCATE = "iris-advocate"
    ABUSE_SERVICE = "abuse-service"
    HIGH_RISK_ADVOCATE = "high-risk-advocate"
    REFUGE = "refuge"
    CHILDRENS_SUPPORT = "childrens-support"
    CAMHS = "camhs"
    SCHOOL_MENTAL_HEALTH = "school-mental-health"
    EARLY_HELP = "early-help"
    FAMILY_HUB = "family-hub"
    CHILDRENS_SOCIAL_CARE = "childrens-social-care"
    ADULT_SAFEGUARDING = "adult-safeguarding"
    TALKING_THERAPIES = "talking-therapies"
    SECONDARY_MENTAL_HEALTH = "secondary-mental-health"
    DRUG_ALCOHOL = "drug-alcohol"
    SEXUAL_HEALTH = "sexual-health"
    POLICE = "police"
    CHILD_HEALTH = "child-health"
    SCHOOL = "school"
    LEGAL = "legal"
    BEHAVIOUR_CHANGE = "behaviour-change"
    VOLUNTARY = "voluntary"
    ADVICE = "advice"
    HELPLINE = "helpline"


class Capacity(StrEnum):
    """Whether an option can take somebody now."""

    FREE = "free"
    ASSESSMENT_FIRST = "assessment-first"
    WAITING_LIST = "waiting-list"
    FULL = "full"
    UNKNOWN = "unknown"


class ConsentOf(StrEnum):
    """Whose yes an option wants before it takes somebody."""

    PATIENT = "patient"
    PARENT = "parent"
    BOTH_PARENTS = "both-parents"
    CHILD = "child"


@dataclass(frozen=True, slots=True)
class NamedOption:
    """What a local option is called and what it says of itself: enough to find it by."""

    id: str
    name: str
    kind: OptionKind
    summary: str
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class ReferralOption(NamedOption):
    """One local option. None means that nobody has told us; nothing is assumed from silence.

    Ages in whole years; `below_age` excludes its own value. A refuge's street address has no place
    here. `assured_on` is the day on which somebody last checked the entry.

    `availability` are the days of the named person and `cover` who stands in. `evidence` is what
    it wants to see, `consent_of` whose yes. `advice_phone` is for the practice: advice without
    moving the patient. `site` names a building shared with the practice. `safe_channel` says how it
    gets in touch without danger. `wait_weeks` is the median to a first contact as last told, and
    `capacity_on` the day of that. `feed` names the feed that an entry came from, with its id there
    as `source_id` and what it last said of it as `feed_said`, so that what was corrected by hand
    here can be told from what the feed changes; all three are empty for what was entered by hand.
    """

    phone: str = ""
    named_person: str = ""
    availability: str = ""
    for_children: bool = False
    from_age: int | None = None
    below_age: int | None = None
    sexes: frozenset[Sex] = frozenset()
    areas: frozenset[str] = frozenset()
    accepts_while_ongoing: bool | None = None
    needs_diagnosis: bool | None = None
    takes_self_referral: bool | None = None
    capacity: Capacity = Capacity.UNKNOWN
    wait_weeks: int | None = None
    phone_first: bool = False
    assured_on: date | None = None
    stale_after: date | None = None
    accepts_in_refuge: bool | None = None
    consent_of: frozenset[ConsentOf] = frozenset()
    evidence: str = ""
    cover: str = ""
    advice_phone: str = ""
    site: str = ""
    languages: frozenset[str] = frozenset()
    safe_channel: str = ""
    capacity_on: date | None = None
    web_address: str = ""
    feed: str = ""
    source_id: str = ""
    feed_said: str = ""
    version: int = 1

    def stale(self, on: date) -> bool:
        """Whether nobody may rely on it without phoning first."""
        return self.assured_on is None or (self.stale_after is not None and on > self.stale_after)
