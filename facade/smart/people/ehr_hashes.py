"""The password hashes of EHRs, checked and never made: one function for each format of `facade.adapter.HashFormat`.

A stored text that has not exactly the form of its format is nobody's password, nor is one so costly that checking
it would hurt the server. Every comparison is in constant time.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Mapping

import bcrypt
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import Argon2Error, InvalidHashError

from facade.adapter import HashFormat
from facade.smart.people.sha512_crypt import sha512_crypt

MOST_CHARACTERS = 1024  # of a password; longer ones are refused before anything is computed
_BCRYPT = re.compile(r"\$2[aby]\$(0[4-9]|1[0-5])\$[./A-Za-z0-9]{53}\Z")
_BCRYPT_BYTES = 72  # what follows is not part of the password, for every EHR that uses it
_SHA512 = re.compile(r"\$6\$rounds=([1-9][0-9]{3,6})\$([^$:\s]{1,16})\$[./A-Za-z0-9]{86}\Z")
_SHA512_ROUNDS = 1_000_000
_PBKDF2 = re.compile(r"([1-9][0-9]{2,6}):([0-9a-f]{32,128}):([0-9a-f]{32,128})\Z")
_SHA1 = re.compile(r"[-0-9]{20,80}\Z")
_ARGON2 = re.compile(r"\$argon2id?\$v=19\$[^\s]+\Z")
_ARGON2_KIBIBYTES = 1024 * 1024
_ARGON2_TIMES = 20
_hasher = PasswordHasher()

_Check = Callable[[str, str], bool]


def matches(password: str, stored: str, formats: Iterable[HashFormat]) -> bool:
    """Whether `stored`, in one of these formats, is a hash of the password.

    Where it is in none, or in a cheaper one than the first, the first is computed all the same: how long an answer
    takes tells neither whether there is such an account nor what its hash looks like.
    """
    if not 0 < len(password) <= MOST_CHARACTERS or "\0" in password:
        return False
    first, *others = formats
    for form in (first, *others):
        if _FORMS[form].match(stored):
            found = _CHECKS[form](password, stored)
            if form is not first:
                spend(password, first)
            return found
    spend(password, first)
    return False


def spend(password: str, form: HashFormat) -> None:
    """The time of one check in this format."""
    _CHECKS[form](password, _NOBODYS[form])


def _bcrypt(password: str, stored: str) -> bool:
    return bcrypt.checkpw(password.encode()[:_BCRYPT_BYTES], stored.encode("ascii"))


def _tagged_bcrypt(password: str, stored: str) -> bool:
    return _bcrypt(password, stored.removeprefix("{bcrypt}"))


def _argon2(password: str, stored: str) -> bool:
    try:
        asked = extract_parameters(stored)
        if asked.memory_cost > _ARGON2_KIBIBYTES or asked.time_cost > _ARGON2_TIMES:
            return False
        return _hasher.verify(stored, password)
    except (Argon2Error, InvalidHashError):
        return False


def _sha512(password: str, stored: str) -> bool:
    found = _SHA512.match(stored)
    if found is None or int(found[1]) > _SHA512_ROUNDS:
        return False
    return hmac.compare_digest(sha512_crypt(password.encode(), found[2].encode(), int(found[1])), stored)


def _pbkdf2(password: str, stored: str) -> bool:
    iterations, salt, wanted = (text for text in stored.split(":"))
    digest = bytes.fromhex(wanted)
    made = hashlib.pbkdf2_hmac("sha1", password.encode(), bytes.fromhex(salt), int(iterations), len(digest))
    return hmac.compare_digest(made, digest)


def _sha1_decimals(password: str, stored: str) -> bool:
    """Each byte of the digest as Java prints it: -128 to 127, one after the other."""
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).digest()
    text = "".join(str(byte - 256 if byte > 127 else byte) for byte in digest)
    return hmac.compare_digest(text, stored)


_FORMS: Mapping[HashFormat, re.Pattern[str]] = {
    HashFormat.BCRYPT: re.compile(_BCRYPT.pattern.replace("[aby]", "[by]")),
    HashFormat.TAGGED_BCRYPT: re.compile(r"\{bcrypt\}" + _BCRYPT.pattern),
    HashFormat.ARGON2: _ARGON2,
    HashFormat.SHA512_CRYPT: _SHA512,
    HashFormat.PBKDF2_SHA1: _PBKDF2,
    HashFormat.SHA1_DECIMALS: _SHA1,
}
_CHECKS: Mapping[HashFormat, _Check] = {
    HashFormat.BCRYPT: _bcrypt,
    HashFormat.TAGGED_BCRYPT: _tagged_bcrypt,
    HashFormat.ARGON2: _argon2,
    HashFormat.SHA512_CRYPT: _sha512,
    HashFormat.PBKDF2_SHA1: _pbkdf2,
    HashFormat.SHA1_DECIMALS: _sha1_decimals,
}
_NOBODY = "$2b$10$" + "." * 53
_NOBODYS: Mapping[HashFormat, str] = {  # of the usual cost, and of no password
    HashFormat.BCRYPT: _NOBODY,
    HashFormat.TAGGED_BCRYPT: "{bcrypt}" + _NOBODY,
    HashFormat.ARGON2: "$argon2id$v=19$m=65536,t=4,p=1$" + "A" * 22 + "$" + "A" * 43,
    HashFormat.SHA512_CRYPT: "$6$rounds=100000$" + "." * 16 + "$" + "." * 86,
    HashFormat.PBKDF2_SHA1: f"1000:{'0' * 48}:{'0' * 48}",
    HashFormat.SHA1_DECIMALS: "0" * 20,
}
