select
    category,
    display_order,
    section
from {{ ref('cash_categories') }}
