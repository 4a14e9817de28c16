"""The identifiers of SNOMED CT's own model that reading a release needs, each with its source."""

from __future__ import annotations

# SNOMED CT Release File Specification: relationship and description types, acceptability.
IS_A = b"116680003"
SYNONYM = b"900000000000013009"
FULLY_SPECIFIED_NAME = b"900000000000003001"
PREFERRED = b"900000000000548007"

# SNOMED CT Release File Specification, component inactivation: why a concept is inactive.
INACTIVATION = b"900000000000489007"

# Which language reference set decides the preferred term, first the one of the NHS for clinical
# terms. Identifiers: SNOMED CT Expression Constraint Language, appendix C, "Dialect Aliases".
LANGUAGES = (
    b"999001261000000100",  # NHS realm language, clinical part
    b"999000691000001104",  # NHS realm language, pharmacy part
    b"999000671000001103",  # NHS dictionary of medicines and devices
    b"999001251000000103",  # UK extension, Great Britain English
    b"999000681000001101",  # UK drug extension, Great Britain English
    b"900000000000508004",  # Great Britain English
    b"900000000000509007",  # United States English
)

# SNOMED CT Release File Specification, historical association reference sets. What has moved names
# a namespace, not a concept; MOVED FROM and REFERS TO name no successor. The best come first.
SUCCESSIONS = {
    b"900000000000527005": "same as",
    b"900000000000526001": "replaced by",
    b"1186921001": "possibly replaced by",
    b"900000000000523009": "possibly equivalent to",
    b"1186924009": "partially equivalent to",
    b"900000000000530003": "alternative",
    b"900000000000529008": "similar to",
    b"900000000000528000": "was a kind of",
    b"900000000000524003": "moved to",
}
# What NHS England's history substitution table says, without and with more than one choice.
SUBSTITUTED = "substituted by (UK table)"
PERHAPS_SUBSTITUTED = "possibly substituted by (UK table)"

_NAMESPACE_FROM, _NAMESPACE_TO, _PARTITION = -10, -3, -3
_LONG_FORM = 11
# EMIS numbers its own concepts there: no part of the UK edition, without meaning elsewhere.
LOCAL_NAMESPACES = {"1000006": "EMIS"}


def namespace_of(code: str) -> str:
    """The namespace of an extension's identifier; empty for one of the International Edition."""
    if len(code) < _LONG_FORM or code[_PARTITION] != "1":
        return ""
    return code[_NAMESPACE_FROM:_NAMESPACE_TO]


def local_owner(code: str) -> str:
    """Whose system made up this code, if it is of no edition; otherwise empty."""
    return LOCAL_NAMESPACES.get(namespace_of(code), "")
