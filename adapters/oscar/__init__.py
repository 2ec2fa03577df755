"""OSCAR EMR: OSCAR 15, OSCAR 19, Open-O and what was upgraded to them."""
