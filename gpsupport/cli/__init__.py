"""The `gpsupport` command. A command's own modules are imported only when it is typed."""

from gpsupport.cli.command import main

__all__ = ["main"]
