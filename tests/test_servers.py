"""The servers, the data and the browser that other tests stand on."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import psycopg
import pymysql
import pytest

from tests import programs
from tests.browser import Pages
from tests.conftest import PROJECT, SHARED_DATA_VARIABLE, Database
from tests.servers import MariaDB, Postgres, Server


def connect(server: Server, database: str) -> "pymysql.Connection | psycopg.Connection":
    if isinstance(server, MariaDB):
        return pymysql.connect(
            host="127.0.0.1", port=server.port, user="reader", password=server.password, database=database
        )
    return psycopg.connect(server.url(database))


@pytest.fixture(params=["mariadb", "postgres"])
def server(request: pytest.FixtureRequest) -> Server:
    return request.getfixturevalue(request.param)


def test_reader_reads_over_tcp_and_cannot_write(server: Server) -> None:
    server.create_database("small")
    server.execute("small", "CREATE TABLE notes (note varchar(20))")
    server.execute("small", "INSERT INTO notes VALUES ('100%'), (%s)".replace("%'", "%%'"), "second")
    assert server.execute("small", "SELECT count(*) FROM notes WHERE note LIKE '100%'") == [(1,)]
    connection = connect(server, "small")
    cursor = connection.cursor()
    cursor.execute("SELECT count(*) FROM notes")
    assert cursor.fetchone() == (2,)
    with pytest.raises((pymysql.err.OperationalError, psycopg.errors.InsufficientPrivilege)):
        cursor.execute("DELETE FROM notes")
    connection.close()
    server.drop_database("small")


def test_url_holds_the_password_or_its_placeholder(server: Server) -> None:
    start, end = f"{server.scheme}://reader:", f"@127.0.0.1:{server.port}/acme"
    assert server.url("acme") == start + quote(server.password, safe="") + end
    assert server.url("acme", placeholder="ERP_PASSWORD") == start + "${ERP_PASSWORD}" + end


def test_server_stops_and_comes_back_with_its_data(server: Server) -> None:
    server.create_database("lasting")
    server.execute("lasting", "CREATE TABLE notes (note varchar(20))")
    server.stop()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", server.port)) != 0
    server.start_if_stopped()
    connection = connect(server, "lasting")
    connection.cursor().execute("SELECT * FROM notes")
    connection.close()
    server.drop_database("lasting")


def test_server_ends_when_the_tests_are_killed(mariadb: MariaDB) -> None:
    child = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from tests.servers import *; s = MariaDB(); print(s.port, s.folder, flush=True); input()",
        ],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout is not None
        port, folder = child.stdout.readline().split()
        child.kill()
    gone = False
    for _ in range(100):
        with socket.socket() as probe:
            probe.settimeout(0.1)
            gone = probe.connect_ex(("127.0.0.1", int(port))) != 0
        if gone:
            break
    subprocess.run(["rm", "-rf", folder], check=True)
    assert gone, f"the server on port {port} outlived the process that started it"


def test_dumps_load(mariadb: MariaDB, postgres: Postgres, erpnext_acme: Database, shared_data: Path) -> None:
    assert erpnext_acme.execute("SELECT count(*) FROM `tabSales Invoice`")[0][0] > 100
    for name in ("odoo", "tryton"):
        postgres.create_database(name, shared_data / f"{name}_works" / f"{name}.sql.gz")
        assert postgres.execute(name, "SELECT count(*) FROM account_move")[0][0] > 100
        postgres.drop_database(name)


def test_a_broken_dump_is_reported(server: Server, tmp_path: Path) -> None:
    import gzip

    dump = tmp_path / "broken.sql.gz"
    dump.write_bytes(gzip.compress(b"CREATE TABLE notes (note varchar(20));\nthis is no SQL;\n"))
    with pytest.raises(RuntimeError, match="broken.sql.gz could not be loaded"):
        server.create_database("broken", dump)
    server.drop_database("broken")


def test_a_copy_is_private(erpnext_acme: Database, erpnext_copy: Database) -> None:
    before = erpnext_acme.execute("SELECT count(*) FROM `tabCustomer`")
    assert erpnext_copy.execute("SELECT count(*) FROM `tabCustomer`") == before
    erpnext_copy.execute("DELETE FROM `tabCustomer`")
    assert erpnext_copy.execute("SELECT count(*) FROM `tabCustomer`") == [(0,)]
    assert erpnext_acme.execute("SELECT count(*) FROM `tabCustomer`") == before


def test_browser_stays_on_this_machine(pages: Pages) -> None:
    page = pages(width=390, height=844)
    page.set_content("<h1>应收账款</h1><img src='http://example.invalid/pixel.png'><script>boom()</script>")
    page.evaluate("() => { new WebSocket('ws://example.invalid/socket') }")
    page.wait_for_timeout(200)
    assert page.viewport_size == {"width": 390, "height": 844}
    assert pages.outside == ["http://example.invalid/pixel.png", "ws://example.invalid/socket"]
    assert "boom" in pages.errors[0]


@pytest.mark.parametrize(
    ("value", "expected"), [(None, False), ("", False), ("false", False), ("true", True), ("1", True)]
)
def test_ci_is_told_from_its_variable(value: str | None, expected: bool) -> None:
    assert programs.in_ci({} if value is None else {"CI": value}) is expected


@pytest.mark.parametrize("program", programs.PROGRAMS, ids=lambda program: program.name)
def test_a_missing_program_is_left_out_with_the_command_that_helps(
    program: programs.Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = programs.Program(program.name, program.packages, lambda: None)
    monkeypatch.setattr(programs, "PROGRAMS", (nowhere,))
    monkeypatch.setattr(programs, "_as_root", lambda: None)
    monkeypatch.setenv("CI", "")
    assert programs.install() == 0
    said = capsys.readouterr().out
    assert program.name in said
    assert f"sudo apt-get install {program.packages[0]}" in said
    monkeypatch.setenv("CI", "true")
    assert programs.install() == 1


@pytest.mark.parametrize(("processes", "ci"), [("0", ""), ("2", ""), ("2", "true")])
def test_what_lacks_is_named_at_the_end_and_fails_in_ci(processes: str, ci: str, tmp_path: Path) -> None:
    """Also where several processes share the tests, whose own words nobody sees."""
    file = tmp_path / "test_lacking.py"
    file.write_text("def test_one(shared_data): pass\ndef test_other(): assert [] == ['what differs']\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-n", processes, f"--rootdir={tmp_path}", str(file)],
        cwd=PROJECT,
        env={**os.environ, "CI": ci, SHARED_DATA_VARIABLE: str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1 and "what differs" in done.stdout, done.stdout + done.stderr
    ending = done.stdout.partition(" left out ")[2].strip("=\n ").splitlines()
    if ci:
        assert "1 failed, 1 error" in done.stdout and "nothing may be left out" in done.stdout and not ending
    else:
        assert "1 failed, 1 skipped" in done.stdout
        assert ending[0].startswith(f"The shared operational data was not found in {tmp_path}. Name its folder: export")
