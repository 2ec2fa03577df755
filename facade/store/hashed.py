"""What the store keeps of a text that it must know again and may not hold: its SHA-256.

For texts that are random and long. What people choose is hashed slowly (facade.smart.people.passwords).
"""

from __future__ import annotations

import hashlib


def hashed(text: str) -> str:
    """64 hex digits, whatever characters a client sent."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
