"""Where everything lies below the data folder, in one place.

<data>/landing/<system>/<table>/<load_id>.<file>.parquet   the durable truth, append-only
<data>/pipelines/<system>/                                  dlt's own state
<data>/build/                                               the private build, made anew
<data>/last_build/<version>.duckdb                          the private half of the newest publication
<data>/analyst/                                             where an analyst's dbt works, on copies
<data>/published/quarterdeck-<version>.duckdb               what readers open
<data>/published/current.json                               the pointer, replaced atomically
<data>/state/                                               what people create; last runs of each system
<data>/prefect/                                             Prefect's home
"""

from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Layout:
    """The folders and files below one data folder."""

    data_dir: Path

    @property
    def landing(self) -> Path:
        """The landing zone: one folder a system, in it one a table."""
        return self.data_dir / "landing"

    @property
    def pipelines(self) -> Path:
        """Working folders of dlt's pipelines, one a system."""
        return self.data_dir / "pipelines"

    @property
    def build(self) -> Path:
        """The private folder of the build that is under way."""
        return self.data_dir / "build"

    @property
    def build_file(self) -> Path:
        """DuckDB file in which staging, conformed and intermediate models are built."""
        return self.build / "build.duckdb"

    @property
    def serving_file(self) -> Path:
        """DuckDB file that becomes the next publication: marts, scorecard, alerts, audits, loads."""
        return self.build / "serving.duckdb"

    @property
    def dbt(self) -> Path:
        """dbt's own folders of the refresh: the project as it builds it, targets and logs."""
        return self.data_dir / "dbt"

    @property
    def last_build(self) -> Path:
        """Staging, conformed and intermediate models as the newest publication was made from them."""
        return self.data_dir / "last_build"

    @property
    def analyst(self) -> Path:
        """Where `quarterdeck dbt` works: copies of the last build, and dbt's own folders."""
        return self.data_dir / "analyst"

    @property
    def published(self) -> Path:
        """Published versions and the pointer."""
        return self.data_dir / "published"

    @property
    def pointer(self) -> Path:
        """Names the version that readers use; replaced by an atomic rename."""
        return self.published / "current.json"

    @property
    def state(self) -> Path:
        """What the last run of each system said, the refresh lock, and what people create."""
        return self.data_dir / "state"

    @property
    def runs(self) -> Path:
        """Outcome of the newest extraction of every system, as JSON."""
        return self.state / "systems.json"

    @property
    def state_file(self) -> Path:
        """What people create, unless the settings name a server for it."""
        return self.state / "state.sqlite"

    @property
    def refresh_lock(self) -> Path:
        """Held by the one refresh that may run."""
        return self.state / "refresh.lock"

    @property
    def prefect(self) -> Path:
        """Home of the local Prefect server."""
        return self.data_dir / "prefect"
