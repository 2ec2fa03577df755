"""How fast the facade is, as ratios measured side by side in one run. Not part of the product."""
