"""Everything that must not let anybody in, each with the reason for which it is refused."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, redirect
from joserfc import jwt
from joserfc.jwk import OctKey

from gpsupport.outbound.connections import LARGEST_ANSWER
from gpsupport.outbound.refusals import Reason
from tests.rig.openid_provider import CLIENT_ID, Claims, StandIn, rsa_key

ELSEWHERE = "https://elsewhere.example"

Arm = Callable[[StandIn], None]


@dataclass(frozen=True)
class Attack:
    """`arm` makes a provider misbehave; then signing in must fail with the reason."""

    name: str
    arm: Arm
    reason: Reason


def claim(**changed: Any) -> Arm:
    """Put other claims into the token; None removes one."""

    def change(claims: Claims) -> None:
        for key, value in changed.items():
            if value is None:
                claims.pop(key, None)
            else:
                claims[key] = value(claims[key]) if callable(value) else value

    return lambda stand_in: setattr(stand_in.knobs, "claims", change)


def signed(make: Callable[[StandIn, Claims], str]) -> Arm:
    """Make the token in another way."""
    return lambda stand_in: setattr(stand_in.knobs, "sign", lambda claims: make(stand_in, claims))


def document(**changed: Any) -> Arm:
    """Put other values into the discovery document."""
    return lambda stand_in: setattr(stand_in.knobs, "discovery", lambda told: told.update(changed))


def answering(which: str, make: Callable[[], Any]) -> Arm:
    """Answer a request in another way."""
    return lambda stand_in: setattr(stand_in.knobs, which, make)


def returning(change: Callable[[dict[str, Any]], Any]) -> Arm:
    """Send the browser back with other parameters."""
    return lambda stand_in: setattr(stand_in.knobs, "callback", change)


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned(_stand_in: StandIn, claims: Claims) -> str:
    """The token with alg none."""
    return f"{_part({'alg': 'none', 'kid': 'theirs'})}.{_part(claims)}."


def signed_with_public_key(stand_in: StandIn, claims: Claims) -> str:
    """HMAC with the provider's public key as the secret."""
    secret = OctKey.import_key(stand_in.key.as_pem(private=False).hex())
    return jwt.encode({"alg": "HS256", "kid": "theirs"}, claims, secret)


def tampered(stand_in: StandIn, claims: Claims) -> str:
    """A genuine token whose claims were changed afterwards."""
    genuine = jwt.encode({"alg": "RS256", "kid": "theirs"}, claims, stand_in.key)
    head, _, signature = genuine.split(".")
    return f"{head}.{_part({**claims, 'sub': 'somebody-else'})}.{signature}"


def by(key: str, **header: Any) -> Callable[[StandIn, Claims], str]:
    """The token signed by another key."""
    return lambda _stand_in, claims: jwt.encode(
        {"alg": "RS256", "kid": key, **header}, claims, rsa_key(key), algorithms=["RS256", "RS512"]
    )


def _alike(issuer: str) -> str:
    """An address of another server that begins like the issuer."""
    scheme, _, host = issuer.partition("://")
    return f"{scheme}://{host.partition('/')[0]}@elsewhere.example/token"


def bloat(told: Claims) -> None:
    """Make a document larger than anybody needs."""
    told["padding"] = "x" * LARGEST_ANSWER


def text(body: str, status: int = 200) -> Callable[[], Response]:
    """An answer with this body."""
    return lambda: Response(body, status, mimetype="application/json")


def html() -> Response:
    """A page where a document belongs."""
    return Response("<!doctype html><title>Down</title>", 200, mimetype="text/html")


def squeezed() -> Response:
    """An answer that says it is compressed."""
    return Response(b"\x1f\x8b", 200, {"Content-Encoding": "gzip"}, mimetype="application/json")


_STRANGER = rsa_key("stranger").as_dict(private=False)

