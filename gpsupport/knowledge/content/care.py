"""All content that is not an indicator or a table of codes, read in the order it is named in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from gpsupport.domain.enquiry import Cadence
from gpsupport.domain.knowledge.content.afterwards import Afterwards
from gpsupport.domain.knowledge.content.care import (
    Area,
    Conversation,
    Exclusion,
    Group,
    OwnStatements,
    SafetyQuestion,
    SharingFlow,
)
from gpsupport.domain.knowledge.content.family import Difficulty
from gpsupport.domain.knowledge.content.follow_ups import FollowUp
from gpsupport.domain.knowledge.content.letters import LetterRules
from gpsupport.domain.knowledge.content.life_events import LifeRules
from gpsupport.domain.knowledge.content.meetings import MeetingContent
from gpsupport.domain.knowledge.content.pack import CodeSet, Helpline, Source
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.knowledge.content.tracks import TrackRules
from gpsupport.knowledge.content import afterwards, helping, talking, words
from gpsupport.knowledge.content.areas import read_area, read_local_area
from gpsupport.knowledge.content.cadence import read_cadence
from gpsupport.knowledge.content.family import read_difficulties
from gpsupport.knowledge.content.grounds import Named
from gpsupport.knowledge.content.letters import read_letters
from gpsupport.knowledge.content.life_events import read_life_events
from gpsupport.knowledge.content.meetings import read_meetings
from gpsupport.knowledge.content.tables import read_sources
from gpsupport.knowledge.content.tracks import read_tracks
from gpsupport.knowledge.overlay import PackFiles

AREAS = "areas/"
_SOURCES = ("sources.yaml", "care_sources.yaml")


class CareFields(TypedDict):
    """The fields of `Knowledge` that come from here."""

    cadence: Cadence
    follow_ups: tuple[FollowUp, ...]
    helplines: tuple[Helpline, ...]
    wordings: Mapping[str, tuple[str, ...]]
    wording_sources: Mapping[str, tuple[str, ...]]
    safety_check: tuple[SafetyQuestion, ...]
    conversation: Conversation
    groups: tuple[Group, ...]
    own_statements: OwnStatements
    referral: ReferralRules
    sharing: SharingFlow
    afterwards: Afterwards
    exclusions: tuple[Exclusion, ...]
    areas: Mapping[str, Area]
    area_id: str
    difficulties: tuple[Difficulty, ...]
    letters: LetterRules
    life_events: LifeRules
    meetings: MeetingContent
    tracks: TrackRules


def read_all_sources(pack: PackFiles) -> dict[str, Source]:
    """The sources of the indicators and those of everything else, by id."""
    sources: dict[str, Source] = {}
    for name in _SOURCES:
        table = pack.yaml(name)
        found = read_sources(table)
        for source_id, value in table.pairs():
            if source_id in sources:
                value.fault(f"the source comes twice: {source_id}")
        sources |= found
    return sources


def read_care(
    pack: PackFiles, sources: Mapping[str, Source], code_sets: Mapping[str, CodeSet]
) -> CareFields:
    """Everything but indicators and codes. Faults go where the pack gathers them."""
    named = Named(sources=frozenset(sources), code_sets=frozenset(code_sets))
    wordings, wording_sources = words.read_wordings(pack.yaml("wording/en-GB.yaml"), named)
    helplines = words.read_helplines(pack.yaml("helplines.yaml"))
    named = Named(
        sources=named.sources,
        code_sets=named.code_sets,
        wordings=frozenset(wordings),
        helplines=frozenset(one.id for one in helplines),
    )
    referral = helping.read_referral(pack.yaml("referral.yaml"), named)
    areas = _areas(pack, named)
    safety_check = talking.read_safety_check(pack.yaml("safety_check.yaml"), named)
    sharing = helping.read_sharing(pack.yaml("sharing.yaml"), named)
    answered = afterwards.Answered(
        questions=frozenset(one.id for one in safety_check),
        steps=frozenset(one.id for one in sharing.steps),
        kinds_of_help=frozenset(one.id for one in referral.kinds),
    )
    cadence, follow_ups = read_cadence(pack.yaml("cadence.yaml"), named.code_sets)
    return CareFields(
        cadence=cadence,
        follow_ups=follow_ups,
        helplines=helplines,
        wordings=wordings,
        wording_sources=wording_sources,
        safety_check=safety_check,
        conversation=talking.read_conversation(pack.yaml("conversation.yaml"), named),
        groups=talking.read_groups(pack.yaml("groups.yaml"), named),
        own_statements=talking.read_own_statements(
            pack.yaml("own_statements.yaml"),
            named,
            frozenset(kind.id for kind in referral.kinds),
        ),
        referral=referral,
        sharing=sharing,
        afterwards=_afterwards(pack, named, answered),
        exclusions=talking.read_exclusions(pack.yaml("exclusions.yaml"), named),
        areas=areas,
        area_id=read_local_area(pack.yaml("local_area.yaml"), areas),
        difficulties=read_difficulties(pack.yaml("family.yaml"), named),
        letters=read_letters(pack.yaml("letters.yaml"), named),
        life_events=read_life_events(pack.yaml("life_events.yaml"), named),
        meetings=read_meetings(pack.yaml("meetings.yaml"), named),
        tracks=read_tracks(pack.yaml("tracks.yaml"), named),
    )


def _afterwards(pack: PackFiles, named: Named, answered: afterwards.Answered) -> Afterwards:
    plans, routes = pack.yaml("child_plans.yaml"), pack.yaml("routes.yaml")
    return Afterwards(
        child_plans=afterwards.read_child_plans(plans, named, answered),
        agreements=afterwards.read_agreements(pack.yaml("agreements.yaml"), named, answered),
        routes=afterwards.read_routes(routes, named, answered),
        meeting=afterwards.read_meeting(pack.yaml("meeting.yaml"), named),
        contact=afterwards.read_contact_rules(pack.yaml("safe_contact.yaml"), named),
        open_points=afterwards.read_open_points(pack.yaml("open_points.yaml"), named),
    )


def _areas(pack: PackFiles, named: Named) -> dict[str, Area]:
    areas: dict[str, Area] = {}
    for name in pack.names_in(AREAS):
        table = pack.yaml(name)
        area = read_area(table, named)
        if name != f"{AREAS}{area.id}.yaml":
            table.fault(f"the file must be named after its id: {area.id}.yaml")
        areas[area.id] = area
    return areas
