"""HTTP: routes, negotiation, headers and failures over the interactions. Thin, and the only room that knows Flask."""