TOKENS: tuple[tuple[str, Callable[[StandIn, Claims], str], Reason], ...] = (
    ("alg none", unsigned, Reason.BAD_ALGORITHM),
    ("HS256 with the public key", signed_with_public_key, Reason.BAD_ALGORITHM),
    ("changed after signing", tampered, Reason.BAD_SIGNATURE),
    ("unknown kid", by("unknown"), Reason.UNKNOWN_KEY),
    ("key of another issuer, known kid", by("stranger", kid="theirs"), Reason.BAD_SIGNATURE),
    ("its own key in its header", by("stranger", jwk=_STRANGER), Reason.UNKNOWN_KEY),
    ("signed with the encryption key", by("encryption"), Reason.UNKNOWN_KEY),
    ("another algorithm than the key's", by("theirs", alg="RS512"), Reason.UNKNOWN_KEY),
    ("no key id", by("theirs", kid=""), Reason.UNKNOWN_KEY),
    ("no token at all", lambda _s, _c: "nothing", Reason.BAD_TOKEN),
    ("an encrypted token", lambda _s, _c: "a.b.c.d.e", Reason.BAD_TOKEN),
    ("an endless token", lambda _s, _c: f"a.{'b' * 20_000}.c", Reason.BAD_TOKEN),
)

_LOW = {"acr": "AAL1_USERPASS", "authentication_assurance_level": "1"}
_CONTRARY = {"acr": "AAL3_ANY", "authentication_assurance_level": "1"}
_UNTOLD = {"acr": None, "authentication_assurance_level": None, "id_assurance_level": None}

CLAIMS: tuple[tuple[str, dict[str, Any], Reason], ...] = (
    ("wrong iss", {"iss": ELSEWHERE}, Reason.WRONG_ISSUER),
    ("iss with a slash more", {"iss": lambda it: it + "/"}, Reason.WRONG_ISSUER),
    ("wrong aud", {"aud": "another"}, Reason.WRONG_AUDIENCE),
    ("extra aud without azp", {"aud": [CLIENT_ID, "x"], "azp": None}, Reason.WRONG_AUDIENCE),
    ("extra aud with azp", {"aud": [CLIENT_ID, "x"]}, Reason.WRONG_AUDIENCE),
    ("wrong azp", {"azp": "another"}, Reason.WRONG_AUDIENCE),
    ("wrong nonce", {"nonce": "another"}, Reason.WRONG_NONCE),
    ("no nonce", {"nonce": None}, Reason.WRONG_NONCE),
    ("no subject", {"sub": None}, Reason.NO_SUBJECT),
    ("an endless subject", {"sub": "x" * 300}, Reason.NO_SUBJECT),
    ("expired", {"exp": lambda at: at - 300}, Reason.EXPIRED),
    ("no expiry", {"exp": None}, Reason.EXPIRED),
    ("expiry beyond numbers", {"exp": float("inf")}, Reason.EXPIRED),
    ("expiry as text", {"exp": str}, Reason.EXPIRED),
    ("iat in the future", {"iat": lambda at: at + 120}, Reason.FROM_THE_FUTURE),
    ("nbf in the future", {"nbf": 4_000_000_000}, Reason.FROM_THE_FUTURE),
    ("issued long ago", {"iat": lambda at: at - 3600}, Reason.STALE),
    ("old auth_time", {"auth_time": lambda at: at - 3600}, Reason.OLD_SIGN_IN),
    ("auth_time to come", {"auth_time": lambda at: at + 3600}, Reason.OLD_SIGN_IN),
    ("no auth_time", {"auth_time": None}, Reason.OLD_SIGN_IN),
    ("a password alone", _LOW, Reason.LOW_ASSURANCE),
    ("a level that contradicts a high acr", _CONTRARY, Reason.LOW_ASSURANCE),
    ("identity not proved", {"id_assurance_level": "1"}, Reason.LOW_ASSURANCE),
    ("no assurance told", _UNTOLD, Reason.LOW_ASSURANCE),
    ("a level that is none", {"authentication_assurance_level": "33"}, Reason.LOW_ASSURANCE),
)

