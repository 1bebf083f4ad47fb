-- Division and averages of decimals give DOUBLE in DuckDB: no amount may rest, or pass a staging model, as one.
-- depends_on: {{ ref('fct_receivable_balances') }}
-- depends_on: {{ ref('fct_payable_balances') }}
select
    database_name,
    schema_name,
    table_name,
    column_name,
    data_type
from duckdb_columns()
where
    (column_name like '%amount%' or column_name in ('debit', 'credit', 'rate'))
    and schema_name not in ('landing', 'settings')
    and data_type in ('DOUBLE', 'FLOAT')
