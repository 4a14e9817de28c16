"""Signing in at an identity provider: the honest way in, and everything that must not be one."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt

from gpsupport.outbound.id_tokens import Identity
from gpsupport.outbound.openid import Asking, OpenIdClient, Registration
from gpsupport.outbound.refusals import ProviderRefused, Reason
from tests.rig.openid_attacks import ATTACKS, EARLY_ATTACKS, Attack, by
from tests.rig.openid_provider import CLIENT_ID, SUBJECT, Knobs, StandIn, client_key, rsa_key

NOW = datetime(2026, 11, 23, 9, 12, 30, tzinfo=UTC)
ISSUER = "https://idp.example:443/realms/care"
RETURN = "https://practice.example/sign-in/provider/return"

Answer = dict[str, list[str]]


class _Form(HTMLParser):
    """The values of a form's fields."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "input":
            self.values[str(told["name"])] = str(told["value"])


class Mounted(httpx2.BaseTransport):
    """Carries requests to the stand-in without a socket; its issuer has a path."""

    def __init__(self, stand_in: StandIn) -> None:
        self._inner = httpx2.WSGITransport(app=stand_in.app, script_name="/realms/care")

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.raw_path.decode().removeprefix("/realms/care")
        return self._inner.handle_request(
            httpx2.Request(
                request.method,
                request.url.copy_with(raw_path=path.encode()),
                headers=request.headers,
                content=request.read(),
            )
        )


@dataclass
class Meeting:
    """A client of ours, a provider, and a clock that both go by."""

    now: datetime = NOW
    stand_in: StandIn = field(init=False)
    client: OpenIdClient = field(init=False)

    def __post_init__(self) -> None:
        self.stand_in = StandIn(ISSUER, RETURN, lambda: self.now)
        self.client = self.make()

    def make(self, least: int = 2) -> OpenIdClient:
        """A client that has not read anything yet."""
        ours = Registration(ISSUER, CLIENT_ID, RETURN, least, client_key())
        return OpenIdClient(ours, Mounted(self.stand_in))

    def ask(self) -> tuple[Asking, Answer]:
        """Go to the provider, sign in there, and come back."""
        address, asking = self.client.begin(self.now)
        return asking, self.consent(address)

    def consent(self, address: str, choice: str = "yes") -> Answer:
        """What the browser brings back from an address of the provider."""
        browser = self.stand_in.app.test_client()
        path = "/authorize?" + urlsplit(address).query
        form = browser.get(path)
        assert form.status_code == 200, form.text
        back = browser.post(path, data=_Form(form.text).values | {"consent": choice})
        assert back.headers["Location"].startswith(RETURN + "?")
        return parse_qs(urlsplit(back.headers["Location"]).query)

    def sign_in(self) -> Identity:
        """The whole way."""
        asking, answer = self.ask()
        return self.client.finish(asking, answer, self.now)

    def refusal(self) -> Reason:
        """Why the whole way fails."""
        with pytest.raises(ProviderRefused) as caught:
            self.sign_in()
        return caught.value.reason


@pytest.fixture
def meeting() -> Meeting:
    return Meeting()


def test_the_honest_way_in(meeting: Meeting) -> None:
    found = meeting.sign_in()
    assert (found.issuer, found.subject) == (ISSUER, SUBJECT)
    assert str(found.assurance) == "AAL3/IAL3"
    assert found.signed_in_at == NOW
    assert meeting.stand_in.refused == []


def test_what_is_asked_of_the_provider(meeting: Meeting) -> None:
    address, asking = meeting.client.begin(NOW)
    assert address.startswith(f"{ISSUER}/authorize?")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert asking.verifier not in address
    assert len({asking.state, asking.nonce, asking.verifier, asked["code_challenge"]}) == 4
    assert min(map(len, (asking.state, asking.nonce, asking.verifier))) >= 43
    del asked["code_challenge"]
    assert asked == {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": RETURN,
        "scope": "openid",
        "state": asking.state,
        "nonce": asking.nonce,
        "code_challenge_method": "S256",
        "prompt": "login",
        "max_age": "0",
        "acr_values": "AAL2_OR_AAL3_ANY",
    }


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_refused_for_its_reason(meeting: Meeting, attack: Attack) -> None:
    assert meeting.sign_in().subject == SUBJECT
    attack.arm(meeting.stand_in)
    assert meeting.refusal() is attack.reason
    meeting.stand_in.knobs = Knobs()
    assert meeting.sign_in().subject == SUBJECT


