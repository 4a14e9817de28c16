"""What cannot wait has an answer that closes it: else it stands there though it was seen to."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gpsupport.domain.assessment import Prompt, assess
from gpsupport.domain.closing import answers_that_close
from gpsupport.domain.days import PartialDate
from gpsupport.domain.people import Sex
from gpsupport.domain.record import PatientPicture, Tick
from gpsupport.knowledge.load import load_knowledge
from tests.unit.domain.pictures import TODAY, entry, somebody

PACK = load_knowledge()
BRUISE, INFECTION = "125667009", "105629000"


def test_every_rule_that_cannot_wait_names_the_answer_that_closes_it() -> None:
    found = [
        (one.id, branch.title)
        for one in PACK.indicators
        for branch in one.branches
        if branch.same_day and not answers_that_close(_prompt(one.id, branch.title), PACK)
    ]
    assert found == []
    assert any(branch.same_day for one in PACK.indicators for branch in one.branches)


@pytest.mark.parametrize(
    ("indicator", "code", "days_old"), [("C04", BRUISE, 150), ("C13", INFECTION, 11 * 366)]
)
def test_it_closes_the_prompt_and_opens_again_later(
    indicator: str, code: str, days_old: int
) -> None:
    born = PartialDate(TODAY - timedelta(days=days_old))
    child = PatientPicture(replace(somebody(), born=born, sex=Sex.FEMALE), (entry(code, 30),))
    (prompt,) = (one for one in assess(child, PACK, TODAY).prompts if one.same_day)
    assert prompt.indicator == indicator
    (closes,) = answers_that_close(prompt, PACK)
    done = replace(child, ticks=(Tick(closes.tick, answer=True, on=TODAY),))
    for days, urgent in ((0, False), (closes.holds_days, False), (closes.holds_days + 1, True)):
        later = assess(done, PACK, TODAY + timedelta(days=days))
        assert any(one.same_day for one in later.prompts) is urgent, days


def _prompt(indicator: str, title: str) -> Prompt:
    one = PACK.indicator(indicator)
    return Prompt(
        indicator=indicator,
        tier=1,
        audience=one.audience,
        title=title,
        say=(),
        why=(),
        sources=(),
        review_by=TODAY,
        same_day=True,
    )
