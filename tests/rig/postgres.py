"""A throw-away PostgreSQL cluster on a unix socket.

Made by initdb itself rather than by a plugin: the plugins refuse to run as root, which is what a
container's tests run as. Durability is off, since nothing in it outlives the session.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rig.missing import skip_or_fail

INSTALL_LINE = "apt-get install postgresql"
REQUIRED_BY = "GPSUPPORT_REQUIRE_POSTGRES"
STARTS_WITHIN_SECONDS = 30.0


class PostgresCluster:
    """A running server; every test has a database of its own in it."""

    def __init__(self, socket_folder: Path) -> None:
        self.socket_folder = socket_folder

    def url(self, name: str) -> str:
        """Return the SQLAlchemy address of a database."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.socket_folder}"

    def create(self, template: str = "template0") -> str:
        """Create a database, perhaps as the copy of another, and return its name."""
        name = f"test_{uuid.uuid4().hex}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        """Drop a database even if a test left a connection open."""
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def is_up(self) -> bool:
        """Say whether the server takes connections."""
        import psycopg

        try:
            self._run("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(
            host=str(self.socket_folder), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresCluster]:
    """Start one cluster for the session, and leave nothing of it behind."""
    programs = find_programs()
    if programs is None:
        skip_or_fail("PostgreSQL is not installed.", INSTALL_LINE, REQUIRED_BY)
    # Directly under /tmp: a unix socket's path may have about a hundred characters, no more.
    folder = Path(tempfile.mkdtemp(prefix="gpsupport-pg-", dir="/tmp"))
    account = unprivileged_account()
    if "user" in account:
        os.chown(folder, account["user"], account["group"])
    server: subprocess.Popen[bytes] | None = None
    try:
        server = start(programs, folder, account)
        yield wait_until_up(server, folder)
    finally:
        if server is not None:
            stop(server)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_cluster: PostgresCluster) -> Iterator[str]:
    """Give the address of an empty PostgreSQL database that lives as long as the test."""
    name = postgres_cluster.create()
    yield postgres_cluster.url(name)
    postgres_cluster.drop(name)


def find_programs() -> Path | None:
    """Find the folder that holds initdb and postgres; Debian keeps them off the path."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0,
        reverse=True,
    )
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def unprivileged_account() -> dict[str, Any]:
    """Return what makes a child process run unprivileged: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    accounts = {account.pw_name: account for account in pwd.getpwall()}
    found = accounts.get("postgres") or accounts.get("nobody")
    if found is None:
        skip_or_fail(
            "PostgreSQL does not run as root, and there is no account to drop to.",
            "adduser --system postgres",
            REQUIRED_BY,
        )
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


def start(programs: Path, folder: Path, account: dict[str, Any]) -> subprocess.Popen[bytes]:
    """Make a cluster in the folder and start its server."""
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    made = subprocess.run(
        [
            programs / "initdb",
            *("--pgdata", folder / "data", "--username", "postgres", "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
        ],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        **account,
    )
    if made.returncode != 0:
        pytest.fail(f"initdb failed:\n{made.stdout}{made.stderr}", pytrace=False)
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_connections": "60",
        "shared_buffers": "32MB",
    }
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [
                programs / "postgres",
                *("-D", folder / "data"),
                *(word for name, value in options.items() for word in ("-c", f"{name}={value}")),
            ],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            # Apart from the terminal's group, so that Ctrl+C reaches it only through stop().
            start_new_session=True,
            **account,
        )


def wait_until_up(server: subprocess.Popen[bytes], folder: Path) -> PostgresCluster:
    """Return the cluster as soon as it takes connections."""
    cluster = PostgresCluster(folder)
    gives_up_at = time.monotonic() + STARTS_WITHIN_SECONDS
    while server.poll() is None and time.monotonic() < gives_up_at:
        if cluster.is_up():
            return cluster
        time.sleep(0.02)
    log = (folder / "log").read_text(encoding="utf-8", errors="replace")
    pytest.fail(f"The PostgreSQL server did not start:\n{log}", pytrace=False)


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop the server at once; what it holds is thrown away."""
    server.send_signal(signal.SIGQUIT)
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
