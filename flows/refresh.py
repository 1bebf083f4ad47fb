"""The refresh: extract → snapshot → build → audit → publish, as a Prefect flow.

Prefect is imported by `run_refresh` only once the local server is up, since it reads its settings on import.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flows.server import ensure_server, server_environment
from flows.steps import RefreshOutcome
from quarterdeck.errors import BusyError
from quarterdeck.layout import Layout
from quarterdeck.settings import Settings

Say = Callable[[str], None]


def run_refresh(
    settings: Settings, *, system: str | None = None, full: bool = False, say: Say = print
) -> RefreshOutcome:
    """Refresh the warehouse through Prefect.

    Args:
        settings: the settings.
        system: extract only this one; the build still sees all that is landed.
        full: read every table whole.
        say: told about progress, a line at a time.

    Raises:
        BusyError: another refresh is running.
        SettingsError: no such system.
        BuildError, LandingError, PublicationError: the last published version stays.
    """
    if system is not None:
        settings.system(system)
    with refresh_lock(settings.layout):
        address = ensure_server(settings, say)
        os.environ.update(server_environment(settings.layout))
        os.environ["PREFECT_API_URL"] = address
        from flows.prefect_flow import refresh

        # Only the file's name goes to Prefect's database, never the settings with their secrets.
        return refresh(config=str(settings.config_file), system=system, full=full)


@contextmanager
def refresh_lock(layout: Layout) -> Iterator[None]:
    """Hold the one refresh lock; it falls with the process, however that ends.

    Raises:
        BusyError: somebody else holds it; the sentence says since when.
    """
    layout.state.mkdir(parents=True, exist_ok=True)
    with Path(layout.refresh_lock).open("a+", encoding="utf-8") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            stream.seek(0)
            raise BusyError(
                f"Another refresh is running ({stream.read().strip() or 'just started'}). Wait until it ends, then try "
                "again; what is published can be read meanwhile."
            ) from None
        stream.seek(0)
        stream.truncate()
        stream.write(f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
        stream.flush()
        yield
