"""The composition root: from a configuration to everything that one server process holds.

Nothing here waits for a clinic's database. What can be reached is compiled before the server forks, what
cannot when it first answers.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock

import structlog
from flask import Flask

from facade import discovery
from facade.access.clients import Client
from facade.adapter import Accounts
from facade.api.application import create_app
from facade.api.exchange import Mount, Service
from facade.compiler.identity import escape
from facade.config import Config, EndpointConfig, EndpointLimits, RegistrationConfig, SourceConfig
from facade.errors import DeclarationError, Finding, Refused
from facade.interactions.context import Endpoint
from facade.interactions.served import ServedSource
from facade.search.advice import in_brief
from facade.search.pages import Seal
from facade.search.request import ParseSettings
from facade.smart.app_form import are_scopes
from facade.smart.people.ehr import EhrAccounts, EhrSignIn
from facade.smart.safe_fetch import Fetcher
from facade.sources import Documents, Source, SourceFault, SourceSettings, examine
from facade.sources.accounts import AccountReader
from facade.store import Store

RETRY_SECONDS = 5.0
COLLECTED = (50_000, 20, 100)  # how seldom Python's collector looks: a page makes thousands of objects and no cycles
_log = structlog.get_logger("facade.app")


@dataclass(frozen=True, eq=False)
class Facade:
    """One server process. `endpoints` by name; `wsgi` serves them all."""

    wsgi: Flask
    store: Store
    endpoints: Mapping[str, Endpoint]
    contacts: Mapping[str, Contact]  # by the name of the endpoint
    account_readers: tuple[AccountReader, ...] = ()

    def reach(self) -> None:
        """Compile every source that answers now."""
        for contact in self.contacts.values():
            contact.is_made()

    def before_fork(self) -> None:
        """Close what two processes may not share, and keep the collector away from what will never be garbage."""
        self.close()
        gc.collect()
        gc.freeze()
        gc.set_threshold(*COLLECTED)

    def close(self) -> None:
        """Close all connections; a later use makes new ones."""
        for endpoint in self.endpoints.values():
            endpoint.source.source.dispose()
        for reader in self.account_readers:
            reader.dispose()
        self.store.close()


class Contact:
    """Whether a source was ever reached, asked as often as one likes: it is tried every few seconds at most."""

    def __init__(self, source: ServedSource) -> None:
        self._source = source
        self._lock = Lock()
        self._made = False
        self._tried = float("-inf")

    def is_made(self) -> bool:
        """Try if it is time to; the first success tells what the checks found."""
        if not self._made and self._lock.acquire(blocking=False):  # one of the probes that come at once
            try:
                if time.monotonic() - self._tried >= RETRY_SECONDS:
                    self._made = self._try()
                    self._tried = time.monotonic()
            finally:
                self._lock.release()
        return self._made

    def _try(self) -> bool:
        name = self._source.source.name
        try:
            ready = self._source.ready()
            found = [*self._source.findings, *in_brief(ready.source), *examine(self._source.source)]
            found += self._source.documents.examine(f"source {name}")
        except (Refused, SourceFault) as error:
            _log.warning("source not reached", source=name, reason=str(error))
            return False
        for finding in found:
            (_log.error if finding.is_error else _log.warning)("finding", source=name, finding=str(finding))
        _log.info("source reached", source=name, findings=len(found))
        return True


def create(config: Config) -> Facade:
    """Everything that the configuration names; DeclarationError for what can never work."""
    served = _served(config)
    clients = configured_clients(config)
    store = Store.open(config.server.store)
    seal = Seal([key.secret for key in store.keys("page-token")])
    endpoints = {
        name: _endpoint(config, endpoint, served[endpoint.source, endpoint.profiles], seal, store)
        for name, endpoint in config.endpoints.items()
    }
    contacts = {key: Contact(source) for key, source in served.items()}
    reached = {name: contacts[endpoint.source, endpoint.profiles] for name, endpoint in config.endpoints.items()}
    ehr, readers = ehr_sign_in(config)
    service = Service(
        server=config.server,
        mounts=tuple(Mount(config.endpoints[name].path, endpoint) for name, endpoint in endpoints.items()),
        store=store,
        unready=lambda: frozenset(name for name, contact in reached.items() if not contact.is_made()),
        clients=clients,
        fetch=Fetcher(loopback=config.server.demo),
        providers=config.providers,
        registrations=_registrations(config),
        brands={name: endpoint.brand for name, endpoint in config.endpoints.items() if endpoint.brand is not None},
        ehr=ehr if ehr.endpoints else None,
    )
    return Facade(create_app(service), store, endpoints, reached, readers)


def open_source(config: SourceConfig) -> Source:
    """The connections of one source."""
    return Source(_settings_of(config))


def _settings_of(config: SourceConfig) -> SourceSettings:
    return SourceSettings(
        name=config.name,
        url=config.url,
        time_zone=config.time_zone,
        write_url=config.write_url,
        statement_seconds=config.limits.statement_seconds,
        rows=config.limits.rows,
        window=config.limits.window,
        window_bytes=config.limits.window_bytes,
        pool_size=config.limits.pool_size,
        write_pool_size=config.limits.write_pool_size,
    )


def _served(config: Config) -> Mapping[tuple[str, str], ServedSource]:
    """Each source once for each set of profiles that an endpoint claims over it, all on the same connections."""
    opened = {name: (open_source(source), discovery.adapter(source.adapter)) for name, source in config.sources.items()}
    found: dict[tuple[str, str], ServedSource] = {}
    findings: list[Finding] = []
    for endpoint in config.endpoints.values():
        (source, adapter), facts = opened[endpoint.source], config.sources[endpoint.source]
        sets = {item.name: item for item in adapter.profiles}
        if endpoint.profiles and endpoint.profiles not in sets:
            text = f"The adapter {adapter.name} has no profiles {endpoint.profiles}."
            known = ", ".join(("none", *sets))
            findings.append(Finding("config.E009", f"endpoints.{endpoint.name}.profiles", text, f"It takes: {known}."))
        claimed = sets.get(endpoint.profiles)
        key = (endpoint.source, endpoint.profiles)
        documents = _documents(facts)
        found.setdefault(key, ServedSource(source, adapter, facts.site, facts.id_prefix, claimed, documents))
    if findings:
        raise DeclarationError(findings)
    return found


def ehr_sign_in(config: Config) -> tuple[EhrSignIn, tuple[AccountReader, ...]]:
    """The EHRs' own accounts, for the endpoints over sources whose configuration says where to read them."""
    readers: dict[str, tuple[Accounts, AccountReader]] = {}
    findings: list[Finding] = []
    for source in config.sources.values():
        declared = discovery.adapter(source.adapter).accounts
        if source.sign_in_url is None:
            continue
        if declared is None:
            text = f"The adapter {source.adapter} does not know its vendor's accounts."
            findings.append(Finding("config.E010", f"sources.{source.name}.sign_in_url", text, "Leave it out."))
            continue
        statements = declared.statement(), declared.statement(oldest_release=True)
        days = source.sign_in_password_days
        readers[source.name] = declared, AccountReader(_settings_of(source), source.sign_in_url, *statements, days)
    if findings:
        raise DeclarationError(findings)
    known = {
        name: EhrAccounts(*readers[endpoint.source], _practitioner(config.sources[endpoint.source].id_prefix))
        for name, endpoint in config.endpoints.items()
        if endpoint.source in readers
    }
    return EhrSignIn(known), tuple(reader for _, reader in readers.values())


