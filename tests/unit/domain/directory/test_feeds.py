"""How an entry of a feed meets the one that is kept: no correction by hand is overwritten."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.directory.feeds import (
    Meeting,
    Met,
    corrected_by_hand,
    forget_places,
    made_secret,
    meet,
)
from gpsupport.domain.directory.option import OptionKind, ReferralOption
from gpsupport.domain.directory.texts import texts_of, with_texts

CAME = ReferralOption(
    id="",
    name="Toys",
    kind=OptionKind.VOLUNTARY,
    summary="Play",
    phone="01632 960321",
    assured_on=date(2026, 10, 1),
    feed="county",
    source_id="s1",
)


def kept(came: ReferralOption) -> ReferralOption:
    """The entry as the list has it after it came for the first time."""
    met = meet(None, came)
    assert met.keep is not None
    return replace(met.keep, id="k1", version=4)


def test_a_new_entry() -> None:
    met = meet(None, CAME)
    assert met.meeting is Meeting.NEW
    assert met.keep is not None
    assert met.keep == replace(CAME, feed_said=met.keep.feed_said)


def test_the_same_again_changes_nothing() -> None:
    assert meet(kept(CAME), CAME) == Met(Meeting.KNOWN)


def test_what_nobody_touched_follows_the_feed() -> None:
    met = meet(kept(CAME), replace(CAME, phone="01632 960322"))
    assert met.meeting is Meeting.CHANGED
    assert met.keep is not None
    assert (met.keep.id, met.keep.phone) == ("k1", "01632 960322")
    assert not met.changes


def test_a_correction_stands_while_the_feed_says_the_same() -> None:
    corrected = replace(kept(CAME), phone="01632 960399")
    assert corrected_by_hand(corrected)
    assert meet(corrected, CAME) == Met(Meeting.KNOWN)


def test_what_the_feed_changes_of_a_corrected_entry_is_proposed_once() -> None:
    corrected = replace(kept(CAME), phone="01632 960399")
    news = replace(CAME, summary="Play and company")
    met = meet(corrected, news)
    assert met.meeting is Meeting.PROPOSED
    assert met.changes == {"summary": "Play and company"}
    assert met.keep is not None
    assert (met.keep.phone, met.keep.summary) == ("01632 960399", "Play")
    assert meet(met.keep, news) == Met(Meeting.KNOWN)


def test_a_feed_that_follows_the_correction_makes_it_its_own() -> None:
    corrected = replace(kept(CAME), phone="01632 960399")
    met = meet(corrected, replace(CAME, phone="01632 960399"))
    assert met.meeting is Meeting.CHANGED
    assert met.keep is not None
    assert not corrected_by_hand(met.keep)


def test_a_newer_check_is_no_change_of_what_it_says() -> None:
    corrected = replace(kept(CAME), phone="01632 960399")
    later = date(2026, 11, 1)
    met = meet(corrected, replace(CAME, assured_on=later))
    assert (met.meeting, met.changes) == (Meeting.CHANGED, {})
    assert met.keep == replace(corrected, assured_on=later)


def test_an_older_check_does_not_undo_a_newer_one() -> None:
    checked_here = replace(kept(CAME), assured_on=date(2026, 11, 20))
    assert meet(checked_here, CAME) == Met(Meeting.KNOWN)


def test_one_that_comes_back_may_be_relied_on_again() -> None:
    gone = replace(kept(CAME), assured_on=None)
    met = meet(gone, CAME)
    assert met.keep is not None
    assert met.keep.assured_on == CAME.assured_on


TEXTS = st.sampled_from(["", "a", "b"])
SAYINGS = st.fixed_dictionaries({"phone": TEXTS, "summary": TEXTS, "evidence": TEXTS})


@given(SAYINGS, SAYINGS, SAYINGS)
def test_no_correction_is_ever_lost(
    first: dict[str, str], by_hand: dict[str, str], then: dict[str, str]
) -> None:
    """Whatever the feed says: what somebody changed stands, and the feed's news are told."""
    corrected = with_texts(kept(with_texts(CAME, first)), by_hand)
    news = with_texts(CAME, then)
    met = meet(corrected, news)
    stands = texts_of(met.keep or corrected)
    if corrected_by_hand(corrected):
        assert {name: stands[name] for name in by_hand} == by_hand
        told = {
            name: text for name, text in then.items() if text not in (first[name], by_hand[name])
        }
        assert met.changes == told
    else:
        assert {name: stands[name] for name in then} == then
    assert meet(met.keep or corrected, news) == Met(Meeting.KNOWN)


STREET = "Ring at 12 Kanarienvogel Street"
TOLD = st.sampled_from(["", "a", STREET])


@given(
    st.fixed_dictionaries({"phone": TOLD, "summary": TOLD, "site": TOLD}),
    st.fixed_dictionaries({"phone": TOLD, "summary": TOLD, "site": TOLD}),
    st.sampled_from(["voluntary", "refuge"]),
)
def test_of_a_place_that_is_secret_here_no_feed_tells_where_it_is(
    first: dict[str, str], then: dict[str, str], kind: str
) -> None:
    """The feed may not know that it is one: here somebody said so."""
    before = made_secret(kept(with_texts(CAME, first)))
    assert before.kind is OptionKind.REFUGE
    met = meet(before, with_texts(CAME, {**then, "kind": kind}))
    told = repr(met) + repr(before)
    assert "Kanarien" not in told
    assert meet(met.keep or before, with_texts(CAME, {**then, "kind": kind})) == Met(Meeting.KNOWN)


def test_that_a_place_is_secret_no_more_is_for_people_to_say() -> None:
    secret = replace(CAME, kind=OptionKind.REFUGE)
    met = meet(kept(secret), CAME)
    assert (met.meeting, met.changes) == (Meeting.PROPOSED, {"kind": "voluntary"})
    assert met.keep is not None
    assert met.keep.kind is OptionKind.REFUGE


def test_what_a_feed_said_of_a_place_that_became_secret_is_forgotten() -> None:
    corrected = replace(kept(replace(CAME, summary=STREET)), kind=OptionKind.REFUGE, summary="")
    assert "Kanarien" in corrected.feed_said
    forgotten = forget_places(corrected)
    assert "Kanarien" not in forgotten.feed_said
    assert "Toys" in forgotten.feed_said
    open_to_all = kept(replace(CAME, summary=STREET))
    assert forget_places(open_to_all) == open_to_all
