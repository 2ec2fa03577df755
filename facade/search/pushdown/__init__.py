"""One search parameter on one unit as a predicate: a module per type of parameter, as in the standard."""
