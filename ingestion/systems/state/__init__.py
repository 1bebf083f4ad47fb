"""What people create with Quarterdeck itself (`quarterdeck/state/schema.py`), landed like any other system.

Every installation has it, under the name `quarterdeck`, without an entry in the settings.
"""

from ingestion.manifest import DeletePolicy, Manifest, Table

MANIFEST = Manifest(
    kind="state",
    tables=(
        Table(
            name="decisions",
            source="decisions",
            columns={
                "decision_id": "bigint",
                "subject_type": "varchar",
                "subject_key": "varchar",
                "decision": "varchar",
                "note": "varchar",
                "decided_by": "varchar",
                "recorded_by": "varchar",
                "seen_version": "varchar",
                "decided_at": "timestamp",
            },
            key="decision_id",
            # Few rows: each time all are read, and what is landed already stays. A row goes only with its whole store,
            # when an older copy of that takes its place: then what the copy says holds.
            deletes=DeletePolicy.KEY_SET,
            proof=("subject_type", "subject_key", "decision", "decided_by"),
        ),
        Table(
            name="closes",
            source="closes",
            columns={
                "close_id": "bigint",
                "month_end_date": "varchar",
                "action": "varchar",
                "version": "varchar",
                "close_date": "varchar",
                "known_until": "timestamp",
                "note": "varchar",
                "decided_by": "varchar",
                "recorded_by": "varchar",
                "decided_at": "timestamp",
            },
            key="close_id",
            deletes=DeletePolicy.KEY_SET,
            proof=("month_end_date", "action", "version", "close_date", "decided_by"),
        ),
    ),
    provides=("decisions", "closes"),
)