@pytest.mark.parametrize("attack", EARLY_ATTACKS, ids=lambda attack: attack.name)
def test_a_wrong_document_is_refused_for_its_reason(meeting: Meeting, attack: Attack) -> None:
    attack.arm(meeting.stand_in)
    assert meeting.refusal() is attack.reason
    assert "/token" not in meeting.stand_in.seen
    meeting.stand_in.knobs = Knobs()
    # For a while a provider that failed is not asked again.
    assert meeting.refusal() is attack.reason
    assert meeting.stand_in.seen == {"/.well-known/openid-configuration": 1}
    meeting.now += timedelta(seconds=11)
    assert meeting.sign_in().subject == SUBJECT


def test_a_code_works_once(meeting: Meeting) -> None:
    asking, answer = meeting.ask()
    meeting.client.finish(asking, answer, NOW)
    with pytest.raises(ProviderRefused) as caught:
        meeting.client.finish(asking, answer, NOW)
    assert caught.value.reason is Reason.CODE_REFUSED
    assert meeting.stand_in.refused == ["code used before"]


def test_a_code_of_somebody_elses_request_is_worth_nothing(meeting: Meeting) -> None:
    _, theirs = meeting.ask()
    asking, ours = meeting.ask()
    with pytest.raises(ProviderRefused) as caught:
        meeting.client.finish(asking, ours | {"code": theirs["code"]}, NOW)
    assert caught.value.reason is Reason.CODE_REFUSED
    assert meeting.stand_in.refused == ["wrong verifier"]


def test_an_answer_to_another_request_is_not_taken(meeting: Meeting) -> None:
    asking, _ = meeting.ask()
    _, other = meeting.ask()
    with pytest.raises(ProviderRefused) as caught:
        meeting.client.finish(asking, other, NOW)
    assert caught.value.reason is Reason.WRONG_STATE


@pytest.mark.parametrize(("later", "taken"), [(0, True), (59, True), (601, False), (-1, False)])
def test_a_request_waits_ten_minutes(meeting: Meeting, later: int, taken: bool) -> None:
    asking, _ = meeting.ask()
    meeting.now = asking.at + timedelta(seconds=later)
    with pytest.raises(ProviderRefused) as caught:
        meeting.client.finish(asking, {"state": [asking.state], "iss": [ISSUER]}, meeting.now)
    assert caught.value.reason is (Reason.NO_CODE if taken else Reason.EXPIRED_REQUEST)


def test_somebody_who_says_no_is_not_let_in(meeting: Meeting) -> None:
    address, asking = meeting.client.begin(NOW)
    answer = meeting.consent(address, "no")
    assert answer["error"] == ["access_denied"]
    with pytest.raises(ProviderRefused) as caught:
        meeting.client.finish(asking, answer, NOW)
    assert caught.value.reason is Reason.PROVIDER_ERROR


def test_another_key_of_ours_is_not_believed(meeting: Meeting) -> None:
    key = replace(client_key(), key=rsa_key("stranger"))
    ours = Registration(ISSUER, CLIENT_ID, RETURN, 2, key)
    meeting.client = OpenIdClient(ours, Mounted(meeting.stand_in))
    assert meeting.refusal() is Reason.CODE_REFUSED
    assert meeting.stand_in.refused == ["assertion not signed with a registered key"]


def test_each_proof_of_who_we_are_is_new_and_short(meeting: Meeting) -> None:
    for _ in range(3):
        meeting.sign_in()
    # The stand-in refuses one shown twice, one for another audience and one that holds long.
    assert len(meeting.stand_in.shown) == 3


