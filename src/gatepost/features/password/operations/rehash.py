"""Replace an outdated hash after its password was verified."""

from gatepost.accounts import queries
from gatepost.features.password import hashing
from gatepost.ground.user_types import User
from gatepost.sessions import issue
from gatepost.tokens import opaque
from gatepost.tokens.refresh import families


def rehash(user: User, form: str) -> bool:
    """Rehash the normalized password with the current algorithm; the user's sessions and tokens stay valid.

    Args:
        user: The user whose password was just verified.
        form: The form of the password that the stored hash was made from.

    Returns:
        False if the hash was changed in the meantime; that one is kept.
    """
    old_hash = issue.auth_hash(user)
    encoded = hashing.make(form)
    if not queries.set_password(user.pk, user.password, encoded):
        return False
    user.password = encoded
    issue.keep_after_rehash(user, old_hash)
    opaque.keep_after_rehash(user, old_hash)
    families.keep_after_rehash(user, old_hash)
    return True
