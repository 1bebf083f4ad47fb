-- What one load brought of a source table: how it was read, and when. No row: the load brought nothing of it.
-- :param system: varchar — the source system
-- :param load_id: varchar — the load
-- :param source_table: varchar — table of the source, as facts carry it
select
    load_id,
    system,
    table_name,
    mode,
    read_rows,
    new_rows,
    changed_rows,
    deleted_rows,
    extracted_at
from audits.loads
where
    system = $system
    and load_id = $load_id
    -- the landing name is the source's: in small letters, joined by _, without the prefix that ERPNext puts before it
    and table_name in (
        $source_table,
        replace(lower(regexp_replace($source_table, '^tab', '')), ' ', '_')
    )
order by table_name
