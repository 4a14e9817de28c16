"""What local help is for: the parts in which it is shown, so that no part sinks below another."""

from __future__ import annotations

from enum import StrEnum

from gpsupport.domain.directory.option import OptionKind, ReferralOption


class HelpGroup(StrEnum):
    """What an option is for, in the order in which a family needs it."""

    SAFETY = "safety"
    CHILD = "child"
    MOOD = "mood"
    ALONGSIDE = "alongside"
    ADVICE = "advice"
    ANY_HOUR = "any-hour"


_KINDS = {
    HelpGroup.SAFETY: {
        OptionKind.IRIS_ADVOCATE,
        OptionKind.ABUSE_SERVICE,
        OptionKind.HIGH_RISK_ADVOCATE,
        OptionKind.REFUGE,
        OptionKind.POLICE,
        OptionKind.CHILDRENS_SOCIAL_CARE,
        OptionKind.ADULT_SAFEGUARDING,
        OptionKind.SEXUAL_HEALTH,
    },
    HelpGroup.CHILD: {
        OptionKind.CHILDRENS_SUPPORT,
        OptionKind.CAMHS,
        OptionKind.SCHOOL_MENTAL_HEALTH,
        OptionKind.SCHOOL,
        OptionKind.EARLY_HELP,
        OptionKind.FAMILY_HUB,
        OptionKind.CHILD_HEALTH,
    },
    HelpGroup.MOOD: {
        OptionKind.TALKING_THERAPIES,
        OptionKind.SECONDARY_MENTAL_HEALTH,
        OptionKind.DRUG_ALCOHOL,
    },
    HelpGroup.ALONGSIDE: {
        OptionKind.VOLUNTARY,
        OptionKind.LEGAL,
        OptionKind.BEHAVIOUR_CHANGE,
    },
    HelpGroup.ADVICE: {OptionKind.ADVICE},
    HelpGroup.ANY_HOUR: {OptionKind.HELPLINE},
}
_GROUP = {kind: group for group, kinds in _KINDS.items() for kind in kinds}


def group_of(option: ReferralOption) -> HelpGroup:
    """What an option is for. Voluntary help for children stands with all other help for them."""
    if option.kind is OptionKind.VOLUNTARY and option.for_children:
        return HelpGroup.CHILD
    return _GROUP[option.kind]
