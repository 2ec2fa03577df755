"""The same resources by hand, for one vendor and one clinic: what the facade is measured against."""
