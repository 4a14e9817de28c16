"""docs/knowledge.md says of every field what the types say."""

from __future__ import annotations

from tests.rig.knowledge_fields import BEGIN, DOCUMENT, END, described, written


def test_the_table_of_fields_is_what_the_types_say() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert document.count(BEGIN) == document.count(END) == 1
    assert written(document) == document, "Type: python -m tests.rig.knowledge_fields"


def test_the_table_knows_what_may_be_left_out() -> None:
    table = described()
    assert "| branch | `title` | text | no |" in table
    assert "| branch | `same_day` | true or false | yes |" in table
    assert "| indicator | `strength` | `A`, `B`, `C`, `D` | no |" in table
    assert "| indicator | `population` | a condition | no |" in table
    assert "| coded | `codes` | a list: text | no |" in table
