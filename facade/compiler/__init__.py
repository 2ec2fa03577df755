"""What is derived from a map for one source: nodes, builder, predicates, identity, unification, checks."""
