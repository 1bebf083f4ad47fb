"""Planters of payments and claims, by the seam at which they stand."""

from ingestion.demo.faults.claims import alter_claims, tell_claims
from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.payees import change_accounts
from ingestion.demo.faults.payees_shared import KIND as SHARED
from ingestion.demo.faults.payees_shared import share_accounts
from ingestion.demo.faults.payment_requests import request_payments
from ingestion.demo.faults.payments import KIND as DUPLICATES
from ingestion.demo.faults.payments import pay_twice


def _requests(ground: Ground) -> None:
    """What the OA was asked for before planted payments."""
    request_payments(ground, DUPLICATES, SHARED)


IN_CHAINS = (alter_claims,)
IN_ERP = (pay_twice, change_accounts, share_accounts)
IN_OA = (_requests, tell_claims)
