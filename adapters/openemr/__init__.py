"""OpenEMR 5 to 8."""
