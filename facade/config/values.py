"""What a configuration says, as frozen values handed down from the composition root."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit


@dataclass(frozen=True)
class ServerLimits:
    """How large a request may be, and how long its client may take to send it. For long URLs there is POST _search."""

    body_bytes: int = 1024 * 1024
    json_depth: int = 50
    url_characters: int = 4094
    read_seconds: int = 20


@dataclass(frozen=True)
class Lifetimes:
    """How long what this server issues is good for.

    Access tokens of people and of backend services; id tokens; refresh tokens with `offline_access`: from one use to
    the next (`refresh_idle_days`) and at most, by patients (`refresh_days`) and by who works in the clinic.
    """

    access_seconds: int = 3600
    system_seconds: int = 300
    id_token_seconds: int = 3600
    refresh_idle_days: int = 90
    refresh_days: int = 365
    clinician_refresh_hours: int = 12

    def offline(self, *, clinician: bool) -> timedelta:
        """How long `offline_access` lasts at most, however often it is used."""
        return timedelta(hours=self.clinician_refresh_hours) if clinician else timedelta(days=self.refresh_days)


@dataclass(frozen=True)
class RatesConfig:
    """Requests a minute, of all workers and machines that share a store together.

    `client`: of one app or backend service; `person`: of one person through all apps; `address`: to what needs no
    token, by one network address; `token`: of one client from one address to the token endpoint; `sign_in`: pages
    where people prove who they are, by one address.
    """

    client: int = 12_000
    person: int = 3_000
    address: int = 1_200
    token: int = 300
    sign_in: int = 60


@dataclass(frozen=True)
class ProxiesConfig:
    """The proxies in front of this server, and the one header in which they say whom they speak for."""

    addresses: tuple[str, ...] = ()
    header: str = "x-forwarded-for"  # or "forwarded"


@dataclass(frozen=True)
class TlsConfig:
    """The certificate (with its chain) and the key that the server speaks TLS with itself, as PEM files."""

    certificate: Path
    key: Path


@dataclass(frozen=True)
class PeopleConfig:
    """How people sign in, and how long it lasts.

    `free_attempts` at a password may follow each other at once, then each waits twice as long as the one before, up
    to `longest_wait_minutes`; after `attempts` somebody must unlock the account. `address_attempts` may fail from one
    network address before it waits in the same way. `idle_minutes` ends the session of whoever works in the clinic,
    `patient_idle_minutes` that of patients and those who look after them, `session_hours` any.
    """

    password_length: int = 12
    free_attempts: int = 5
    address_attempts: int = 30
    longest_wait_minutes: int = 15
    attempts: int = 100
    idle_minutes: int = 15
    patient_idle_minutes: int = 60
    session_hours: int = 12
    enrolment_days: int = 14


@dataclass(frozen=True)
class ServerConfig:
    """`public_url` is the address that clients use, without trailing slash; links are never made from a header.

    `hosts` are further names that the Host header may carry, besides that of `public_url`.
    """

    public_url: str
    store: str = field(repr=False)  # the URL of our own database may hold a password
    demo: bool = False
    hosts: frozenset[str] = frozenset()
    limits: ServerLimits = ServerLimits()
    people: PeopleConfig = PeopleConfig()
    rates: RatesConfig = RatesConfig()
    proxies: ProxiesConfig = ProxiesConfig()
    tls: TlsConfig | None = None  # None: a proxy in front speaks it
    lifetimes: Lifetimes = Lifetimes()

    @cached_property
    def host_names(self) -> frozenset[str]:
        """Every name that may stand in a Host header, in lower case and without a port."""
        own = urlsplit(self.public_url).hostname or ""
        return frozenset({own, *(name.lower().strip("[]") for name in self.hosts)})


@dataclass(frozen=True)
class SourceLimits:
    """What the clinic's database may be asked for at most, per worker process; and how long a document may be.

    `document_bytes`: of one that is served as it is; `document_bytes_in_json`: of one inside a resource.
    """

    statement_seconds: float = 2.0
    rows: int = 100_000_000  # a statement that would read more, pass upon pass, is refused before it runs
    window: int = 500  # stored rows, as messages and days of a schedule, that one answer may read resources out of
    window_bytes: int = 64 * 1024 * 1024  # what is read out of them at most; as much is kept for the next answer
    pool_size: int = 3
    write_pool_size: int = 1
    document_bytes: int = 512 * 1024 * 1024
    document_bytes_in_json: int = 8 * 1024 * 1024


@dataclass(frozen=True)
class SourceConfig:
    """One clinic's database. `site` holds what its adapter wants to know of it: assigning authority and the like.

    `documents`: the folder of the files that its rows name; without it their content is not served. `sign_in_url`: an
    account that may read the EHR's own accounts, and nothing else; with it people may sign in with those.
    `sign_in_password_days`: how long a password of the EHR is good for, where its tables do not tell.
    """

    name: str
    adapter: str
    url: str = field(repr=False)
    time_zone: str
    write_url: str | None = field(default=None, repr=False)
    id_prefix: str = ""
    limits: SourceLimits = SourceLimits()
    site: Mapping[str, str] = field(default_factory=dict)
    documents: Path | None = None
    sign_in_url: str | None = field(default=None, repr=False)
    sign_in_password_days: int | None = None


@dataclass(frozen=True)
class EndpointLimits:
    """What one search may ask for at most.

    `page` is the size of a page without `_count`, `most_on_a_page` the largest; `parameters`, `values` (of one
    parameter), `all_values` and `codes` (that value sets and subtrees stand for) bound what is asked; `hops` a chain,
    a `_has` and the rounds of `:iterate`, `all_hops` those of one search together; `includes` the include parameters.
    """

    page: int = 50
    most_on_a_page: int = 200
    parameters: int = 100
    values: int = 100
    all_values: int = 200
    codes: int = 1000
    hops: int = 4
    all_hops: int = 24
    includes: int = 10


@dataclass(frozen=True)
class RegistrationConfig:
    """Whether developers register their apps themselves, and how apps are kept.

    `mode`: "off", "initial-token" (with a token that clinic IT gave out) or "open" (anyone, until approved unusable).
    `scope`: what such an app may have at most. `rotation_hours`: how long a replaced client secret is good.
    """

    mode: Literal["off", "initial-token", "open"] = "off"
    scope: str = (
        "launch launch/patient launch/encounter openid fhirUser profile offline_access online_access "
        "patient/*.rs user/*.rs"
    )
    rotation_hours: int = 24


@dataclass(frozen=True)
class BrandConfig:
    """Under what name apps show the clinic to people who look for it. `changed`: the day of the last change."""

    name: str
    website: str
    changed: date
    logo: str | None = None
    portal: str | None = None
    developers: str | None = None  # where they learn how to register an app; without it, the website


@dataclass(frozen=True)
class EndpointConfig:
    """One FHIR service base. `writes`: type to the interactions ("create", "update") that are turned on.

    `profiles`: the set of profiles, by its adapter's name for it, that resources claim where they may; "": none.
    """

    name: str
    path: str
    source: str
    lenient: bool = False
    profiles: str = ""
    writes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    limits: EndpointLimits = EndpointLimits()
    registration: RegistrationConfig = RegistrationConfig()
    brand: BrandConfig | None = None


@dataclass(frozen=True)
class ClientConfig:
    """One backend service and the public keys that it signs with. `masks`: type to paths ("Patient.telecom").

    `ip_allow`: the networks that it may come from; none: from anywhere.
    """

    id: str
    jwks: Mapping[str, Any] = field(repr=False)
    scope: str
    endpoints: frozenset[str]
    provider: str | None = None
    permissions: frozenset[str] = frozenset()
    masks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ip_allow: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProviderConfig:
    """An OpenID provider that people may sign in with; `title` is what its button says.

    An outside account signs in the person that it was linked to. A link is made by that person when signed in here,
    or by a claim: `login_claim` holds the person's login here, `links` names for each endpoint the claim that holds a
    reference such as Practitioner/101. With `create` an unknown account makes a new person. Of the roles only those
    that are values of `roles` follow what stands in `roles_claim`.
    """

    name: str
    issuer: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    title: str = ""
    scope: str = "openid profile"
    login_claim: str | None = None
    create: bool = False
    links: Mapping[str, str] = field(default_factory=dict)
    roles_claim: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Config:
    """The whole file; tables by their names."""

    server: ServerConfig
    sources: Mapping[str, SourceConfig]
    endpoints: Mapping[str, EndpointConfig]
    clients: Mapping[str, ClientConfig]
    providers: Mapping[str, ProviderConfig] = field(default_factory=dict)

    def base(self, endpoint: str) -> str:
        """The absolute URL of an endpoint: FHIR base and issuer in one."""
        return self.server.public_url + self.endpoints[endpoint].path
