"""One local Prefect server: started when a flow needs it, on loopback, and reused by the next."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from flows.dbt_process import child_environment
from quarterdeck.atomic import replace_text
from quarterdeck.errors import QuarterdeckError
from quarterdeck.layout import Layout
from quarterdeck.settings import Settings

_START_SECONDS = 120


def server_environment(layout: Layout) -> dict[str, str]:
    """Prefect's settings: our own home, no telemetry, quiet on the console."""
    return {
        "PREFECT_HOME": str(layout.prefect),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_CLIENT_METRICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }


def ensure_server(settings: Settings, say: Callable[[str], None]) -> str:
    """The API address of the running local server, which is started when there is none.

    Raises:
        QuarterdeckError: it does not come up; the sentence names its log.
    """
    layout = settings.layout
    if address := running_server(layout):
        return address
    say("prefect: starting the local server (the first time takes half a minute)")
    layout.prefect.mkdir(parents=True, exist_ok=True)
    port = free_port(settings.prefect_port)
    address = f"http://127.0.0.1:{port}/api"
    log = layout.prefect / "server.log"
    with log.open("ab") as stream:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "prefect",
                "server",
                "start",
                "--host",
                "127.0.0.1",
                "--port",
                str(port),
                "--no-ui",
            ],
            env={**child_environment(), **server_environment(layout)},  # it outlives the command, without its secrets
            stdout=stream,
            stderr=stream,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # it outlives this command, for the next one to use
            cwd=layout.prefect,
        )
    replace_text(_record(layout), json.dumps({"pid": process.pid, "address": address}))
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if _is_healthy(address):
            return address
        if process.poll() is not None:
            break
        time.sleep(0.3)
    raise QuarterdeckError(f"The local Prefect server did not come up within {_START_SECONDS} s; its log is {log}.")


def running_server(layout: Layout) -> str | None:
    """The API address of the server that an earlier command started, if it still answers."""
    try:
        record = json.loads(_record(layout).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return record["address"] if _is_alive(record["pid"]) and _is_healthy(record["address"]) else None


def stop_server(layout: Layout) -> bool:
    """End the local server; False when none was running."""
    try:
        record = json.loads(_record(layout).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return False
    _record(layout).unlink(missing_ok=True)
    if not _is_alive(record["pid"]):
        return False
    os.killpg(record["pid"], signal.SIGTERM)
    for _ in range(50):
        if not _is_alive(record["pid"]):
            return True
        time.sleep(0.1)
    os.killpg(record["pid"], signal.SIGKILL)
    return True


def free_port(wanted: int) -> int:
    """The wanted loopback port, or any free one when it is taken."""
    for port in (wanted, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise QuarterdeckError("No loopback port is free; close some programs and try again.")


def _record(layout: Layout) -> Path:
    return layout.prefect / "quarterdeck-server.json"


def _is_healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=3) as answer:  # noqa: S310 - loopback http
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _is_alive(pid: int) -> bool:
    # A server is often the child of a command that has ended: only /proc tells a zombie from a live one.
    stat = Path(f"/proc/{pid}/stat")
    if stat.exists():
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return not Path("/proc/self").exists()
