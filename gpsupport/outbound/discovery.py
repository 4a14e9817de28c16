"""What an identity provider says about itself, and whether it fits what we need.

Every address must have the issuer's own origin. The issuer is the only address that an operator
chose; a document that could name others would let whoever controls it send our server anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gpsupport.domain.origins import origin_of
from gpsupport.outbound.assurance import level_of_class
from gpsupport.outbound.refusals import ProviderRefused, Reason

PATH = "/.well-known/openid-configuration"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class Provider:
    """An identity provider. `says_issuer`: its answers name their issuer (RFC 9207)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    says_issuer: bool
    classes: tuple[str, ...]


def read_provider(document: Mapping[str, Any], issuer: str) -> Provider:
    """The provider that a discovery document describes. Raises ProviderRefused."""
    if document.get("issuer") != issuer:
        raise ProviderRefused(Reason.OTHER_ISSUER)
    endpoints = [document.get(name) for name in _ENDPOINTS]
    for address in endpoints:
        if not isinstance(address, str) or "#" in address:
            raise ProviderRefused(Reason.BAD_DISCOVERY)
        if not _same_origin(address, issuer):
            raise ProviderRefused(Reason.WRONG_ORIGIN)
    authorization, token, keys = (str(address) for address in endpoints)
    return Provider(
        issuer,
        authorization,
        token,
        keys,
        says_issuer=document.get("authorization_response_iss_parameter_supported") is True,
        classes=_words(document, "acr_values_supported"),
    )


def misfits(document: Mapping[str, Any], issuer: str, signing: str, least: int) -> list[str]:
    """What in a discovery document does not fit, in words; empty when everything does.

    `signing` is the algorithm of our key, `least` the lowest assurance level that is accepted.
    """
    found = []
    if document.get("issuer") != issuer:
        found.append(f"The issuer is called {document.get('issuer')!r} there, not {issuer!r}.")
    for name in _ENDPOINTS:
        address = document.get(name)
        if not isinstance(address, str):
            found.append(f"There is no {name}.")
        elif not _same_origin(address, issuer):
            found.append(f"The {name} is on another server than the issuer.")
    for name, wanted, instead in (
        ("response_types_supported", "code", ()),
        ("token_endpoint_auth_methods_supported", "private_key_jwt", ("client_secret_basic",)),
        ("token_endpoint_auth_signing_alg_values_supported", signing, ()),
        ("code_challenge_methods_supported", "S256", ()),
        ("scopes_supported", "openid", ()),
    ):
        offered = _words(document, name) or instead
        if offered and wanted not in offered:
            found.append(f"It does not offer {wanted} ({name}: {', '.join(offered)}).")
    classes = _words(document, "acr_values_supported")
    if classes and not any(level_of_class(one) >= least for one in classes):
        found.append(f"It offers no way to sign in at level {least} or above (acr values).")
    return found


def _same_origin(address: str, issuer: str) -> bool:
    try:
        return origin_of(address) == origin_of(issuer)
    except ValueError:
        return False


def _words(document: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = document.get(name)
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()
