"""The one door to argon2id."""

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

_hasher = PasswordHasher()
_dummy: str | None = None


def use_cheap_hashes() -> None:
    """Lower the cost for tests; only the test mode calls this."""
    global _hasher, _dummy
    _hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    _dummy = None


def hash_password(password: str) -> str:
    """Hash with argon2id."""
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Verify a password; for an unknown user the same work is done on a hash that nothing matches."""
    global _dummy
    if password_hash is None:
        _dummy = _dummy or _hasher.hash("no password is this one")
    try:
        return _hasher.verify(password_hash or _dummy or "", password) and password_hash is not None
    except VerificationError:
        return False
