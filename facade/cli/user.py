"""`facade user`: the people who sign in. What an administrator does on the pages, for the first one and for scripts."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import click

from facade import app
from facade.access.grant import Grant
from facade.cli import journal
from facade.cli.serve import CONFIG
from facade.config import Config, load
from facade.interactions.context import Context
from facade.smart import rights
from facade.smart.people import administration, enrolment, factors, lockout
from facade.smart.people.accounts import Accounts
from facade.store import Store
from facade.store.people import ROLES, Link, Person, Role

_LOGIN = click.argument("login")
_ENDPOINT = click.option("--endpoint", required=True, help="The name of the endpoint.")
_REFERENCE = click.option("--reference", required=True, help="The resource, such as Practitioner/101 or Patient/7.")
_PROXY = click.option("--proxy", is_flag=True, help="The person acts for this patient, and is not the patient.")
_UNTIL = click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day of the link, in UTC.")
_ROLE = click.Choice(sorted(ROLES))
_LAST = "Nobody would be left to administer; make another administrator first."


@click.group()
def user() -> None:
    """The people who sign in: accounts, roles, links to charts, codes to enrol with."""


@user.command()
@CONFIG
@_LOGIN
@click.option("--name", required=True, help="The person's name, as pages show it.")
@click.option("--language", default="en", show_default=True, type=click.Choice(["en", "fr"]))
@click.option("--role", "roles", multiple=True, default=("app-user",), show_default=True, type=_ROLE)
def add(file: Path, login: str, name: str, language: str, roles: tuple[str, ...]) -> None:
    """Make an account and print the password for the first sign-in."""
    with _opened(file) as accounts:
        new = Person("", login, name, language, _roles(roles))
        found = administration.add(accounts, new, now=_now())
        if isinstance(found, administration.Added):
            click.echo(f"password for the first sign-in: {found.password}")
        elif isinstance(found, enrolment.Taken):
            raise click.ClickException(f"The login {login} is taken.")
        else:
            raise click.ClickException(f"This cannot be a {found.field}.")


@user.command("list")
@CONFIG
def list_(file: Path) -> None:
    """List the accounts: login, status, roles."""
    with _opened(file) as accounts:
        for person in accounts.store.people.all():
            click.echo(f"{person.login}  {person.status}  {' '.join(sorted(person.roles))}")


@user.command()
@CONFIG
@_LOGIN
def show(file: Path, login: str) -> None:
    """Print what is known of an account."""
    with _opened(file) as accounts:
        person = _person(accounts, login)
        held = factors.held(accounts, person.id)
        stopped = lockout.is_locked(accounts, "login", login) or lockout.is_locked(accounts, "second", person.id)
        click.echo(f"id        {person.id}")
        click.echo(f"name      {person.name}")
        click.echo(f"language  {person.language}")
        click.echo(f"status    {person.status}{', stopped by too many attempts' if stopped else ''}")
        click.echo(f"roles     {' '.join(sorted(person.roles)) or 'none'}")
        click.echo(f"factors   {_factors(held)}")
        for link in accounts.store.people.links(person.id, now=_now()):
            click.echo(f"link      {_line(link)}")
        for identity in accounts.store.people.identities(person.id):
            click.echo(f"outside   {identity.subject} at {identity.issuer}")


@user.command()
@CONFIG
@_LOGIN
@_ENDPOINT
@_REFERENCE
@_PROXY
@_UNTIL
@click.option("--provider", help="The EHR's provider that writes are entered under.")
@click.option("--remove", is_flag=True, help="Take the link away.")
def link(
    file: Path,
    login: str,
    endpoint: str,
    reference: str,
    proxy: bool,
    until: datetime | None,
    provider: str | None,
    remove: bool,
) -> None:
    """Say what a person is at an endpoint, or that the person acts for a patient."""
    with _opened(file) as accounts:
        person = _person(accounts, login)
        wanted = Link(person.id, endpoint, reference, proxy, provider, _end(until))
        if remove:
            done = administration.unlink(accounts, wanted)
            problem = "There is no such link."
        else:
            _check(load(file), endpoint, reference)
            done = administration.link(accounts, wanted, now=_now())
            problem = "This person is somebody else there already, or nobody can be that."
        if not done:
            raise click.ClickException(problem)
        click.echo("unlinked" if remove else "linked")


@user.command()
@CONFIG
@_LOGIN
@click.option("--give", multiple=True, type=_ROLE)
@click.option("--take", multiple=True, type=_ROLE)
def role(file: Path, login: str, give: tuple[str, ...], take: tuple[str, ...]) -> None:
    """Give and take roles, and print those that are left."""
    with _opened(file) as accounts:
        person = _person(accounts, login)
        roles = (person.roles | _roles(give)) - _roles(take)
        if roles != person.roles and not administration.set_roles(accounts, person, roles, now=_now()):
            raise click.ClickException(_LAST)
        click.echo(" ".join(sorted(roles)) or "none")


@user.command()
@CONFIG
@_LOGIN
def lock(file: Path, login: str) -> None:
    """Lock a person out: sessions, consents and tokens are gone within a second."""
    with _opened(file) as accounts:
        administration.lock(accounts, _person(accounts, login), now=_now())
        click.echo("locked")


@user.command()
@CONFIG
@_LOGIN
def unlock(file: Path, login: str) -> None:
    """Let a person sign in again, after a lock or too many attempts."""
    with _opened(file) as accounts:
        administration.unlock(accounts, _person(accounts, login), now=_now())
        click.echo("unlocked")


@user.command()
@CONFIG
@_LOGIN
def remove(file: Path, login: str) -> None:
    """Take an account away, with everything it can be entered by."""
    with _opened(file) as accounts:
        person = _person(accounts, login)
        links = accounts.store.people.links(person.id, now=_now())
        if not administration.remove(accounts, person, now=_now()):
            raise click.ClickException(_LAST)
        click.echo("removed")
        for text in _still(accounts, links):
            click.echo(text)


@user.command()
@CONFIG
@_LOGIN
@click.option("--factors", "also", is_flag=True, help="Forget the second factors, too.")
def reset(file: Path, login: str, also: bool) -> None:
    """Print a password for the next sign-in; sessions, consents and tokens end."""
    with _opened(file) as accounts:
        password = administration.reset(accounts, _person(accounts, login), now=_now(), factors=also)
        click.echo(f"password for the next sign-in: {password}")


@user.command("enrol-code")
@CONFIG
@_ENDPOINT
@_REFERENCE
@_PROXY
@_UNTIL
@click.option("--days", type=click.IntRange(1, 14), help="How long the code may be used.")
def enrol_code(
    file: Path, endpoint: str, reference: str, proxy: bool, until: datetime | None, days: int | None
) -> None:
    """Print a code with which a patient, or somebody who looks after one, makes an account."""
    with _opened(file) as accounts:
        _check(load(file), endpoint, reference)
        end = _end(until)
        code = enrolment.issue(
            accounts, endpoint, reference, now=_now(), proxy=proxy, link_expires=end, days=days, by=journal.actor()
        )
        click.echo(code)


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[Accounts]:
    config = load(file)
    with contextlib.closing(Store.open(config.server.store)) as store:
        yield Accounts(store, config.server.public_url, config.server.people, config.providers, record=journal.record)


def _person(accounts: Accounts, login: str) -> Person:
    person = accounts.store.people.by_login(login)
    if person is None or person.status == "removed":
        raise click.ClickException(f"There is no account {login}.")
    return person


def _still(accounts: Accounts, links: Iterable[Link]) -> Iterator[str]:
    """Other accounts of who was removed: they go on."""
    people = accounts.store.people
    for one in links:
        for id in () if one.proxy else people.linked(one.endpoint, one.reference, now=_now()):
            other = people.find(id)
            own = [link for link in people.links(id, one.endpoint, now=_now()) if not link.proxy]
            if other is not None and any(link.reference == one.reference for link in own):
                yield f"another account is {one.reference} at {one.endpoint}: {other.login}"


def _check(config: Config, endpoint: str, reference: str) -> None:
    """A misspelt id would show one patient's chart to another."""
    if endpoint not in config.endpoints:
        raise click.ClickException(f"No such endpoint; the file has: {', '.join(sorted(config.endpoints))}.")
    with contextlib.closing(app.create(config)) as facade:
        nobody = Grant("facade user", endpoint, ())
        context = Context(facade.endpoints[endpoint], nobody, _now(), lambda event: None)
        if not rights.is_known(reference, context=context):
            raise click.ClickException(f"{endpoint} has no {reference}.")


def _roles(names: tuple[str, ...]) -> frozenset[Role]:
    return frozenset(cast("Role", name) for name in names)


def _factors(held: factors.Held) -> str:
    found = [name for name, has in (("password", held.password), ("authenticator app", held.app)) if has]
    found += [f"{len(held.passkeys)} passkeys"] if held.passkeys else []
    return ", ".join(found) or "none"


def _line(link: Link) -> str:
    kind = "acts for" if link.proxy else "is"
    until = f" until {link.expires:%Y-%m-%d}" if link.expires else ""
    provider = f", provider {link.provider}" if link.provider else ""
    return f"{kind} {link.reference} at {link.endpoint}{until}{provider}"


def _end(until: datetime | None) -> datetime | None:
    """The end of a day."""
    return None if until is None else until.replace(hour=23, minute=59, second=59, tzinfo=UTC)


def _now() -> datetime:
    return datetime.now(UTC)
