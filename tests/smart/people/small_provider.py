"""A small OpenID provider on this host: the code flow with PKCE, and every way to get it wrong that a test asks for."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

SECRET = "s e c r e t:% and more of it"
RSA = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
EC = ECKey.generate_key("P-256", {"kid": "two", "use": "sig"})
OTHER = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})  # a stranger's, under the same name


@dataclass
class SmallProvider:
    """`now` is the clock it writes tokens by; the others change what it says."""

    now: int
    client: str = "facade"
    secret: str | None = SECRET
    document: dict = field(default_factory=dict)  # replaces members of the discovery document; None drops one
    claims: dict = field(default_factory=dict)  # replaces claims of the id token; None drops one
    header: dict = field(default_factory=dict)
    key: object = field(default_factory=lambda: RSA)
    published: tuple = (RSA, EC)
    token: object = None  # replaces the whole id token
    raw: dict = field(default_factory=dict)  # path -> (status, headers, body): replaces an answer
    asked: list = field(default_factory=list)  # paths
    codes: dict = field(default_factory=dict)

    def __enter__(self):
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                provider.serve(self, None)

            def do_POST(self):
                provider.serve(self, self.rfile.read(int(self.headers["Content-Length"])).decode())

            def log_message(self, *_):
                """Quietly."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    @property
    def issuer(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def serve(self, request, form):
        path = urlsplit(request.path).path
        self.asked.append(path)
        if path in self.raw:
            status, headers, body = self.raw[path]
        else:
            status, headers, body = self.answer(path, form, request.headers)
        request.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

    def answer(self, path, form, headers):
        if path == "/.well-known/openid-configuration":
            said = {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize?tenant=1",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }
            return 200, {}, without_none(said | self.document)
        if path == "/keys":
            return 200, {}, {"keys": [key.as_dict(private=False) for key in self.published]}
        if path == "/token":
            return self.redeem(dict(parse_qsl(form)), headers)
        return 404, {}, {}

    def redeem(self, form, headers):
        kept = self.codes.pop(form.get("code"), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        right = (
            kept is not None
            and form["grant_type"] == "authorization_code"
            and form["redirect_uri"] == kept["redirect_uri"]
            and challenge.rstrip(b"=").decode() == kept["code_challenge"]
            and self.is_client(form, headers.get("Authorization"))
        )
        if not right:
            return 400, {}, {"error": "invalid_grant"}
        return 200, {}, {"access_token": "x", "token_type": "Bearer", "id_token": self.token or self.id_token(kept)}

    def is_client(self, form, authorization):
        if self.secret is None:
            return authorization is None and form.get("client_id") == self.client
        if authorization is None:
            return (form.get("client_id"), form.get("client_secret")) == (self.client, self.secret)
        pair = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        return tuple(map(unquote, pair.split(":"))) == (self.client, self.secret)

    def id_token(self, kept):
        said = {
            "iss": self.issuer,
            "sub": "subject-1",
            "aud": self.client,
            "exp": self.now + 300,
            "iat": self.now,
            "nonce": kept["nonce"],
        }
        if isinstance(self.key, bytes):
            return shared(without_none(said | kept["claims"] | self.claims), self.key)
        algorithm = {"RSA": "RS256", "EC": "ES256"}[self.key.key_type]
        header = {"alg": algorithm, "kid": self.key.kid, **self.header}
        return jwt.encode(
            header, without_none(said | kept["claims"] | self.claims), self.key, algorithms=[header["alg"]]
        )

    def authorize(self, url, **claims):
        """What a person's browser brings back from the page of this provider."""
        parts = urlsplit(url)
        assert url.startswith(f"{self.issuer}/authorize?tenant=1&")
        asked = dict(parse_qsl(parts.query))
        assert asked["code_challenge_method"] == "S256"
        assert asked["response_type"] == "code"
        assert asked["client_id"] == self.client
        code = secrets.token_urlsafe(8)
        self.codes[code] = {**asked, "claims": claims}
        return [("code", code), ("state", asked["state"])]


def unsigned(claims):
    """Section 6 of RFC 7519's unsecured tokens: what nobody may take."""
    return f"{_parts({'alg': 'none'}, claims)}."


def shared(claims, secret):
    """Signed with what somebody else knows as well."""
    parts = _parts({"alg": "HS256", "kid": "one"}, claims)
    return f"{parts}.{_text(hmac.digest(secret, parts.encode(), 'sha256'))}"


def _parts(*parts):
    return ".".join(_text(json.dumps(part).encode()) for part in parts)


def _text(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def without_none(found):
    return {name: value for name, value in found.items() if value is not None}
