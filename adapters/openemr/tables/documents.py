"""Documents and the tree of categories they are filed in."""

from __future__ import annotations

from sqlalchemy import TIMESTAMP, BigInteger, Date, DateTime, Enum, Index, Integer, String, Table

from facade.adapter import column

from .base import MEDIUM_TEXT, TINY, UUID, metadata, stamped

# The key comes from `sequences`. `url` is a path on the EHR's own host, and may be of one that is long gone.
documents = Table(
    "documents",
    metadata,
    column("id", Integer, primary_key=True, autoincrement=False, server_default="0"),
    column("uuid", UUID, since="6.1.0"),
    column("type", Enum("file_url", "blob", "web_url")),
    column("size", Integer),
    column("date", DateTime),
    column("url", String(255)),
    column("mimetype", String(255)),
    column("owner", Integer, index=True),
    stamped("revision", TIMESTAMP),
    column("foreign_id", BigInteger, index=True),
    column("docdate", Date),
    column("name", String(255), since="6.0.0"),
    column("storagemethod", TINY, nullable=False, server_default="0"),
    column("path_depth", TINY, server_default="1"),
    column("encounter_id", BigInteger, nullable=False, server_default="0"),
    column("encrypted", TINY, nullable=False, server_default="0", since="5.0.2"),
    column("document_data", MEDIUM_TEXT, since="6.0.0"),  # nobody wrote down which release brought it
    column("deleted", TINY, nullable=False, server_default="0", since="6.0.0"),
    Index("documents_revision", "revision"),
)

categories = Table(
    "categories",
    metadata,
    column("id", Integer, primary_key=True, autoincrement=False, server_default="0"),
    column("name", String(255)),
    column("parent", Integer, nullable=False, server_default="0", index=True),
    column("codes", String(255), nullable=False, server_default="", since="5.0.2"),
)

# No index begins with the document.
categories_to_documents = Table(
    "categories_to_documents",
    metadata,
    column("category_id", Integer, primary_key=True, autoincrement=False, server_default="0"),
    column("document_id", Integer, primary_key=True, autoincrement=False, server_default="0"),
)
