select
    system,
    name as monthly_distribution_percentage_id,
    parent as monthly_distribution_id,
    month as month_name,
    percentage_allocation as percentage
from {{ current_rows(source('erpnext', 'monthly_distribution_percentage'), key='name') }}
