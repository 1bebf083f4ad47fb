"""All tables of the ERP, parents first."""

from ingestion.demo.group.erp.schema_collections import COLLECTION_TABLES
from ingestion.demo.group.erp.schema_masters import MASTER_TABLES
from ingestion.demo.group.erp.schema_money import LEDGER_TABLES, MONEY_TABLES
from ingestion.demo.group.erp.schema_trade import TRADE_TABLES

TABLES = (*MASTER_TABLES, *LEDGER_TABLES, *TRADE_TABLES, *MONEY_TABLES, *COLLECTION_TABLES)
