"""The demonstration group's project system (`ingestion.demo.group.pm`): what is landed, how changes are noticed."""

from ingestion.demo.group.pm.schema import TABLES
from ingestion.demo.manifests import manifest_tables
from ingestion.manifest import Manifest

MANIFEST = Manifest(kind="demo_pm", tables=manifest_tables(TABLES), provides=())
