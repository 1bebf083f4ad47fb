"""The refresh: extract → snapshot → build → audit → custom → publish, as a Prefect flow.

Prefect is imported by `run_refresh` only once the local server is up, since it reads its settings on import.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flows.build import clear_build
from flows.locks import exclusive
from flows.server import ensure_server, server_environment
from flows.steps import RefreshOutcome
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
        clear_build(settings.layout)  # what a killed refresh left
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
    busy = (
        "Another refresh is running ({holder}). Wait until it ends, then try again; what is published can be read "
        "meanwhile."
    )
    with exclusive(layout.refresh_lock, busy):
        yield
