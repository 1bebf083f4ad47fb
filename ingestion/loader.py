"""dlt: lands the files of one extraction as one load package of append-only Parquet."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from quarterdeck.errors import LandingError
from quarterdeck.layout import Layout
from quarterdeck.zone import LOADS_TABLE

os.environ.setdefault("RUNTIME__DLTHUB_TELEMETRY", "false")
os.environ.setdefault("RUNTIME__LOG_LEVEL", "ERROR")
os.environ["SCHEMA__NAMING"] = "direct"  # columns are landed under the names that they bear

import dlt  # noqa: E402 - its telemetry is switched off above, before it is imported
from dlt.common.schema.typing import TTableSchemaColumns  # noqa: E402
from dlt.pipeline.exceptions import PipelineStepFailed  # noqa: E402


def load(
    layout: Layout,
    system: str,
    tables: Iterable[tuple[str, Path]],
    load_rows: list[dict[str, object]],
) -> str:
    """Land the tables as one load: all of it becomes visible, or nothing.

    Args:
        layout: where the landing zone lies.
        system: the system's name, its folder in the landing zone.
        tables: landing name of each table, and the Parquet file of its row versions, which is landed as it is.
        load_rows: one row a table for the table of loads.

    Returns:
        the load's id.

    Raises:
        LandingError: dlt could not write the load.
    """
    resources = [_file(name, path) for name, path in tables]
    loads = pa.Table.from_pylist(load_rows)
    resources.append(dlt.resource([loads], name=LOADS_TABLE, columns=_stamps(loads.schema)))
    try:
        info = _pipeline(layout, system).run(resources, loader_file_format="parquet", write_disposition="append")
        info.raise_on_failed_jobs()
    except PipelineStepFailed as error:
        raise LandingError(
            f"The load of system {system!r} could not be written to {layout.landing}: {error.exception}. Check the "
            "free space and the permissions of that folder, then run the refresh again."
        ) from error
    return info.loads_ids[0]


def forget_unfinished(layout: Layout, system: str) -> None:
    """Drop what a killed run extracted but did not load: it will be read again."""
    if (layout.pipelines / system).exists():
        _pipeline(layout, system).abort_packages()


def _pipeline(layout: Layout, system: str) -> dlt.Pipeline:
    layout.landing.mkdir(parents=True, exist_ok=True)
    return dlt.pipeline(
        pipeline_name=system,
        pipelines_dir=str(layout.pipelines),
        destination=dlt.destinations.filesystem(
            bucket_url=layout.landing.as_uri(), layout="{table_name}/{load_id}.{file_id}.{ext}"
        ),
        dataset_name=system,
    )


def _file(name: str, path: Path) -> dlt.sources.DltResource:
    schema = pq.read_schema(path)

    def files() -> Iterator[object]:
        # A file whose columns are those that dlt knows of the table is moved, any other is written again to fit.
        yield dlt.mark.with_file_import(str(path), "parquet", hints=schema.empty_table())

    return dlt.resource(files, name=name, columns=_stamps(schema))


def _stamps(schema: pa.Schema) -> TTableSchemaColumns:
    """Hints without which dlt would call a stamp without a zone UTC, which a source's local time is not."""
    return {
        f.name: {"name": f.name, "data_type": "timestamp", "timezone": f.type.tz is not None, "precision": 6}
        for f in schema
        if pa.types.is_timestamp(f.type)
    }
