"""Loads a pack, and an overlay above it: files into one `Knowledge`, or every fault."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from gpsupport.domain.knowledge.content.pack import (
    CodeSet,
    Indicator,
    Knowledge,
    Source,
)
from gpsupport.domain.knowledge.content.prevalence import Prevalence
from gpsupport.domain.knowledge.content.standing import PackVersion
from gpsupport.knowledge.content import tables as content
from gpsupport.knowledge.content.care import read_all_sources, read_care
from gpsupport.knowledge.content.grounds import Named
from gpsupport.knowledge.content.recording import (
    noted_in,
    read_out_of_sight,
    read_record_rules,
)
from gpsupport.knowledge.faults import Finding, KnowledgeError
from gpsupport.knowledge.indicators import read_indicator
from gpsupport.knowledge.instruments import read_instruments, read_scorings
from gpsupport.knowledge.measure import table as measure
from gpsupport.knowledge.overlay import (
    ABOUT,
    CASES,
    INDICATORS,
    LOCAL_ID,
    OVERLAY,
    PackFiles,
    all_files,
    content_files,
    content_of,
    read_codes,
    read_retired,
    release_of,
)
from gpsupport.knowledge.reading import Table

__all__ = [
    "CASES",
    "ENGLAND",
    "all_files",
    "content_files",
    "content_of",
    "load_knowledge",
    "read_files",
    "read_indicator",
    "read_pack",
    "release_of",
]

_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
ENGLAND = Path(__file__).parent / "england"


def load_knowledge(folder: Path | None = None, overlay: Path | None = None) -> Knowledge:
    """The content of a folder (None: the packaged one) with an overlay's above it.

    The packaged content alone is read once per process. Raises KnowledgeError with every fault of
    every file. Loading judges no case: `knowledge.check` does.
    """
    if folder is None and overlay is None:
        return _packaged()
    return _load(folder or ENGLAND, overlay)


@cache
def _packaged() -> Knowledge:
    return _load(ENGLAND, None)


def read_pack(folder: Path, overlay: Path | None = None) -> tuple[Knowledge, tuple[Finding, ...]]:
    """The content of a folder, and of an overlay, with its faults; usable only without any."""
    return read_files(all_files(folder, overlay))


def read_files(files: Mapping[str, bytes]) -> tuple[Knowledge, tuple[Finding, ...]]:
    """The content of files as `all_files` names them, with its faults; usable only without any.

    Cases and stories among them are not read.
    """
    decisive = content_of(files)
    pack = PackFiles(decisive)
    knowledge = _read(pack, release_of(decisive))
    pack.report_strangers()
    return knowledge, tuple(sorted(set(pack.faults)))


def _load(folder: Path, overlay: Path | None) -> Knowledge:
    knowledge, faults = read_pack(folder, overlay)
    if faults:
        raise KnowledgeError(faults)
    return knowledge


def _read(pack: PackFiles, release: str) -> Knowledge:
    about = pack.layer_yaml(ABOUT)
    codes = read_codes(pack)
    code_sets = content.read_code_sets(pack.yaml("codes/sets.yaml"), codes)
    sources = read_all_sources(pack)
    retired = read_retired(pack)
    scorings = read_scorings(pack, sources)
    indicators = _indicators(pack, sources, frozenset(code_sets), retired)
    care = read_care(pack, sources, code_sets)
    knowledge = Knowledge(
        version=_version(pack, about, release),
        sources=sources,
        codes=codes,
        code_sets=code_sets,
        indicators=indicators,
        enquiry_codes=content.read_enquiry_codes(pack.yaml("enquiry_codes.yaml"), codes),
        record_rules=read_record_rules(pack.yaml("record_matrix.yaml"), codes, noted_in(care)),
        out_of_sight=read_out_of_sight(
            pack.yaml("out_of_sight.yaml"), Named(sources=frozenset(sources))
        ),
        ordinary_visits=content.read_ordinary_visits(pack.yaml("ordinary_visits.yaml")),
        review=about.need("review").text(),
        prevalence=_prevalence(pack, code_sets),
        origin={one.id: pack.origin(f"{INDICATORS}{one.id}.yaml") for one in indicators},
        retired=retired,
        instruments=read_instruments(pack, scorings),
        scorings=scorings,
        **care,
    )
    about.finish()
    pack.faults += _odd_ids(knowledge)
    pack.faults += _unknown_sign(knowledge)
    return knowledge


def _unknown_sign(knowledge: Knowledge) -> Iterator[Finding]:
    """A list that is made from a sign which does not exist would stay empty for ever."""
    known = {one.id for one in knowledge.indicators}
    named = knowledge.cadence.unseen_young
    if named and named not in known:
        yield Finding("cadence.yaml", 0, f"unseen_young names no sign of this pack: {named}")
    for kind, listed in knowledge.cadence.kinds.items():
        for sign in sorted(set(listed.indicators) - known):
            yield Finding("cadence.yaml", 0, f"{kind.value} names no sign of this pack: {sign}")


def _odd_ids(knowledge: Knowledge) -> Iterator[Finding]:
    """Ids that could be no part of an address or of the name of a file."""
    for place, ids in (
        (INDICATORS.rstrip("/"), [one.id for one in knowledge.indicators]),
        ("codes/sets.yaml", list(knowledge.code_sets)),
        ("areas", list(knowledge.areas)),
        ("instruments", list(knowledge.instruments)),
    ):
        for found in ids:
            if not _ID.fullmatch(found):
                message = f"an id has 1 to 64 letters, digits, points and dashes: {found!r}"
                yield Finding(place, 0, message)


def _version(pack: PackFiles, about: Table, release: str) -> PackVersion:
    """The name and version of the pack; an overlay's stand behind a plus sign."""
    name, version = about.need("pack").text(), about.need("version").text()
    if not pack.has_overlay:
        return PackVersion(pack=name, version=version, release=release)
    local = pack.layer_yaml(f"{OVERLAY}{ABOUT}")
    combined = PackVersion(
        pack=f"{name}+{local.need('pack').text()}",
        version=f"{version}+{local.need('version').text()}",
        release=release,
        by=local.need("by").text(),
    )
    local.finish()
    return combined


def _prevalence(pack: PackFiles, code_sets: Mapping[str, CodeSet]) -> Prevalence | None:
    """A pack without the table can be tried, and cannot be published."""
    table = pack.find_yaml(measure.FILE)
    return None if table is None else measure.read_prevalence(table, code_sets)


def _indicators(
    pack: PackFiles,
    sources: Mapping[str, Source],
    code_sets: frozenset[str],
    retired: Mapping[str, str],
) -> tuple[Indicator, ...]:
    names = pack.names_in(INDICATORS)
    if not names:
        pack.faults.append(Finding(INDICATORS.rstrip("/"), 0, "there are no indicators"))
    indicators = []
    for name in names:
        table = pack.own_yaml(name)
        indicator = read_indicator(table, sources, code_sets)
        if name != f"{INDICATORS}{indicator.id}.yaml":
            table.fault(f"the file must be named after its id: {indicator.id}.yaml")
        if pack.is_local(name) and not indicator.id.startswith(LOCAL_ID):
            table.fault(f"the id of a local indicator begins with {LOCAL_ID}: {indicator.id}")
        if indicator.id not in retired:
            indicators.append(indicator)
    return tuple(indicators)
