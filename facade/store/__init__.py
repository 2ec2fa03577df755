"""Our own database: tokens, keys and used assertions; never the clinic's data."""

from facade.store.apps import App, AuthMethod
from facade.store.database import Database, StoreConnection
from facade.store.keys import Key
from facade.store.store import Store
from facade.store.tokens import Origin, StoredToken, new_token

__all__ = ["App", "AuthMethod", "Database", "Key", "Origin", "Store", "StoreConnection", "StoredToken", "new_token"]
