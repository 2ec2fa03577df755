"""People: how they prove who they are, how they come in and go, and what of it is told. Knows no HTTP framework."""