def test_a_level_of_three_is_asked_for_and_wanted(meeting: Meeting) -> None:
    meeting.client = meeting.make(least=3)
    address, _ = meeting.client.begin(NOW)
    assert parse_qs(urlsplit(address).query)["acr_values"] == ["AAL3_ANY"]
    assert meeting.sign_in().assurance.authentication == 3
    meeting.stand_in.levels["authentication_assurance_level"] = "2"
    assert meeting.refusal() is Reason.LOW_ASSURANCE


def test_a_new_key_of_the_provider_is_fetched_but_not_more_than_once_a_minute(
    meeting: Meeting,
) -> None:
    seen = meeting.stand_in.seen
    meeting.sign_in()
    meeting.sign_in()
    assert (seen["/.well-known/openid-configuration"], seen["/keys"]) == (1, 1)

    meeting.stand_in.key = rsa_key("theirs-next")
    assert meeting.refusal() is Reason.UNKNOWN_KEY
    assert seen["/keys"] == 1
    meeting.now += timedelta(seconds=61)
    assert meeting.sign_in().subject == SUBJECT
    assert seen["/keys"] == 2

    meeting.now += timedelta(seconds=61)
    meeting.stand_in.knobs.sign = lambda claims: by("unknown")(meeting.stand_in, claims)
    for _ in range(5):
        assert meeting.refusal() is Reason.UNKNOWN_KEY
    assert seen["/keys"] == 3


def test_what_a_provider_says_of_itself_is_read_again_after_an_hour(meeting: Meeting) -> None:
    meeting.sign_in()
    meeting.now += timedelta(minutes=61)
    meeting.stand_in.knobs.discovery = lambda told: told.update(issuer="https://other.example")
    assert meeting.refusal() is Reason.OTHER_ISSUER


def test_a_clock_that_is_set_back_makes_nothing_last_longer(meeting: Meeting) -> None:
    meeting.sign_in()
    meeting.now -= timedelta(days=1)
    meeting.sign_in()
    assert meeting.stand_in.seen["/keys"] == 2


@pytest.mark.parametrize("broken", [{"keys": "none"}, {"keys": [5, {}]}, {}])
def test_keys_that_are_none_let_nobody_in(meeting: Meeting, broken: dict[str, object]) -> None:
    def empty(document: dict[str, object]) -> None:
        document.clear()
        document.update(broken)

    meeting.stand_in.knobs.keys = empty
    assert meeting.refusal() in {Reason.BAD_KEYS, Reason.UNKNOWN_KEY}


def test_a_clock_a_minute_off_is_forgiven(meeting: Meeting) -> None:
    def ahead(claims: dict[str, int]) -> None:
        for name in ("iat", "exp", "auth_time"):
            claims[name] += 59

    meeting.stand_in.knobs.claims = ahead
    assert meeting.sign_in().subject == SUBJECT


def test_a_token_signed_on_a_curve_is_read(meeting: Meeting) -> None:
    from joserfc.jwk import ECKey

    key = ECKey.generate_key("P-256", {"kid": "curve"})
    meeting.stand_in.knobs.keys = lambda document: document.update(
        keys=[{**key.as_dict(private=False), "use": "sig"}]
    )
    meeting.stand_in.knobs.sign = lambda claims: jwt.encode(
        {"alg": "ES256", "kid": "curve"}, claims, key
    )
    assert meeting.sign_in().subject == SUBJECT


def test_a_cookie_keeps_a_request_and_nothing_else_passes_for_one() -> None:
    asking = Asking("s", "n", "v", NOW)
    assert Asking.find(asking.kept()) == asking
    for kept in (None, "s", [], ["s", "n", "v"], ["s", "n", "v", "1"], [1, 2, 3, 4]):
        assert Asking.find(kept) is None


def test_nothing_secret_is_shown(meeting: Meeting, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    asking, answer = meeting.ask()
    meeting.client.finish(asking, answer, NOW)
    private = rsa_key("ours").as_dict(private=True)["d"]
    for secret in (asking.verifier, asking.nonce, answer["code"][0], SUBJECT, str(private)):
        assert secret not in caplog.text
    assert str(private) not in repr(client_key())
