"""Web origins: which addresses belong to the same server, compared by their parts."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")
_PORTS = {"https": 443, "http": 80}
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host in lower case and port of an address; a port left out is the scheme's own."""

    scheme: str
    host: str
    port: int

    @property
    def safe(self) -> bool:
        """Whether what travels there is encrypted, or never leaves this machine."""
        return self.scheme == "https" or self.loopback

    @property
    def loopback(self) -> bool:
        """Whether it is this machine itself."""
        return self.host in LOOPBACK_HOSTS


def origin_of(address: str) -> Origin:
    """The origin of an absolute web address. Raises ValueError for whatever else.

    Strict on purpose: programs disagree on what a blank, a backslash or a user name in an address
    mean, and such a disagreement is how a forbidden server comes to look like an allowed one.
    """
    if len(address) > _LONGEST or not all("!" <= sign <= "~" and sign != "\\" for sign in address):
        raise ValueError("a web address has visible ASCII characters alone")
    parts = urlsplit(address)
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        raise ValueError("it must be an address such as https://practice.example")
    port = parts.port  # raises ValueError itself
    return Origin(parts.scheme, parts.hostname, _PORTS[parts.scheme] if port is None else port)


def require_safe_address(address: str) -> Origin:
    """The origin of an address over which clinical data may travel. Raises ValueError, in words."""
    origin = origin_of(address)
    if "?" in address or "#" in address:
        raise ValueError("it must be an address such as https://practice.example")
    if not origin.safe:
        raise ValueError("it must begin with https://, except on this machine itself")
    return origin


def require_issuer(issuer: str, client_id: str, base_url: str) -> None:
    """Refuse what cannot be the identity provider of an installation, both empty being none.

    Raises ValueError, in words.
    """
    if bool(issuer) != bool(client_id):
        raise ValueError("issuer and client id are set together or not at all")
    if not issuer:
        return
    if (
        require_safe_address(issuer).scheme == "http"
        and not require_safe_address(base_url).loopback
    ):
        raise ValueError("it must begin with https://, unless all of this is on one machine")
