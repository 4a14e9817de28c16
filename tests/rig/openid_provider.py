"""A stand-in identity provider: the whole protocol over HTTP, with knobs to misbehave.

It speaks like NHS CIS2: private_key_jwt alone, issuer with a port, assurance in two claims and acr.
It is strict: what a careless provider would let pass (a used code, another redirect address, an
assertion shown twice) it refuses, so that a fault of ours shows as a failing sign-in.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from threading import Thread
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, redirect, request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, RSAKey
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Response as Answer

from gpsupport.outbound.client_keys import ALGORITHM, ClientKey

CLIENT_ID = "gpsupport.test"
SUBJECT = "555036632103"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
FORM = """<!doctype html><title>Sign in</title><form method="post">
<input type="hidden" name="request" value="{}"><input name="subject" value="{}">
<button name="consent" value="yes">Allow</button><button name="consent" value="no">Deny</button>
</form>"""

Claims = dict[str, Any]


@cache
def rsa_key(name: str) -> RSAKey:
    """A key that is made once: making one takes longer than a test should."""
    return RSAKey.generate_key(2048, {"kid": name})


def client_key() -> ClientKey:
    """The key that is registered for us."""
    return ClientKey("ours", ALGORITHM, rsa_key("ours"))


@dataclass
class Knobs:
    """How the provider misbehaves; as it stands it does not.

    The functions change in place what would be sent. `sign` makes the token instead of the
    provider; `token_answer` answers instead of the token endpoint.
    """

    claims: Callable[[Claims], None] | None = None
    discovery: Callable[[Claims], None] | None = None
    keys: Callable[[Claims], None] | None = None
    sign: Callable[[Claims], str] | None = None
    discovery_answer: Callable[[], Answer] | None = None
    token_answer: Callable[[], Answer] | None = None
    callback: Callable[[dict[str, Any]], None] | None = None


@dataclass
class Code:
    """An authorization code and what it was given for."""

    asked: dict[str, str]
    subject: str
    at: datetime
    used: bool = False


@dataclass
class StandIn:
    """One provider with one client. `now` is its clock; `seen` counts requests by path."""

    issuer: str
    redirect_uri: str
    now: Callable[[], datetime]
    knobs: Knobs = field(default_factory=Knobs)
    levels: dict[str, Any] = field(
        default_factory=lambda: {
            "acr": "AAL2_OR_AAL3_ANY",
            "authentication_assurance_level": "3",
            "id_assurance_level": "3",
        }
    )
    key: RSAKey = field(default_factory=lambda: rsa_key("theirs"))
    registered: Claims = field(default_factory=lambda: client_key().public())
    codes: dict[str, Code] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    seen: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    app: Flask = field(init=False)

    def __post_init__(self) -> None:
        self.app = app = Flask("stand-in")
        app.before_request(self._count)
        app.add_url_rule("/.well-known/openid-configuration", view_func=self.discovery)
        app.add_url_rule("/keys", view_func=self.keys)
        app.add_url_rule("/authorize", view_func=self.authorize, methods=["GET", "POST"])
        app.add_url_rule("/token", view_func=self.token, methods=["POST"])

    def _count(self) -> None:
        self.seen[request.path] = self.seen.get(request.path, 0) + 1

    def document(self) -> Claims:
        """What the discovery document says."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "scopes_supported": ["openid", "profile"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256", "RS512", "ES256"],
            "code_challenge_methods_supported": ["S256"],
            "acr_values_supported": ["AAL1_USERPASS", "AAL2_OR_AAL3_ANY", "AAL3_ANY"],
            "authorization_response_iss_parameter_supported": True,
        }

    def discovery(self) -> Answer | Claims:
        """The discovery document."""
        if self.knobs.discovery_answer:
            return self.knobs.discovery_answer()
        document = self.document()
        if self.knobs.discovery:
            self.knobs.discovery(document)
        return document

    def keys(self) -> Claims:
        """The public keys, an encryption key and one of an unknown kind among them."""
        shown = {**self.key.as_dict(private=False), "use": "sig", "alg": "RS256"}
        other = {**rsa_key("encryption").as_dict(private=False), "use": "enc"}
        document: Claims = {"keys": [{"kty": "AKP", "kid": "new"}, other, shown]}
        if self.knobs.keys:
            self.knobs.keys(document)
        return document

    def authorize(self) -> Answer | str | tuple[str, int]:
        """The form on which somebody signs in and consents, and what follows it."""
        if request.method == "GET":
            asked = request.args.to_dict()
            fault = self._fault_of(asked)
            if fault:
                self.refused.append(fault)
                return fault, 400
            packed = base64.urlsafe_b64encode(json.dumps(asked).encode()).decode()
            return FORM.format(packed, SUBJECT)
        asked = json.loads(base64.urlsafe_b64decode(request.form["request"]))
        answer: dict[str, Any] = {"state": asked["state"], "iss": self.issuer}
        if request.form["consent"] == "yes":
            answer["code"] = self.give_code(asked, request.form["subject"])
        else:
            answer |= {"error": "access_denied", "error_description": "End-user said no"}
        if self.knobs.callback:
            self.knobs.callback(answer)
        return redirect(f"{asked['redirect_uri']}?{urlencode(answer, doseq=True)}")

    def give_code(self, asked: dict[str, str], subject: str) -> str:
        """A fresh authorization code."""
        code = secrets.token_urlsafe(24)
        self.codes[code] = Code(asked, subject, self.now())
        return code

    def _fault_of(self, asked: dict[str, str]) -> str:
        wanted = {
            "client_id": CLIENT_ID,
            "redirect_uri": self.redirect_uri,
            "response_type": "code",
            "code_challenge_method": "S256",
        }
        for name, value in wanted.items():
            if asked.get(name) != value:
                return f"wrong {name}"
        if "openid" not in asked.get("scope", "").split():
            return "no openid scope"
        missing = [name for name in ("state", "nonce", "code_challenge") if not asked.get(name)]
        return f"no {missing[0]}" if missing else ""

    def token(self) -> Answer | Claims:
        """Give an identity token for a code to the client that proves who it is."""
        if self.knobs.token_answer:
            return self.knobs.token_answer()
        form = request.form
        fault = self._assertion_fault(form.to_dict())
        if fault:
            return self._refuse("invalid_client", fault, 401)
        code = self.codes.get(form.get("code", ""))
        fault = self._code_fault(code, form.to_dict())
        if code is None or fault:
            return self._refuse("invalid_grant", fault, 400)
        return {
            "access_token": secrets.token_urlsafe(16),
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": self.id_token(code),
        }

    def id_token(self, code: Code) -> str:
        """The signed identity token."""
        now = int(self.now().timestamp())
        claims: Claims = {
            "iss": self.issuer,
            "sub": code.subject,
            "aud": CLIENT_ID,
            "azp": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "auth_time": int(code.at.timestamp()),
            "nonce": code.asked["nonce"],
            "tokenName": "id_token",
            "name": "Somebody whose name no log may hold",
            **self.levels,
        }
        if self.knobs.claims:
            self.knobs.claims(claims)
        if self.knobs.sign:
            return self.knobs.sign(claims)
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def _assertion_fault(self, form: dict[str, str]) -> str:
        if form.get("client_assertion_type") != ASSERTION:
            return "no client assertion"
        keys = {one["kid"]: JWKRegistry.import_key(one) for one in self.registered["keys"]}
        try:
            head = form["client_assertion"].split(".")[0]
            header = json.loads(base64.urlsafe_b64decode(head + "=="))
            key = keys[header["kid"]]
            claims = jwt.decode(
                form["client_assertion"], key, algorithms=[ALGORITHM, "ES256"]
            ).claims
        except (KeyError, ValueError, JoseError):
            return "assertion not signed with a registered key"
        now = self.now().timestamp()
        if not claims.get("iss") == claims.get("sub") == form.get("client_id") == CLIENT_ID:
            return "assertion of another client"
        if claims.get("aud") not in (f"{self.issuer}/token", self.issuer):
            return "assertion for another audience"
        if not now < claims["exp"] <= now + 300 or not now - 300 <= claims["iat"] <= now + 60:
            return "assertion out of time"
        if not claims.get("jti") or claims["jti"] in self.shown:
            return "assertion shown twice"
        self.shown.add(claims["jti"])
        return ""

    def _code_fault(self, code: Code | None, form: dict[str, str]) -> str:
        if code is None:
            return "unknown code"
        if code.used:
            return "code used before"
        code.used = True
        if self.now() - code.at > timedelta(seconds=60):
            return "code too old"
        if form.get("grant_type") != "authorization_code":
            return "wrong grant type"
        if form.get("redirect_uri") != code.asked["redirect_uri"]:
            return "other redirect address"
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return "" if challenge == code.asked["code_challenge"] else "wrong verifier"

    def _refuse(self, error: str, why: str, status: int) -> Response:
        self.refused.append(why)
        text = json.dumps({"error": error, "error_description": why})
        return Response(text, status, mimetype="application/json")


class _Quiet(WSGIRequestHandler):
    def log(self, *_args: Any, **_named: Any) -> None:
        """A test's output holds no requests."""


@contextmanager
def provider_on_loopback(redirect_uri: str, now: Callable[[], datetime]) -> Iterator[StandIn]:
    """The provider on a free port of loopback."""
    stand_in = StandIn("", redirect_uri, now)
    server = make_server("127.0.0.1", 0, stand_in.app, threaded=True, request_handler=_Quiet)
    stand_in.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
