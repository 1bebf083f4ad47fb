"""Serving the dashboard: Streamlit in a child process, on loopback."""

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from flows.dbt_process import child_environment
from flows.server import free_port
from quarterdeck.errors import QuarterdeckError
from quarterdeck.layout import PROJECT_ROOT
from quarterdeck.publication import read_pointer
from quarterdeck.settings import CONFIG_VARIABLE, Settings

_START_SECONDS = 60


def serve_dashboard(settings: Settings, port: int, say: Callable[[str], None]) -> None:
    """Serve until interrupted; says "ready" and the address once pages can be opened.

    Raises:
        PublicationError: nothing is published yet.
        QuarterdeckError: the server does not come up.
    """
    if read_pointer(settings.layout) is None:
        say("Nothing is published yet; pages will say so until `quarterdeck refresh` has run.")
    port = free_port(port)
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "dashboards.server",
            "run",
            str(PROJECT_ROOT / "dashboards" / "app.py"),
            "--server.port",
            str(port),
            "--server.address",
            "127.0.0.1",
            "--server.headless",
            "true",
            "--browser.gatherUsageStats",
            "false",
        ],
        cwd=PROJECT_ROOT,
        env={**child_environment(), CONFIG_VARIABLE: str(settings.config_file)},
        stdout=subprocess.DEVNULL,
    )
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        _wait_until_healthy(process, port)
        say(f"ready: http://127.0.0.1:{port}")
        process.wait()
    except KeyboardInterrupt:
        say("stopping")
    finally:
        process.terminate()
        process.wait()


def _wait_until_healthy(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise QuarterdeckError(
        f"The dashboard did not come up within {_START_SECONDS} s on port {port}. What it said is above; "
        "another port may help: quarterdeck serve --port N."
    )
