"""Contracts and purchasing, and approvals: the planters of the area, by seam."""

from ingestion.demo.faults.purchasing_approvals import approvals_exceed_limits, steps_are_skipped
from ingestion.demo.faults.purchasing_bills import bills_exceed_orders, receipts_show_accrual, receipts_stay_accrued
from ingestion.demo.faults.purchasing_changes import (
    changes_are_billed,
    changes_are_split,
    changes_stay_unapproved,
)
from ingestion.demo.faults.purchasing_contracts import changes_are_applied_for
from ingestion.demo.faults.purchasing_orders import orders_are_split
from ingestion.demo.faults.purchasing_payments import (
    contracts_are_billed,
    contracts_are_overpaid,
    contracts_get_advances,
    payments_were_asked_for,
)
from ingestion.demo.faults.purchasing_signatures import contracts_show_signature, work_begins_early
from ingestion.demo.faults.purchasing_splits import requests_are_split
from ingestion.demo.faults.purchasing_tenders import tenders_are_held

IN_CHAINS = (contracts_get_advances, changes_are_applied_for)
IN_TRADE = (
    contracts_are_billed,
    work_begins_early,
    changes_are_billed,
    bills_exceed_orders,
    receipts_stay_accrued,
    orders_are_split,
)
IN_ERP = (receipts_show_accrual, contracts_are_overpaid)
IN_OA = (
    contracts_show_signature,
    changes_stay_unapproved,
    changes_are_split,
    payments_were_asked_for,
    tenders_are_held,
    requests_are_split,
    approvals_exceed_limits,
    steps_are_skipped,
)
