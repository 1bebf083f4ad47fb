"""Planters of receivables, by the seam at which they stand."""

from ingestion.demo.faults.receivables_agreed import plant_agreements
from ingestion.demo.faults.receivables_elsewhere import plant_in_oa, plant_in_pm
from ingestion.demo.faults.receivables_lapping import plant_lapping
from ingestion.demo.faults.receivables_open import plant_due_dates, plant_retention, plant_slipped, plant_undisputed
from ingestion.demo.faults.receivables_trade import plant_receivables

IN_CHAINS = (plant_agreements,)
IN_TRADE = (plant_receivables,)
"""It gives trade new keys, so it has to stand before all others."""
IN_ERP = (plant_slipped, plant_undisputed, plant_retention, plant_due_dates, plant_lapping)
IN_OA = (plant_in_oa,)
IN_PM = (plant_in_pm,)
