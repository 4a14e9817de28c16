"""Why somebody whom an identity provider sent back is not let in: for the log, never for a page."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """One reason each; none holds anything about a person."""

    UNREACHABLE = "provider-unreachable"
    TOO_SLOW = "provider-too-slow"
    TOO_LARGE = "answer-too-large"
    REDIRECTED = "answer-redirects"
    ENCODED = "answer-encoded"
    WRONG_ORIGIN = "other-origin"
    BAD_DISCOVERY = "discovery-unusable"
    OTHER_ISSUER = "discovery-of-another-issuer"
    BAD_KEYS = "keys-unusable"
    EXPIRED_REQUEST = "request-too-old"
    NO_REQUEST = "no-request-open"
    REPEATED = "parameter-repeated"
    WRONG_STATE = "wrong-state"
    MIXED_UP = "answer-of-another-issuer"
    PROVIDER_ERROR = "provider-said-no"
    NO_CODE = "no-code"
    CODE_REFUSED = "code-refused"
    BAD_TOKEN = "token-unreadable"  # noqa: S105 - a reason, not a token
    BAD_ALGORITHM = "token-algorithm"
    UNKNOWN_KEY = "token-key-unknown"
    BAD_SIGNATURE = "token-signature"
    WRONG_ISSUER = "token-of-another-issuer"
    WRONG_AUDIENCE = "token-for-another-client"
    EXPIRED = "token-expired"
    FROM_THE_FUTURE = "token-from-the-future"
    STALE = "token-too-old"
    WRONG_NONCE = "wrong-nonce"
    NO_SUBJECT = "no-subject"
    OLD_SIGN_IN = "signed-in-too-long-ago"
    LOW_ASSURANCE = "assurance-too-low"
    NOT_OURS = "nobody-of-ours"


class ProviderRefused(Exception):
    """What came back from an identity provider is not accepted. Its message is the reason."""

    def __init__(self, reason: Reason) -> None:
        """Keep the reason for the log."""
        super().__init__(reason.value)
        self.reason = reason
