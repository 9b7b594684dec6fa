"""How many wrong passwords and codes an account or a network may try, and what more are answered."""

import pytest
from tests.exchanges import CODE, LINK, NUMBER, PHONE
from tests.factors import codes_of, with_app
from tests.headless.limits import limited, member, outcomes, visitor
from tests.users import BOB, NEW, PASSWORD, make_user

CLIENTS = ("app", "browser")
RIGHT = {"email": BOB, "password": PASSWORD}
WRONG = {"email": BOB, "password": "wrong"}
MISMATCH, TOO_MANY = ("email_password_mismatch", "password"), ("too_many_login_attempts", None)
pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("client", CLIENTS)]


def log_in(api, body):
    return api.post("auth/login", body)


@pytest.mark.parametrize("known", [True, False])
def test_five_wrong_passwords_in_five_minutes_close_an_account_to_unknown_clients(client, configure, clock, known):
    limited(configure)
    if known:
        make_user()
    guesses = [log_in(visitor(client, network), WRONG) for network in range(7)]
    assert outcomes(guesses) == [MISMATCH] * 5 + [TOO_MANY] * 2
    assert outcomes([log_in(visitor(client, 8), RIGHT)]) == [TOO_MANY]
    clock.forward(300)
    assert outcomes([log_in(visitor(client, 9), RIGHT)]) == [200 if known else MISMATCH]


def test_a_browser_in_which_the_owner_logged_in_before_is_let_in_whatever_strangers_do(client, configure):
    limited(configure)
    make_user()
    owner = visitor("browser", 1)
    assert log_in(owner, RIGHT).status == 200
    owner.delete("auth/session")
    for network in range(2, 9):
        log_in(visitor(client, network), WRONG)
    assert log_in(owner, RIGHT).status == 200


def test_ten_wrong_passwords_a_minute_close_a_network_for_every_account(client, configure, clock):
    limited(configure)
    make_user()
    names = [{"email": f"user{number}@example.org", "password": "wrong"} for number in range(12)]
    guesses = [log_in(visitor(client, 1), body) for body in names]
    assert outcomes(guesses) == [MISMATCH] * 10 + [TOO_MANY] * 2
    assert outcomes([log_in(visitor(client, 1), RIGHT)]) == [TOO_MANY]
    assert log_in(visitor(client, 2), RIGHT).status == 200
    clock.forward(60)
    assert log_in(visitor(client, 1), RIGHT).status == 200


def test_right_passwords_are_not_counted(client, configure):
    limited(configure)
    make_user()
    assert outcomes(log_in(visitor(client, 1), RIGHT) for _ in range(15)) == [200] * 15
    assert outcomes(log_in(visitor(client, 1), WRONG) for _ in range(5)) == [MISMATCH] * 5


def test_a_login_of_ones_own_does_not_clear_what_a_network_guessed(client, configure):
    limited(configure)
    make_user()
    make_user("eve@example.org", "eve")
    for number in range(9):
        assert outcomes([log_in(visitor(client, 1), {**WRONG, "email": f"u{number}@example.org"})]) == [MISMATCH]
        assert log_in(visitor(client, 1), {**RIGHT, "email": "eve@example.org"}).status == 200
    guesses = [log_in(visitor(client, 1), {**WRONG, "email": f"v{number}@example.org"}) for number in range(3)]
    assert outcomes(guesses) == [MISMATCH, TOO_MANY, TOO_MANY]


def test_a_password_reset_opens_the_account_again(client, configure, post):
    limited(configure, **LINK)
    make_user()
    for network in range(7):
        log_in(visitor(client, network), WRONG)
    api = visitor(client, 8)
    assert api.post("auth/password/request", {"email": BOB}).status == 200
    assert api.post("auth/password/reset", {"key": post.key(BOB), "password": NEW}).status in (200, 401)
    assert log_in(visitor(client, 9), {"email": BOB, "password": NEW}).status == 200


def test_a_name_of_another_kind_has_its_own_words_and_the_same_bucket(client, configure):
    limited(configure)
    make_user()
    for network in range(5):
        body = {"username": "bob", "password": "wrong"}
        assert log_in(visitor(client, network), body).codes == [("username_password_mismatch", "password")]
    assert outcomes([log_in(visitor(client, 6), RIGHT)]) == [TOO_MANY]


def test_too_many_requests_for_a_code_are_named_at_their_field(client, configure, clock):
    limited(configure, **CODE)
    api = visitor(client, 1)
    ask = [visitor(client, network).post("auth/code/request", {"email": BOB}) for network in (1, 1, 1, 1, 1)]
    assert outcomes(ask) == [401] * 3 + [("too_many_login_attempts", "email")] * 2
    others = [api.post("auth/code/request", {"email": f"u{number}@example.org"}) for number in range(20)]
    assert outcomes(others)[:15] == [401] * 15
    assert outcomes(others)[17:] == [("too_many_login_attempts", "email")] * 3
    clock.forward(60)
    assert api.post("auth/code/request", {"email": BOB}).status == 401


def test_and_so_are_those_for_a_number(client, configure):
    limited(configure, **PHONE)
    ask = [visitor(client, 1).post("auth/code/request", {"phone": NUMBER}) for _ in range(5)]
    assert outcomes(ask) == [401] * 3 + [("too_many_login_attempts", "phone")] * 2


def test_five_wrong_second_factors_close_a_login_to_the_right_one_too(client, configure):
    limited(configure)
    user = make_user()
    with_app(user)
    api = visitor(client)
    assert log_in(api, RIGHT).pending == ["mfa_authenticate"]
    guesses = [api.post("auth/2fa/authenticate", {"code": "000000"}) for _ in range(7)]
    assert outcomes(guesses) == [("incorrect_code", "code")] * 5 + [("too_many_login_attempts", "code")] * 2
    right = api.post("auth/2fa/authenticate", {"code": codes_of(user)[0]})
    assert right.codes == [("too_many_login_attempts", "code")]


def test_a_user_reauthenticates_ten_times_a_minute_and_gets_five_wrong_ones(client, configure, clock):
    limited(configure)
    api = member(make_user(), client)
    guesses = [api.post("auth/reauthenticate", {"password": "wrong"}) for _ in range(12)]
    wrong, many = ("incorrect_password", "password"), ("too_many_login_attempts", "password")
    assert outcomes(guesses) == [wrong] * 5 + [many] * 5 + [429] * 2
    clock.forward(300)
    right = [api.post("auth/reauthenticate", {"password": PASSWORD}) for _ in range(12)]
    assert outcomes(right) == [200] * 10 + [429] * 2


def test_reauthentications_count_before_the_input_is_judged(client, configure):
    limited(configure)
    api = member(make_user(), client)
    found = outcomes(api.post("auth/reauthenticate", {}) for _ in range(12))
    assert found == [("required", "password")] * 10 + [429] * 2


def test_strangers_do_not_keep_a_user_from_reauthenticating(client, configure):
    limited(configure)
    user = make_user()
    api, elsewhere = member(user, client, 1), member(user, client, 2)
    for network in range(3, 10):
        log_in(visitor(client, network), WRONG)
    for _ in range(7):
        elsewhere.post("auth/reauthenticate", {"password": "wrong"})
    assert api.post("auth/reauthenticate", {"password": PASSWORD}).status == 200
