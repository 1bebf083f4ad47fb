"""Real database servers for tests: Debian's own binaries, in a temporary folder, on a free loopback port.

    with MariaDB() as server:
        server.create_database("acme", dump=Path("erpnext.sql.gz"))
        server.url("acme", placeholder="ERP_PASSWORD")  # mysql://reader:${ERP_PASSWORD}@127.0.0.1:…/acme

Started as root, a server runs as an unprivileged user. It is stopped by its process id, and dies with the
tests should those be killed. URLs are those of a reader who may only SELECT; `execute` is the administrator.
"""

import ctypes
import gzip
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import psycopg
import pymysql
from psycopg import sql as pgsql

from tests.programs import MARIADB, POSTGRES, Program

START_SECONDS = 60
STOP_SECONDS = 30
READER = "reader"
# Characters that must be quoted in a URL, so that code which forgets to is found out.
_AWKWARD = "@:/%"


class Server(ABC):
    """One running server; a context manager."""

    program: Program
    scheme: str
    users: tuple[str, ...]
    stop_signal = signal.SIGTERM

    def __init__(self) -> None:
        found = self.program.find()
        if found is None:
            raise FileNotFoundError(self.program.missing)
        self.binaries = found
        self.password = secrets.token_urlsafe(12) + _AWKWARD
        self._root_password = secrets.token_urlsafe(24)
        self._account = self._unprivileged()
        # Not $TMPDIR: it may be closed to that user, and too long for a socket's path.
        self.folder = Path(tempfile.mkdtemp(prefix="quarterdeck-", dir="/tmp"))  # noqa: S108
        self._hand_over(self.folder)
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._initialise()
            self.start()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def url(self, database: str, placeholder: str | None = None) -> str:
        """The reader's URL of a database.

        Args:
            database: its name.
            placeholder: name of the variable that will hold `password`; without it the password, quoted.
        """
        password = quote(self.password, safe="") if placeholder is None else f"${{{placeholder}}}"
        return f"{self.scheme}://{READER}:{password}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str, dump: Path | None = None) -> None:
        """Create a database that the reader may read, and load a dump (`.sql.gz`) into it."""
        self._create(name)
        if dump is not None:
            self._load(name, dump)
        self._admit_reader(name)

    @abstractmethod
    def drop_database(self, name: str) -> None:
        """Remove a database."""

    @abstractmethod
    def execute(self, database: str, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Run one statement as administrator, committed at once.

        Returns:
            The rows of a statement that has rows, else an empty list.
        """

    def start(self) -> None:
        """Start the server and wait until it answers; the port stays the same."""
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=self._die_with_tests,  # noqa: PLW1509
                **self._account,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.program.name} did not start on port {self.port}:\n{self._last_words()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server; its data stays, and `start` brings it back."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.send_signal(self.stop_signal)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def restart(self) -> None:
        """Stop and start."""
        self.stop()
        self.start()

    def start_if_stopped(self) -> None:
        """Bring back a server that a test stopped or that fell over."""
        if self._process is None or self._process.poll() is not None:
            self.start()

    def close(self) -> None:
        """Stop the server and remove its folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @abstractmethod
    def _initialise(self) -> None: ...

    @abstractmethod
    def _command(self) -> list[str]: ...

    @abstractmethod
    def _answers(self) -> bool: ...

    @abstractmethod
    def _create(self, name: str) -> None: ...

    @abstractmethod
    def _admit_reader(self, database: str) -> None: ...

    @abstractmethod
    def _load(self, database: str, dump: Path) -> None: ...

    def _unprivileged(self) -> dict[str, Any]:
        """Arguments of Popen that make the server another user's, where the tests run as root."""
        if os.geteuid() != 0:
            return {}
        for name in self.users:
            try:
                account = pwd.getpwnam(name)
            except KeyError:
                continue
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        raise RuntimeError(
            f"The tests run as root and found none of the users {', '.join(self.users)} to start a server as."
        )

    def _hand_over(self, path: Path) -> None:
        if self._account:
            os.chown(path, self._account["user"], self._account["group"])

    def _prepare(self, *command: str) -> None:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            text=True,
            check=False,
            **self._account,
        )
        if done.returncode:
            raise RuntimeError(f"{self.program.name} could not be prepared ({command[0]}):\n{done.stdout[-2000:]}")

    def _feed(self, dump: Path, command: list[str], environment: dict[str, str]) -> None:
        """Send an unpacked dump to a client program."""
        with (
            tempfile.TemporaryFile() as said,
            subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=said,
                env={**os.environ, **environment},
            ) as client,
        ):
            assert client.stdin is not None
            try:
                with gzip.open(dump) as lines:
                    shutil.copyfileobj(lines, client.stdin, 1 << 20)
                client.stdin.close()
            except BrokenPipeError:
                pass  # the client gave up, and its exit code and words say why
            if client.wait():
                said.seek(0)
                words = said.read().decode(errors="replace")[-2000:]
                raise RuntimeError(f"{dump} could not be loaded into {self.program.name}:\n{words}")

    def _die_with_tests(self) -> None:
        """Runs in the child, before the server: Linux will signal it when the tests' process ends."""
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, self.stop_signal)

    def _last_words(self) -> str:
        return (self.folder / "server.log").read_text(errors="replace")[-2000:]


