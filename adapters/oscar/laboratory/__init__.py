"""Laboratory messages: the virtual tables that their reports and results stand in, and how these are read."""
