"""Our key for the provider: made once, for its owner alone, shown in its public part."""

import json
from pathlib import Path

import pytest
from joserfc.jwk import ECKey, OctKey

from gpsupport.outbound.client_keys import (
    find_client_key,
    key_path,
    make_client_key,
    require_client_key,
)
from gpsupport.sealing.keys import KeysUnusable

BITS = 2048


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    assert find_client_key(tmp_path) is None
    made = make_client_key(tmp_path, BITS)
    again = make_client_key(tmp_path, BITS)
    assert made.id == again.id
    assert made.public() == again.public()
    assert key_path(tmp_path).stat().st_mode & 0o777 == 0o600
    assert key_path(tmp_path).parent.stat().st_mode & 0o777 == 0o700


def test_only_the_public_part_is_shown(tmp_path: Path) -> None:
    made = make_client_key(tmp_path, BITS)
    (shown,) = made.public()["keys"]
    assert set(shown) == {"kty", "n", "e", "kid", "alg", "use"}
    assert (shown["alg"], shown["use"], shown["kid"]) == ("RS512", "sig", made.id)
    (kept,) = json.loads(key_path(tmp_path).read_text())["keys"]
    assert kept["d"] not in repr(made)


def test_without_a_key_the_next_step_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeysUnusable, match="gpsupport openid key"):
        require_client_key(tmp_path)


def test_a_key_on_a_curve_may_be_put_there(tmp_path: Path) -> None:
    key = ECKey.generate_key("P-256", {"kid": "ours", "alg": "ES256"})
    _write(tmp_path, json.dumps({"keys": [key.as_dict(private=True)]}))
    found = require_client_key(tmp_path)
    assert (found.id, found.algorithm) == ("ours", "ES256")
    assert "d" not in found.public()["keys"][0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"keys": []}',
        '{"keys": [{}]}',
        '{"keys": [{"kty": "RSA"}]}',
        json.dumps({"keys": [{**OctKey.generate_key(256).as_dict(), "kid": "a", "alg": "HS256"}]}),
        json.dumps(
            {
                "keys": [
                    {
                        **ECKey.generate_key("P-256").as_dict(private=False),
                        "kid": "a",
                        "alg": "ES256",
                    }
                ]
            }
        ),
    ],
)
def test_what_is_no_private_key_is_refused_without_repeating_it(tmp_path: Path, text: str) -> None:
    _write(tmp_path, text)
    with pytest.raises(KeysUnusable) as caught:
        find_client_key(tmp_path)
    assert "kty" not in str(caught.value)


def _write(folder: Path, text: str) -> None:
    key_path(folder).parent.mkdir()
    key_path(folder).write_text(text)
