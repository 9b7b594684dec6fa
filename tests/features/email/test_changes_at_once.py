"""An address changes while another request of its user waits for the lock; `tests/races` has the same with threads."""

import pytest
from tests.users import logged_in, make_user

from gatepost.accounts import accounts, identifiers, queries

SECOND, MORE = "second@example.org", "more@example.org"


@pytest.fixture
def bob(db):
    """A user with two verified addresses."""
    user = make_user()
    identifiers.confirm(identifiers.add(accounts.load(user), "email", SECOND))
    return user


@pytest.fixture
def meanwhile(monkeypatch):
    """Let another request act before one gets the lock on the user's row.

    Both use one connection here, so that a refusal undoes what the other did, too: only answers can be compared.
    """

    def arrange(act):
        def lock(user_id, real=queries.lock):
            monkeypatch.setattr(queries, "lock", real)
            act()
            real(user_id)

        monkeypatch.setattr(queries, "lock", lock)

    return arrange


def test_an_address_was_removed_that_had_just_become_the_primary_one(bob, meanwhile):
    api, other = logged_in(bob), logged_in(bob)
    meanwhile(lambda: other.patch("account/email", {"email": SECOND, "primary": True}))
    assert api.delete("account/email", {"email": SECOND}).codes == [("cannot_remove_primary_email", "email")]


def test_an_address_became_the_primary_one_that_had_just_been_removed(bob, meanwhile):
    api, other = logged_in(bob), logged_in(bob)
    meanwhile(lambda: other.delete("account/email", {"email": SECOND}))
    assert api.patch("account/email", {"email": SECOND, "primary": True}).codes == [("unknown_email", "email")]


def test_two_addresses_were_added_where_one_more_was_allowed(bob, meanwhile, configure):
    configure(accounts={"max_emails": 3})
    api, other = logged_in(bob), logged_in(bob)
    meanwhile(lambda: other.post("account/email", {"email": MORE}))
    assert api.post("account/email", {"email": "most@example.org"}).codes == [("max_email_addresses", "email")]


def test_an_address_replaced_another_that_had_just_been_removed(bob, meanwhile, configure, post):
    configure(email={"change_by_replacing": True, "verification_by": "code"})
    api, other = logged_in(bob), logged_in(bob)
    api.post("account/email", {"email": MORE})
    meanwhile(lambda: other.delete("account/email", {"email": MORE}))
    assert api.post("auth/email/verify", {"key": post.code(MORE)}).codes == [("invalid_or_expired_key", "key")]
