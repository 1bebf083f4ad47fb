"""The demonstration group's OA (`ingestion.demo.group.oa`): what is landed, how changes are noticed."""

from ingestion.demo.group.oa.schema import TABLES
from ingestion.demo.manifests import manifest_tables
from ingestion.manifest import Manifest

MANIFEST = Manifest(kind="demo_oa", tables=manifest_tables(TABLES), provides=())
