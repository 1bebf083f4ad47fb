"""Whatever the book: buckets, residuals, control accounts and trend are what the plain simulation says.

One property asks everything of each warehouse, since making one is what takes the time; the check that fails is named
in the traceback.
"""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.properties import aging, residuals, trend
from tests.properties.books import SIDES, Group
from tests.properties.drawing import days, groups
from tests.properties.profiles import examples
from tests.properties.warehouse import Warehouse

BOUNDS = st.sampled_from([[30, 60, 90, 180, 365], [1], [15, 45]])
BASES = st.sampled_from(["due", "document"])


@examples(28)
@given(group=groups(), more=st.lists(days(), min_size=1, max_size=5), bounds=BOUNDS, basis=BASES)
def test_buckets_residuals_control_and_trend_of_any_book_are_as_simulated(
    warehouse: Warehouse, group: Group, more: list[date], bounds: list[int], basis: str
) -> None:
    warehouse.build_group(group)
    residuals.every_line_is_open_as_simulated(warehouse, group, more)
    residuals.residuals_are_the_control_accounts(warehouse, group, more)
    residuals.the_control_audit_is_right(warehouse, group)
    residuals.no_test_stops_the_publication(warehouse, group)
    for side in SIDES:
        aging.buckets_hold_what_is_open(warehouse, side, group, more[0], bounds, basis)
    aging.the_page_s_buckets_are_the_simulated_ones(warehouse, group, more[0], bounds, basis)
    aging.the_group_s_buckets_are_at_the_rate_of_the_day(warehouse, group, more[0], bounds, basis)
    trend.movements_cumulate_to_the_intervals(warehouse, group)
    trend.the_trend_is_the_aging_of_each_of_its_days(warehouse, group)
