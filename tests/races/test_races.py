"""Real threads against a real database: exactly one winner."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from tests.client import Api
from tests.users import BOB, PASSWORD, make_user

from gatepost.features.password import purposes as password_purposes
from gatepost.ground import limits, outbox, secrets
from gatepost.ground.models import Message

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
RACERS, ROUNDS = 16, 20


def race(act, racers=RACERS):
    """Run `act(n)` in threads that have connected and wait at one barrier."""
    barrier = threading.Barrier(racers)

    def run(number):
        try:
            connection.ensure_connection()
            barrier.wait()
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(racers) as pool:
        return list(pool.map(run, range(racers)))


def issue(user):
    return secrets.issue(
        password_purposes.RESET, user_id=user.pk, target=BOB, bound_to="a" * 32, lifetime=timedelta(hours=1)
    )


def test_a_link_is_consumed_once():
    user = make_user()
    for _ in range(ROUNDS):
        issued = issue(user)

        def use(_, key=issued.link):
            found = secrets.find_link(password_purposes.RESET, key)
            return found is not None and secrets.consume(found)

        assert sum(race(use)) == 1


def test_a_code_is_consumed_once_and_guessed_three_times():
    user = make_user()
    for number in range(ROUNDS):
        issued = issue(user)
        typed = issued.code if number % 2 else "ZZZZ-ZZZZ"

        def use(_, code=typed):
            return secrets.guess(password_purposes.RESET, code, "a" * 32, consuming=True)

        found = race(use)
        winners = [one for one in found if not isinstance(one, secrets.Guess)]
        tried = [one for one in found if one is not secrets.Guess.NOTHING_PENDING]
        assert len(winners) == number % 2
        assert len(tried) <= 3


def test_a_limit_of_five_lets_exactly_five_of_sixty_four_through(configure):
    configure(limits={"enabled": True, "rates": {"login_failed": ["5/300"]}})
    for number in range(5):
        waits = race(lambda _, who=f"user:{number}": limits.wait(("login_failed", who)), 64)
        assert sum(not wait for wait in waits) == 5


def test_a_message_is_sent_once(mailoutbox):
    for _ in range(ROUNDS):
        mailoutbox.clear()
        outbox.put("mail", "password/changed", BOB, {"user": "bob"}, language="en")
        race(lambda _: outbox.deliver_due())
        assert len(mailoutbox) == 1
    assert not Message.objects.exclude(sealed="").exists()


@pytest.mark.parametrize("verification", ["mandatory", "optional"])
def test_j2_sixteen_signups_of_one_address_make_one_user(configure, verification):
    configure(
        accounts={
            "login_methods": ["email"],
            "signup_fields": ["email*", "password*"],
            "email_verification": verification,
        },
        email={"verification_by": "code"},
    )
    spellings = ("new@example.org", "NEW@example.org", "New@Example.ORG", " new@example.org")

    def sign_up(number):
        return Api("app").post("auth/signup", {"email": spellings[number % 4], "password": PASSWORD}).status

    for _ in range(3):
        get_user_model().objects.all().delete()
        statuses = race(sign_up)
        assert get_user_model().objects.count() == 1
        assert set(statuses) <= ({401} if verification == "mandatory" else {200, 400})


def test_j1_a_reset_link_used_by_sixteen_makes_one_session(configure, post):
    configure(password={"login_on_reset": True})
    make_user()
    for number in range(5):
        Api("app").post("auth/password/request", {"email": BOB})
        key = post.key(BOB)
        statuses = race(
            lambda racer, key=key, number=number: (
                Api("app")
                .post("auth/password/reset", {"key": key, "password": f"a-new-Secret-{number}-{racer}"})
                .status
            )
        )
        assert statuses.count(200) == 1
        assert max(statuses) < 500


def test_j4_two_users_who_confirm_one_address_end_with_one_owner(configure, post):
    from tests.users import logged_in  # noqa: PLC0415 - only here

    for number in range(5):
        wanted = f"wanted{number}@example.org"
        apis = [logged_in(make_user(f"{name}{number}@example.org", f"{name}{number}")) for name in ("ann", "ben")]
        keys = []
        for api in apis:
            api.post("account/email", {"email": wanted})
            keys.append(post.key(wanted))
        pairs = list(zip(apis, keys, strict=True))
        answers = race(
            lambda racer, pairs=pairs: pairs[racer][0].post("auth/email/verify", {"key": pairs[racer][1]}), 2
        )
        assert sorted(answer.status for answer in answers) == [200, 400]
