"""From a query string to an expression, and from an expression to SQL."""
