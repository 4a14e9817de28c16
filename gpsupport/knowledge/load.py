"""Loads a pack: a folder of YAML and CSV into one `Knowledge`, or every fault with its line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from gpsupport.domain.knowledge.pack import (
    AfterAsking,
    Audience,
    Branch,
    Indicator,
    Knowledge,
    PackVersion,
    Source,
    Strength,
)
from gpsupport.knowledge.content import tables as content
from gpsupport.knowledge.faults import Finding, KnowledgeError
from gpsupport.knowledge.reading import Table, Value, read_yaml
from gpsupport.knowledge.rules import read_condition

ENGLAND = Path(__file__).parent / "england"
CASES = "cases"
_TIERS = {1, 2, 3}


def load_knowledge(folder: Path | None = None) -> Knowledge:
    """The content of a folder; by default the packaged one, read once per process.

    Raises KnowledgeError with every fault of every file.
    """
    return _packaged() if folder is None else _load(folder)


@cache
def _packaged() -> Knowledge:
    return _load(ENGLAND)


def content_files(folder: Path) -> dict[str, bytes]:
    """The files that decide, by their name inside the folder: YAML and CSV, without the cases."""
    found = sorted((*folder.rglob("*.yaml"), *folder.rglob("*.csv")))
    named = {path.relative_to(folder).as_posix(): path for path in found}
    return {
        name: path.read_bytes()
        for name, path in sorted(named.items())
        if not name.startswith(f"{CASES}/")
    }


def release_of(files: Mapping[str, bytes]) -> str:
    """The hash that names a release: SHA-256 over names and bytes, in the order of the names."""
    digest = hashlib.sha256()
    for name, content_bytes in sorted(files.items()):
        digest.update(f"{name}\0{len(content_bytes)}\0".encode())
        digest.update(content_bytes)
    return digest.hexdigest()


def read_pack(folder: Path) -> tuple[Knowledge, tuple[Finding, ...]]:
    """The content of a folder with its faults; what was read is usable only if there are none."""
    pack = _Pack(content_files(folder))
    knowledge = pack.read()
    pack.report_strangers()
    return knowledge, tuple(sorted(set(pack.faults)))


def _load(folder: Path) -> Knowledge:
    knowledge, faults = read_pack(folder)
    if faults:
        raise KnowledgeError(faults)
    return knowledge


class _Pack:
    """One reading of a folder's files, which gathers faults as it goes."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._read: set[str] = set()
        self.faults: list[Finding] = []

    def read(self) -> Knowledge:
        about = self._yaml("pack.yaml")
        codes = content.read_codes(self._content("codes/codes.csv"), "codes/codes.csv", self.faults)
        code_sets = content.read_code_sets(self._yaml("codes/sets.yaml"), codes)
        sources = content.read_sources(self._yaml("sources.yaml"))
        knowledge = Knowledge(
            version=PackVersion(
                pack=about.need("pack").text(),
                version=about.need("version").text(),
                release=release_of(self._files),
            ),
            sources=sources,
            codes=codes,
            code_sets=code_sets,
            indicators=self._indicators(sources, frozenset(code_sets)),
            cadence=content.read_cadence(self._yaml("cadence.yaml")),
            enquiry_codes=content.read_enquiry_codes(self._yaml("enquiry_codes.yaml"), codes),
            wordings=content.read_wordings(self._yaml("wording/en-GB.yaml")),
            record_rules=content.read_record_rules(self._yaml("record_matrix.yaml"), codes),
            helplines=content.read_helplines(self._yaml("helplines.yaml")),
            ordinary_visits=content.read_ordinary_visits(self._yaml("ordinary_visits.yaml")),
            status=about.need("status").text(),
            review=about.need("review").text(),
        )
        about.finish()
        return knowledge

    def report_strangers(self) -> None:
        """A file that nobody reads would look like content and be none."""
        self.faults.extend(
            Finding(name, 0, "this file is not part of a pack")
            for name in self._files
            if name not in self._read
        )

    def _content(self, name: str) -> bytes:
        self._read.add(name)
        if name not in self._files:
            self.faults.append(Finding(name, 0, "the file is missing"))
            return b""
        return self._files[name]

    def _yaml(self, name: str) -> Table:
        found = self._content(name)
        if name not in self._files:
            # Its keys would all be missing too; one fault says enough.
            return Table((), name, 0, [])
        return read_yaml(found, name, self.faults)

    def _indicators(
        self, sources: Mapping[str, Source], code_sets: frozenset[str]
    ) -> tuple[Indicator, ...]:
        names = [name for name in self._files if name.startswith("indicators/")]
        if not names:
            self.faults.append(Finding("indicators", 0, "there are no indicators"))
        indicators = []
        for name in names:
            table = self._yaml(name)
            indicator = read_indicator(table, sources, code_sets)
            indicators.append(indicator)
            if name != f"indicators/{indicator.id}.yaml":
                table.fault(f"the file must be named after its id: {indicator.id}.yaml")
        return tuple(indicators)


def read_indicator(
    table: Table, sources: Mapping[str, Source], code_sets: frozenset[str]
) -> Indicator:
    """One indicator, with everything that a reviewer needs."""
    unless = table.find("unless")
    audience = table.find("audience")
    indicator = Indicator(
        id=table.need("id").text(),
        name=table.need("name").text(),
        branches=tuple(_branch(item.table(), code_sets) for item in table.need("branches").items()),
        strength=table.need("strength").choice(Strength),
        sources=_sources(table.need("sources"), sources),
        version=table.need("version").integer(1),
        review_by=table.need("review_by").day(),
        population=read_condition(table.need("population"), code_sets),
        audience=audience.choice(Audience) if audience else Audience.CLINICIAN,
        unless=read_condition(unless, code_sets) if unless else None,
        after_asking=_after_asking(table.find("after_asking")),
        sensitive=table.find_flag("sensitive"),
        household=table.find_flag("household"),
        defaults=table.need("defaults").text(may_be_empty=True),
        signoffs=table.need("signoffs").texts(),
        known_false_alarms=table.find_text("known_false_alarms"),
    )
    table.finish()
    if not indicator.branches:
        table.fault("an indicator needs at least one branch")
    return indicator


def _branch(table: Table, code_sets: frozenset[str]) -> Branch:
    tier = table.need("tier")
    branch = Branch(
        tier=None if tier.is_nothing else tier.integer(1),
        title=table.need("title").text(),
        when=read_condition(table.need("when"), code_sets),
        say=table.need("say").texts(),
    )
    table.finish()
    if branch.tier is not None and branch.tier not in _TIERS:
        tier.fault("a tier is 1, 2, 3 or null")
    if not branch.say:
        table.fault("a branch needs at least one thing to say")
    return branch


def _sources(value: Value, sources: Mapping[str, Source]) -> tuple[str, ...]:
    named = value.texts()
    for item, source in zip(value.items(), named, strict=True):
        if source and source not in sources:
            item.fault(f"there is no such source: {source}")
    if not named and not value.missing:
        value.fault("at least one source is expected here")
    return named


def _after_asking(value: Value | None) -> AfterAsking:
    if value is None:
        return AfterAsking()
    table = value.table()
    rule = AfterAsking(
        quiet_days=table.find_integer("quiet_days", 1),
        ignore=table.find_flag("ignore"),
        since_evidence=table.find_flag("since_evidence"),
    )
    table.finish()
    if rule.since_evidence and rule.quiet_days is None:
        table.fault("since_evidence says something only beside quiet_days")
    if rule.ignore and rule.quiet_days is not None:
        table.fault("either quiet_days or ignore, not both")
    return rule