def _practitioner(prefix: str) -> Callable[[str], str]:
    """From a key of an adapter's own map of Practitioner, which has no tag, to the reference."""
    before = f"{prefix}-" if prefix else ""
    return lambda key: f"Practitioner/{before}{escape(key)}"


def _documents(source: SourceConfig) -> Documents:
    return Documents(source.documents, source.limits.document_bytes, source.limits.document_bytes_in_json)


def _endpoint(config: Config, endpoint: EndpointConfig, source: ServedSource, seal: Seal, store: Store) -> Endpoint:
    return Endpoint(
        name=endpoint.name,
        base=config.base(endpoint.name),
        source=source,
        seal=seal,
        strict=not endpoint.lenient,
        settings=_settings(endpoint.limits),
        writes=endpoint.writes,
        stopped=lambda: store.switches.is_on("writes-stopped"),
    )


def _settings(limits: EndpointLimits) -> ParseSettings:
    return ParseSettings(
        default_count=limits.page,
        max_count=limits.most_on_a_page,
        max_parameters=limits.parameters,
        max_or=limits.values,
        max_values=limits.all_values,
        max_codes=limits.codes,
        max_depth=limits.hops,
        max_hops=limits.all_hops,
        max_includes=limits.includes,
    )


def _registrations(config: Config) -> Mapping[str, RegistrationConfig]:
    findings = [
        Finding("registration.E001", f"endpoints.{name}.registration.scope", "One of the scopes grants nothing here.")
        for name, endpoint in config.endpoints.items()
        if not are_scopes(endpoint.registration.scope)
    ]
    if findings:
        raise DeclarationError(findings)
    return {name: endpoint.registration for name, endpoint in config.endpoints.items()}


def configured_clients(config: Config) -> Mapping[str, Client]:
    """The clients of the configuration; DeclarationError if something of them cannot be right."""
    findings: list[Finding] = []
    found = {}
    for client in config.clients.values():
        try:
            found[client.id] = Client(**vars(client))
        except ValueError as error:
            findings.append(Finding("client.E001", f"clients.{client.id}", f"{error}."))
    if findings:
        raise DeclarationError(findings)
    return found
