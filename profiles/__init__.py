"""National profiles: identifier and code systems, shapes and constraints that adapters of a country share."""
