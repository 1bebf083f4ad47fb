"""The published warehouse as pages read it: one door a process, one version a page, results kept by version."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from quarterdeck.access import Viewer
from quarterdeck.edition import Edition
from quarterdeck.layout import Layout
from quarterdeck.ordering import Ordering
from quarterdeck.publication import Publication
from quarterdeck.settings import Settings
from quarterdeck.source import source_row
from quarterdeck.warehouse import Warehouse


@dataclass(frozen=True)
class Reader:
    """Reads one version for one viewer, so that all figures of a page agree.

    Attributes:
        settings: of the installation.
        viewer: whose rows.
    """

    settings: Settings
    viewer: Viewer
    _warehouse: Warehouse
    _edition: Edition

    @property
    def publication(self) -> Publication:
        """What is read."""
        return self._edition.publication

    def takes(self, name: str) -> tuple[str, ...]:
        """The parameters of a named query."""
        return self._edition.parameters_of(name)

    def read(self, name: str, ordering: Ordering | None = None, /, **parameters: Any) -> pl.DataFrame:
        """Run a named query, or take its result from memory; see `Warehouse.read` and `Edition.read_ordered`."""
        scope = None if self.viewer.companies is None else tuple(sorted(self.viewer.companies))
        values = tuple(
            (key, tuple(value) if isinstance(value, list) else value) for key, value in sorted(parameters.items())
        )
        return _read(self._edition, self.viewer, str(self.publication.path), scope, name, ordering, values)

    def source_row(self, *, system: str, table: str, key: str) -> pl.DataFrame:
        """The landed versions of one source row; see `quarterdeck.source.source_row`."""
        return source_row(self._warehouse, self.settings.layout, self.viewer, system=system, table=table, key=key)


@contextmanager
def reader(settings: Settings, viewer: Viewer) -> Iterator[Reader]:
    """A reader of the version that is published now.

    Raises:
        PublicationError: nothing is published, or the publication is damaged.
    """
    warehouse = _open_warehouse(settings.layout.data_dir)
    with warehouse.edition() as edition:
        yield Reader(settings, viewer, warehouse, edition)


@st.cache_resource(show_spinner=False)
def _open_warehouse(data_dir: Path) -> Warehouse:
    return Warehouse(Layout(data_dir))


@st.cache_data(show_spinner=False, max_entries=400)
def _read(
    _edition: Edition,
    _viewer: Viewer,
    version: str,
    scope: tuple[str, ...] | None,
    name: str,
    ordering: Ordering | None,
    values: tuple[tuple[str, Any], ...],
) -> pl.DataFrame:
    """`version` and `scope` stand for the edition and the viewer in the memory's key."""
    return _edition.read_ordered(name, _viewer, ordering, **dict(values))
