"""Changes of one user's addresses at once leave an account that one after the other could have left."""

import pytest
from tests.races.test_races import race
from tests.users import logged_in, make_user

from gatepost.accounts.models import Identifier
from gatepost.ground import clock

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
ROUNDS = 20


def with_second(number):
    """A user with a verified primary address and a second one, and two of the user's logins."""
    user = make_user(f"bob{number}@example.org", f"bob{number}")
    second = f"second{number}@example.org"
    Identifier.objects.create(
        user=user,
        kind="email",
        value=second,
        canonical=second,
        claim=second,
        verified_at=clock.now(),
        created_at=clock.now(),
    )
    return user, second


def left(user):
    return {row.value: row.primary for row in Identifier.objects.filter(user=user, kind="email")}


def test_an_address_was_made_primary_and_removed_at_once():
    for number in range(ROUNDS):
        user, second = with_second(number)
        first = user.email
        apis = [logged_in(user), logged_in(user)]

        def change(racer, apis=apis, second=second):
            if racer:
                return apis[1].delete("account/email", {"email": second}).status
            return apis[0].patch("account/email", {"email": second, "primary": True}).status

        statuses = race(change, 2)
        user.refresh_from_db()
        assert sorted(statuses) == [200, 400]
        assert (left(user), user.email) in (({first: True}, first), ({first: False, second: True}, second))


def test_more_addresses_were_added_at_once_than_a_user_may_have(configure):
    configure(accounts={"max_emails": 3})
    for number in range(5):
        user = make_user(f"bob{number}@example.org", f"bob{number}")
        apis = [logged_in(user) for _ in range(8)]

        def add(racer, apis=apis, number=number):
            return apis[racer].post("account/email", {"email": f"more{number}-{racer}@example.org"}).status

        statuses = race(add, 8)
        assert statuses.count(200) == 2
        assert set(statuses) == {200, 400}
        assert len(left(user)) == 3


def test_a_replacement_was_verified_and_removed_at_once(configure, post):
    configure(
        accounts={"login_methods": ["email"], "signup_fields": ["email*", "password*"]},
        email={"change_by_replacing": True, "verification_by": "code"},
    )
    for number in range(ROUNDS):
        user = make_user(f"bob{number}@example.org", f"bob{number}")
        first, second = user.email, f"second{number}@example.org"
        apis = [logged_in(user), logged_in(user)]
        apis[0].post("account/email", {"email": second})
        key = post.code(second)

        def change(racer, apis=apis, second=second, key=key):
            if racer:
                return apis[1].delete("account/email", {"email": second}).status
            return apis[0].post("auth/email/verify", {"key": key}).status

        statuses = race(change, 2)
        user.refresh_from_db()
        assert max(statuses) < 500
        assert (left(user), user.email) in (({first: True}, first), ({second: True}, second))
