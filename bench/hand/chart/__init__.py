"""Pages of the chart by hand: SQL and dicts for one vendor and one clinic, nothing general in them."""
