"""The certificate that the server speaks TLS with itself: TLS 1.2 and newer, with forward secrecy.

It is read at start, where a mistake is told at once, and again on SIGHUP, where a mistake leaves the old one in place.
"""

from __future__ import annotations

import ssl
from datetime import datetime

import structlog
from cryptography.x509 import load_pem_x509_certificates

from facade.config import TlsConfig
from facade.errors import DeclarationError, Finding

_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"  # of TLS 1.2; those of 1.3 are all right
_log = structlog.get_logger("facade.tls")


class Certificate:
    """The certificate in use; DeclarationError if there is none to begin with."""

    def __init__(self, files: TlsConfig) -> None:
        self._files = files
        self.context = self._load()

    def reload(self) -> None:
        """Take what the files hold now, if it can be used."""
        try:
            self.context = self._load()
        except DeclarationError as error:
            _log.error("the old certificate stays in use", reason=str(error))

    def _load(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(_CIPHERS)
        context.set_alpn_protocols(["http/1.1"])
        try:
            # Nobody is there to be asked for the password of a key.
            context.load_cert_chain(self._files.certificate, self._files.key, password=lambda: "")
            expires = self._expires()
        except (OSError, ValueError) as error:  # ssl's own errors are among the first
            reason = (error.strerror if isinstance(error, OSError) else None) or "not a certificate with its key"
            text = f"{self._files.certificate} and {self._files.key} cannot be used: {reason}."
            todo = "Both are PEM files, the key without a password."
            raise DeclarationError([Finding("server.E001", "server.tls", text, todo)]) from None
        _log.info("certificate loaded", expires=expires.isoformat())
        return context

    def _expires(self) -> datetime:
        return load_pem_x509_certificates(self._files.certificate.read_bytes())[0].not_valid_after_utc
