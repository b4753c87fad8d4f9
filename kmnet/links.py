"""Secret links: a random nonce that the database knows, and the server's signature over it.

A leaked copy of the database opens nothing, and the same link can be printed again. The salt keeps
one kind of link from opening another; salts never change, since links are printed.
"""

import secrets

from django.core import signing


def new_nonce() -> str:
    """Sixteen random letters and digits: what a link is known by in the database."""
    return secrets.token_hex(8)


def sign(nonce: str, *, salt: str) -> str:
    """What stands in an address: nonce.signature."""
    return signing.Signer(salt=salt, sep=".").sign(nonce)


def nonce_behind(secret: str, *, salt: str) -> str | None:
    """The nonce of a link that this server signed, None for any other text."""
    try:
        return signing.Signer(salt=salt, sep=".").unsign(secret)
    except signing.BadSignature:
        return None
