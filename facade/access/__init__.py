"""From a token to what its bearer may see: grants, scopes, compartments, and the token endpoint."""
