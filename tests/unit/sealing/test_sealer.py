"""A sealed field opens in its own place alone, with its own key alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpsupport.domain.people import NhsNumber
from gpsupport.sealing import SealBroken, Sealer, SealingKeys

KEYS = SealingKeys(current="00000001", seal={"00000001": b"a" * 32}, blind=b"b" * 32)
PLACE = ("patient", "nhs_number_sealed", "row-1", "practice-1")
NUMBER = NhsNumber("943 476 5919")


@given(st.binary(max_size=300))
def test_what_is_sealed_opens_again(plain: bytes) -> None:
    sealer = Sealer(KEYS)
    blob = sealer.seal(plain, *PLACE)
    assert sealer.unseal(blob, *PLACE) == plain
    assert len(plain) < 8 or plain not in blob


@given(st.binary(max_size=60), st.data())
def test_any_flipped_bit_is_noticed(plain: bytes, data: st.DataObject) -> None:
    sealer = Sealer(KEYS)
    blob = bytearray(sealer.seal(plain, *PLACE))
    place = data.draw(st.integers(0, len(blob) - 1))
    blob[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(SealBroken):
        sealer.unseal(bytes(blob), *PLACE)


@given(st.binary(max_size=60), st.data())
def test_a_cut_blob_is_noticed(plain: bytes, data: st.DataObject) -> None:
    sealer = Sealer(KEYS)
    blob = sealer.seal(plain, *PLACE)
    with pytest.raises(SealBroken):
        sealer.unseal(blob[: data.draw(st.integers(0, len(blob) - 1))], *PLACE)


@pytest.mark.parametrize("part", range(4))
def test_a_blob_moved_elsewhere_does_not_open(part: int) -> None:
    sealer = Sealer(KEYS)
    elsewhere = list(PLACE)
    elsewhere[part] += "x"
    with pytest.raises(SealBroken):
        sealer.unseal(sealer.seal(b"words", *PLACE), *elsewhere)


def test_a_wrong_key_does_not_open() -> None:
    blob = Sealer(KEYS).seal(b"words", *PLACE)
    same_id = SealingKeys("00000001", {"00000001": b"c" * 32}, b"b" * 32)
    other_id = SealingKeys("00000002", {"00000002": b"a" * 32}, b"b" * 32)
    for keys in (same_id, other_id):
        with pytest.raises(SealBroken):
            Sealer(keys).unseal(blob, *PLACE)


def test_an_older_key_still_opens_and_the_current_one_seals() -> None:
    blob = Sealer(KEYS).seal(b"words", *PLACE)
    rotated = Sealer(
        SealingKeys("00000002", {"00000001": b"a" * 32, "00000002": b"d" * 32}, b"b" * 32)
    )
    assert rotated.unseal(blob, *PLACE) == b"words"
    assert rotated.seal(b"words", *PLACE)[1:5] == bytes.fromhex("00000002")
    assert rotated.blind(NUMBER, "practice-1") == Sealer(KEYS).blind(NUMBER, "practice-1")


def test_the_same_words_never_look_the_same() -> None:
    sealer = Sealer(KEYS)
    assert sealer.seal(b"words", *PLACE) != sealer.seal(b"words", *PLACE)


def test_a_number_is_found_in_its_own_practice_alone() -> None:
    sealer = Sealer(KEYS)
    found = sealer.blind(NUMBER, "practice-1")
    assert found == sealer.blind("9434765919", "practice-1")
    assert found != sealer.blind(NUMBER, "practice-2")
    assert found != Sealer(SealingKeys("00000001", KEYS.seal, b"e" * 32)).blind(
        NUMBER, "practice-1"
    )
    assert NUMBER.value not in found


def test_keys_do_not_show_in_a_traceback() -> None:
    assert "aaaa" not in repr(KEYS)
    assert "bbbb" not in repr(KEYS)
