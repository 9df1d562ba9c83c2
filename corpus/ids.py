"""Ids are hashes of content, so that they are equal on every machine and in every run."""

import hashlib


def content_id(*parts: object) -> str:
    """Return 16 hex digits of sha256 over the parts; the separator keeps ("ab", "c") apart from ("a", "bc")."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()[:16]
