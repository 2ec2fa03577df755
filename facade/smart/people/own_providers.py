"""A person links accounts at outside providers to the own one, and takes such links away.

Whoever may do this could come in as this person from then on, so it takes a sign-in of the last minutes, with a second
factor where there is one. Nobody takes away the only way to come in.
"""

from __future__ import annotations

from datetime import datetime

from facade.smart.people import ehr_sign_in, factors
from facade.smart.people.accounts import Accounts
from facade.store.people import Identity
from facade.store.sessions import Cookie, Session


def linked(accounts: Accounts, person: str) -> frozenset[str]:
    """The names of the configured providers that sign this person in."""
    issuers = {identity.issuer for identity in accounts.store.people.identities(person)}
    return frozenset(name for name, config in accounts.providers.items() if config.issuer in issuers)


def unlink(accounts: Accounts, session: Session, cookie: Cookie, name: str, *, now: datetime) -> bool:
    """Take a link away and end all other sessions; False if the person could not come in any more, or must not."""
    if name not in linked(accounts, session.person) or not factors.may_change_all(accounts, session, now=now):
        return False
    issuer, people = accounts.providers[name].issuer, accounts.store.people
    held = people.identities(session.person)
    others = any(_opens(accounts, identity) for identity in held if identity.issuer != issuer)
    if not others and accounts.store.credentials.password(session.person) is None:
        return False
    for identity in held:
        if identity.issuer == issuer:
            people.detach(session.person, identity)
    accounts.store.sessions.end_all(session.person, but=cookie)
    accounts.tell("factor", "outside account unlinked", session.person)
    return True


def _opens(accounts: Accounts, identity: Identity) -> bool:
    """Whether an outside account is of any use with the present configuration."""
    if ehr_sign_in.is_of_ehr(identity):
        return accounts.ehr is not None
    return any(config.issuer == identity.issuer for config in accounts.providers.values())
