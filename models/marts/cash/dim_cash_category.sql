select
    category,
    display_order,
    section,
    fund_category
from {{ ref('cash_categories') }}
