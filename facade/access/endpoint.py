"""What the authorization server and the discovery documents know of an endpoint."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EndpointFacts:
    """One FHIR endpoint as the world sees it. `base` is the issuer, without a trailing slash."""

    name: str
    base: str

    @property
    def token_url(self) -> str:
        """Where tokens come from; also what an assertion is addressed to."""
        return self.oauth("token")

    def oauth(self, name: str) -> str:
        """The absolute URL of one of the OAuth endpoints."""
        return f"{self.base}/oauth/{name}"
