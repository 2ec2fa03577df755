"""What the token endpoint and the discovery document know of an endpoint."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EndpointFacts:
    """One FHIR endpoint as the world sees it. `base` is the issuer, without a trailing slash."""

    name: str
    base: str
    token_url: str