class MariaDB(Server):
    """MariaDB, set for speed rather than for surviving a power cut."""

    program = MARIADB
    scheme = "mysql"
    users = ("mysql", "nobody")

    def drop_database(self, name: str) -> None:
        """Remove a database."""
        self.execute("mysql", f"DROP DATABASE `{name}`")

    def execute(self, database: str, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Run one statement as administrator; without parameters, percent signs are literal."""
        with self._connect(database) as connection, connection.cursor() as cursor:
            cursor.execute(sql, parameters or None)
            return list(cursor.fetchall())

    def _initialise(self) -> None:
        self._prepare(
            self.binaries["install"],
            "--no-defaults",
            f"--datadir={self.folder / 'data'}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
        )
        # Read at every start, before anybody is let in.
        init = self.folder / "init.sql"
        init.write_text(
            f"ALTER USER root@localhost IDENTIFIED BY '{self._root_password}';\n"
            f"CREATE USER IF NOT EXISTS {READER}@'127.0.0.1' IDENTIFIED BY '{self.password}';\n"
        )
        init.chmod(0o600)
        self._hand_over(init)

    def _command(self) -> list[str]:
        return [
            self.binaries["server"],
            "--no-defaults",
            f"--datadir={self.folder / 'data'}",
            f"--socket={self._socket}",
            f"--pid-file={self.folder / 'server.pid'}",
            f"--init-file={self.folder / 'init.sql'}",
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            "--skip-log-bin",
            "--performance-schema=OFF",
            "--character-set-server=utf8mb4",
            "--collation-server=utf8mb4_unicode_ci",
            "--max-allowed-packet=256M",
            "--innodb-buffer-pool-size=128M",
            "--innodb-log-file-size=64M",
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-flush-method=nosync",
            "--innodb-doublewrite=0",
        ]

    def _answers(self) -> bool:
        try:
            self._connect("mysql").close()
        except pymysql.Error:
            return False
        return True

    def _create(self, name: str) -> None:
        self.execute("mysql", f"CREATE DATABASE `{name}`")

    def _admit_reader(self, database: str) -> None:
        self.execute("mysql", f"GRANT SELECT ON `{database}`.* TO {READER}@'127.0.0.1'")

    def _load(self, database: str, dump: Path) -> None:
        client = [
            self.binaries["client"],
            "--no-defaults",
            f"--socket={self._socket}",
            "--user=root",
            database,
        ]
        self._feed(dump, client, {"MYSQL_PWD": self._root_password})

    def _connect(self, database: str) -> "pymysql.Connection[Any]":
        return pymysql.connect(
            unix_socket=str(self._socket),
            user="root",
            password=self._root_password,
            database=database,
            autocommit=True,
        )

    @property
    def _socket(self) -> Path:
        return self.folder / "mysql.sock"


class Postgres(Server):
    """PostgreSQL, set for speed rather than for surviving a power cut."""

    program = POSTGRES
    scheme = "postgresql"
    users = ("postgres", "nobody")
    stop_signal = signal.SIGINT  # "fast": SIGTERM would wait for clients

    def drop_database(self, name: str) -> None:
        """Remove a database."""
        self.execute("postgres", f'DROP DATABASE "{name}" WITH (FORCE)')

    def execute(self, database: str, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Run one statement as administrator; without parameters, percent signs are literal."""
        with self._connect(database) as connection:
            cursor = connection.execute(sql.encode(), parameters or None)
            return cursor.fetchall() if cursor.description else []

    def _initialise(self) -> None:
        password = self.folder / "root.password"
        password.write_text(self._root_password)
        password.chmod(0o600)
        self._hand_over(password)
        self._prepare(
            self.binaries["initdb"],
            f"--pgdata={self.folder / 'data'}",
            "--username=root",
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )

    def _command(self) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self.folder),
            "shared_buffers": "64MB",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "wal_level": "minimal",
            "max_wal_senders": "0",
            "autovacuum": "off",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [self.binaries["server"], "-D", str(self.folder / "data"), "-p", str(self.port), *options]

    def _answers(self) -> bool:
        try:
            with self._connect("postgres") as connection:
                role = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [READER]).fetchone()
                if role is None:
                    create = pgsql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
                    connection.execute(create.format(pgsql.Identifier(READER), pgsql.Literal(self.password)))
        except psycopg.OperationalError:
            return False
        return True

    def _create(self, name: str) -> None:
        self.execute("postgres", f'CREATE DATABASE "{name}"')

    def _admit_reader(self, database: str) -> None:
        self.execute(database, f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {READER}")
        self.execute(database, f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {READER}")

    def _load(self, database: str, dump: Path) -> None:
        client = [
            self.binaries["client"],
            "--no-psqlrc",
            "--quiet",
            "--set=ON_ERROR_STOP=1",
            f"--host={self.folder}",
        ]
        client += [f"--port={self.port}", "--username=root", f"--dbname={database}"]
        self._feed(dump, client, {"PGPASSWORD": self._root_password})

    def _connect(self, database: str) -> "psycopg.Connection[tuple[Any, ...]]":
        return psycopg.connect(
            host=str(self.folder),
            port=self.port,
            user="root",
            password=self._root_password,
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