RETURNS: tuple[tuple[str, Callable[[dict[str, Any]], Any], Reason], ...] = (
    ("wrong state", lambda it: it.update(state="another"), Reason.WRONG_STATE),
    ("no state", lambda it: it.pop("state"), Reason.WRONG_STATE),
    ("two states", lambda it: it.update(state=[it["state"], "x"]), Reason.REPEATED),
    ("iss of another issuer", lambda it: it.update(iss=ELSEWHERE), Reason.MIXED_UP),
    ("promised iss left out", lambda it: it.pop("iss"), Reason.MIXED_UP),
    ("no code", lambda it: it.pop("code"), Reason.NO_CODE),
    ("an invented code", lambda it: it.update(code="made-up"), Reason.CODE_REFUSED),
    ("an error beside a code", lambda it: it.update(error="e"), Reason.PROVIDER_ERROR),
)

ANSWERS: tuple[tuple[str, Callable[[], Any], Reason], ...] = (
    ("redirect", lambda: redirect(f"{ELSEWHERE}/token", 307), Reason.REDIRECTED),
    ("redirect with a token", text('{"id_token": "x"}', 302), Reason.REDIRECTED),
    ("failure", text("{}", 500), Reason.CODE_REFUSED),
    ("a page", html, Reason.CODE_REFUSED),
    ("a token without success", text('{"id_token": "x"}', 418), Reason.CODE_REFUSED),
    ("oversized", text("x" * (LARGEST_ANSWER + 1)), Reason.TOO_LARGE),
    ("compressed", squeezed, Reason.ENCODED),
    ("no token", text("{}"), Reason.BAD_TOKEN),
)

ATTACKS = (
    *(Attack(name, signed(make), reason) for name, make, reason in TOKENS),
    *(Attack(name, claim(**changed), reason) for name, changed, reason in CLAIMS),
    *(Attack(name, returning(change), reason) for name, change, reason in RETURNS),
    *(
        Attack(f"token endpoint: {name}", answering("token_answer", make), reason)
        for name, make, reason in ANSWERS
    ),
)

# What a provider's documents may do, before any of them was read.
_DOCUMENTS: tuple[tuple[str, dict[str, Any], Reason], ...] = (
    ("of another issuer", {"issuer": ELSEWHERE}, Reason.OTHER_ISSUER),
    ("token endpoint elsewhere", {"token_endpoint": f"{ELSEWHERE}/token"}, Reason.WRONG_ORIGIN),
    ("keys on the inside", {"jwks_uri": "http://169.254.169.254/"}, Reason.WRONG_ORIGIN),
    ("sign-in elsewhere", {"authorization_endpoint": ELSEWHERE}, Reason.WRONG_ORIGIN),
    ("no token endpoint", {"token_endpoint": None}, Reason.BAD_DISCOVERY),
)
_DOCUMENT_ANSWERS: tuple[tuple[str, Callable[[], Any], Reason], ...] = (
    ("redirect", lambda: redirect(ELSEWHERE), Reason.REDIRECTED),
    ("a page", html, Reason.BAD_DISCOVERY),
    ("compressed", squeezed, Reason.ENCODED),
    ("nested without end", text("[" * 100_000), Reason.BAD_DISCOVERY),
    ("a list", text("[]"), Reason.BAD_DISCOVERY),
    ("missing", text("{}", 404), Reason.BAD_DISCOVERY),
)

EARLY_ATTACKS = (
    *(Attack(f"discovery {name}", document(**told), why) for name, told, why in _DOCUMENTS),
    *(
        Attack(f"discovery: {name}", answering("discovery_answer", make), why)
        for name, make, why in _DOCUMENT_ANSWERS
    ),
    Attack(
        "discovery: oversized", lambda it: setattr(it.knobs, "discovery", bloat), Reason.TOO_LARGE
    ),
    Attack(
        "discovery: issuer with a slash more",
        lambda it: document(issuer=f"{it.issuer}/")(it),
        Reason.OTHER_ISSUER,
    ),
    Attack(
        "discovery: an address that only looks alike",
        lambda it: document(token_endpoint=_alike(it.issuer))(it),
        Reason.WRONG_ORIGIN,
    ),
)
