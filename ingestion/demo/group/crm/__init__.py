"""The group's CRM: accounts, leads, opportunities, quotes, activities, cases."""
