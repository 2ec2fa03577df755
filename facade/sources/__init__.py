"""The clinic's databases, never ours: connections, limits, and what their catalogues say.

Source          one configured database; lends SourceConnection (reads) and WriteConnection
SourceSettings  what it is made from
Documents       the folder of the files that its rows name
examine         the self test at start
"""

from facade.sources.connection import SourceConnection, WriteConnection
from facade.sources.documents import Documents
from facade.sources.facts import durability, non_transactional, read_facts
from facade.sources.failures import Contended, Duplicate, SourceFault
from facade.sources.selftest import examine
from facade.sources.settings import SourceSettings
from facade.sources.source import Source

__all__ = [
    "Contended",
    "Documents",
    "Duplicate",
    "Source",
    "SourceConnection",
    "SourceFault",
    "SourceSettings",
    "WriteConnection",
    "durability",
    "examine",
    "non_transactional",
    "read_facts",
]
