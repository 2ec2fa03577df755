"""A security key in software, as a browser would use it: WebAuthn Level 2 §6.1 and §6.5, ES256, attestation "none"."""

from __future__ import annotations

import hashlib
import json
import os
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
NOBODY = bytes(16)


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


class SecurityKey:
    """One credential for one site. `count` None: a key that does not count."""

    def __init__(self, host="fhir.example.org", origin="https://fhir.example.org", count: int | None = 0):
        self.host, self.origin, self.count = host, origin, count
        self.id = os.urandom(32)
        self.key = ec.generate_private_key(ec.SECP256R1())

    def create(self, options: str, *, flags=PRESENT | VERIFIED, **client) -> str:
        """The answer to `navigator.credentials.create`."""
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = NOBODY + struct.pack(">H", len(self.id)) + self.id + cbor2.dumps(public)
        data = self._data(flags | ATTESTED) + attested
        answer = {
            "clientDataJSON": text(self._client("webauthn.create", options, client)),
            "attestationObject": text(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
        }
        return self._credential(answer)

    def get(self, options: str, *, flags=PRESENT | VERIFIED, **client) -> str:
        """The answer to `navigator.credentials.get`."""
        if self.count is not None:
            self.count += 1
        data = self._data(flags)
        said = self._client("webauthn.get", options, client)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        answer = {
            "clientDataJSON": text(said),
            "authenticatorData": text(data),
            "signature": text(signature),
        }
        return self._credential(answer)

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + struct.pack(">I", self.count or 0)

    def _client(self, type: str, options: str, changed: dict) -> bytes:
        challenge = json.loads(options)["challenge"]
        assert len(urlsafe_b64decode(challenge + "==")) >= 16
        return json.dumps({"type": type, "challenge": challenge, "origin": self.origin, **changed}).encode()

    def _credential(self, answer: dict) -> str:
        return json.dumps({"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": answer})
