"""The demonstration group: six companies, four systems, a history whose books balance, and a future that is fixed.

The whole history and a future beyond it are made at once, as *versions* of rows: what each system holds on a day is the
versions that are seen on it. So time moves without a new throw of the dice.
"""
