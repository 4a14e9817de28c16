"""YAML text to nodes: the compiled parser where there is one, and every scalar left as written."""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML

# What a resolver gives to a node that has no tag of its own.
_CORE = "tag:yaml.org,2002:"
_UNTAGGED = {
    f"{_CORE}{kind}"
    for kind in "plain str int float bool null seq map timestamp merge value".split()
}


def _fast_parser() -> type[Any] | None:
    """The C parser with a resolver that leaves every scalar as it is written, if there is one."""
    try:
        # Compiled, and absent on some machines.
        from ruamel.yaml.cyaml import (  # type: ignore[attr-defined]  # noqa: PLC0415
            CParser,
        )
    except ImportError:
        return None

    class PlainParser(CParser):  # type: ignore[misc]  # compiled, without types
        def resolve(self, _kind: object, _value: object, _implicit: object) -> str:
            return f"{_CORE}plain"

        def descend_resolver(self, _parent: object, _index: object) -> None: ...

        def ascend_resolver(self) -> None: ...

        def check_resolver_prefix(self, *_place: object) -> None: ...

    return PlainParser


FAST_PARSER = _fast_parser()


def compose(text: str, parser: type[Any] | None = FAST_PARSER) -> Any:
    """The node tree of one YAML document. Raises YAMLError; None parser means pure Python."""
    if parser is None:
        return YAML(typ="safe", pure=True).compose(text)
    return parser(text).get_single_node()


def find_tag(node: Any) -> str | None:
    """The tag that somebody wrote on a node; None where it has only what a resolver gave it."""
    # A pack has thousands of nodes, and putting each tag together takes a third of the reading.
    if node.ctag.handle is None and node.ctag.suffix in _UNTAGGED:
        return None
    tag = str(node.tag)
    return None if tag in _UNTAGGED else tag
