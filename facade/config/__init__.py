"""The configuration: one TOML file, checked, as frozen values. Nothing here connects to anything.

    [server]         public_url, store, demo, hosts, limits, lifetimes, people, rates, proxies, tls
    [sources.NAME]   a clinic's database: adapter, url, write_url, time_zone, id_prefix, limits, site facts
    [endpoints.NAME] a FHIR service base: path, sources, unknown_parameters, writes, limits, registration, brand
    [clients.NAME]   a backend service: jwks_file, scope, endpoints, provider, permissions, masks, ip_allow
    [providers.NAME] an OpenID provider that people may sign in with: issuer, client_id, client_secret, claims, roles

Any string may be `env:NAME` or `file:PATH`: then its value comes from there. Relative paths, those in SQLite
URLs too, start at the folder of the file. All mistakes are told at once, as numbered messages.
"""

from facade.config.load import load
from facade.config.values import (
    BrandConfig,
    ClientConfig,
    Config,
    EndpointConfig,
    EndpointLimits,
    Lifetimes,
    PeopleConfig,
    ProviderConfig,
    ProxiesConfig,
    RatesConfig,
    RegistrationConfig,
    ServerConfig,
    ServerLimits,
    SourceConfig,
    SourceLimits,
    TlsConfig,
)

__all__ = [
    "BrandConfig",
    "ClientConfig",
    "Config",
    "EndpointConfig",
    "EndpointLimits",
    "Lifetimes",
    "PeopleConfig",
    "ProviderConfig",
    "ProxiesConfig",
    "RatesConfig",
    "RegistrationConfig",
    "ServerConfig",
    "ServerLimits",
    "SourceConfig",
    "SourceLimits",
    "TlsConfig",
    "load",
]
