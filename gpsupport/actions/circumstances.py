"""What is known of local help beside its entries: which wait is long, and what came back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from gpsupport.domain.days import days_before
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.people import Actor
from gpsupport.domain.referral.chains import declined_here
from gpsupport.domain.referral.criteria import Circumstances, SentBack
from gpsupport.domain.referral.following import Referral
from gpsupport.persistence.work import UnitOfWork


def circumstances(
    work: UnitOfWork, actor: Actor, patient_id: str, today: date, knowledge: Knowledge
) -> Circumstances:
    """What is known beside the entries: which wait is long, and what came back.

    What came back of others is told once it was of several records, and of nobody in the patient's
    family: whoever knows of one referral would know it again.
    """
    if knowledge.referral is None:
        return Circumstances()
    rules = knowledge.referral.matching
    since = days_before(today, rules.remembered_days)
    own = _by_option(work.referrals.read_all(actor, patient_id), since, knowledge)
    others = work.referrals.returned_here(actor, since, patient_id)
    records: dict[str, set[str]] = defaultdict(set)
    for one in others:
        records[one.begun.option_id].add(one.begun.patient_id)
    enough = {
        option_id: tuple(
            sorted(
                (*own.get(option_id, ()), *(replace(one, own=False) for one in found)),
                key=lambda one: (one.on, one.reason),
                reverse=True,
            )
        )
        for option_id, found in _by_option(others, since, knowledge).items()
        if len(records[option_id]) >= rules.remembered_from
    }
    return Circumstances(rules.long_wait_weeks, {**own, **enough})


def _by_option(
    referrals: Iterable[Referral], since: date, knowledge: Knowledge
) -> Mapping[str, tuple[SentBack, ...]]:
    """What came back since a day by option, newest first, in the pack's words."""
    rules = knowledge.referral
    by_option: dict[str, list[Referral]] = defaultdict(list)
    for one in referrals:
        if one.begun.option_id:
            by_option[one.begun.option_id].append(one)
    found = {
        option_id: tuple(
            SentBack(on, reason, rules.reason(reason.value).words if rules else "")
            for on, reason in declined_here(some, option_id, since)
        )
        for option_id, some in by_option.items()
    }
    return {option_id: some for option_id, some in found.items() if some}
