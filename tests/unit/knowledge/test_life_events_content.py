"""The table of what becomes of what: it has no gap, and a gap would be found."""

from functools import partial

import pytest

from gpsupport.domain.life_events.kinds import LifeEventKind, Then, Thing
from gpsupport.knowledge.content.life_events import read_life_events
from gpsupport.knowledge.load import load_knowledge
from tests.unit.knowledge.slips import faults_after, shipped_ids

FILE = "life_events.yaml"


@pytest.mark.parametrize("kind", LifeEventKind)
def test_for_every_event_every_thing_has_a_rule_with_its_reason(kind: LifeEventKind) -> None:
    rules = load_knowledge().life_events
    assert rules is not None
    for thing in Thing:
        rule = rules.rule(kind, thing)
        assert rule.words
        assert rule.sources or rule.defaults
        assert (rule.decider is not None) is (rule.then is Then.ASKED)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("      link: {", "      lynk: {", "nothing says what becomes of it: link"),
        ("  death:\n", "  dearth:\n", "nothing says what becomes of it: death"),
        ("  death:\n", "  dearth:\n", "there is no such event: dearth"),
        ('beside: "The other person has died.", ', "", "say what the other end reads"),
        ("then: asked, decides: lead", "then: asked", "say who decides where somebody is asked"),
        ("then: ends", "then: follows, decides: lead", "say who decides where somebody is asked"),
        (
            'asking: {then: ends, words: "Nobody is asked any more',
            'asking: {then: follows, words: "Nobody is asked any more',
            "whether asking ends is fixed for this event",
        ),
        ("[homicide-reviews]", "[hearsay]", "there is no such source: hearsay"),
        ("within_days: 2", "within_days: soon", "a whole number is expected here"),
    ],
)
def test_a_gap_and_a_rule_that_keeps_silent_are_faults(old: str, new: str, message: str) -> None:
    found = faults_after(partial(read_life_events, named=shipped_ids()), FILE, old, new)
    assert any(message in told for _, told in found), found
