"""`gpsupport knowledge export`: the content as FHIR R4 files."""

from __future__ import annotations

from pathlib import Path

import click

from gpsupport.cli.assess import load
from gpsupport.cli.failures import Failure


@click.command()
@click.option(
    "--fhir",
    "folder",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the files: one for each resource, and a Bundle of all. Made if missing.",
)
@click.option(
    "--overlay",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of local content, instead of GPSUPPORT_KNOWLEDGE_OVERLAY.",
)
def export(folder: Path, overlay: Path | None) -> None:
    """Write the content as FHIR R4: value sets, code systems, forms and plans."""
    from gpsupport.fhir.knowledge.export import export_files  # noqa: PLC0415

    files = export_files(load(overlay))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        strangers = sorted(path.name for path in folder.iterdir() if path.name not in files)
    except OSError as error:
        raise _unwritable(folder, error) from None
    if strangers:
        named = ", ".join(strangers[:5])
        raise Failure(
            f"{folder} holds {len(strangers)} other files.",
            f"Such as {named}. Beside them nobody could tell what belongs to this content.",
            "Name an empty folder, or one that an export of the same content wrote.",
        )
    with click.progressbar(files.items(), label="Writing", show_pos=True) as shown:
        for name, content in shown:
            try:
                (folder / name).write_bytes(content)
            except OSError as error:
                raise _unwritable(folder / name, error) from None
    click.echo(f"Written: {len(files)} files in {folder}")


def _unwritable(path: Path, error: OSError) -> Failure:
    return Failure(
        f"{path} cannot be written.",
        f"The system says: {error.strerror}.",
        "Choose another folder with --fhir.",
    )
