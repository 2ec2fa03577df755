"""What Canadian resources have in common (CA Core+ and CA Baseline)."""
