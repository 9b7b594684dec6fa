"""How often a mail or an SMS goes to one address, number or account, and what more requests are answered."""

import pytest
from tests.exchanges import CODE, LINK, NUMBER, OTHER_NUMBER, PHONE
from tests.headless.limits import limited, member, outcomes, visitor
from tests.users import BOB, PASSWORD, make_user

CLIENTS = ("app", "browser")
SIGN_UP = {"email": BOB, "password": PASSWORD}
THIRD_NUMBER = "+316312727526"
pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("client", CLIENTS)]


def sign_up(api, **fields):
    return api.post("auth/signup", {**SIGN_UP, **fields})


@pytest.mark.parametrize("taken", [False, True])
def test_a_second_sign_up_by_code_within_ten_seconds_is_429(client, configure, post, clock, taken):
    limited(configure, **CODE)
    if taken:
        make_user()
    assert sign_up(visitor(client, 1)).pending == ["verify_email"]
    again = visitor(client, 2)
    assert sign_up(again).status == 429
    assert again.get("auth/session").pending == []
    assert len(post.to(BOB)) == 1
    clock.forward(10)
    assert sign_up(visitor(client, 3)).pending == ["verify_email"]
    assert len(post.to(BOB)) == 2


@pytest.mark.parametrize("taken", [False, True])
def test_a_second_sign_up_by_link_is_not_429_and_mails_after_three_minutes(client, configure, post, clock, taken):
    limited(configure, **LINK)
    if taken:
        make_user()
    for network, seconds, mails in ((1, 0, 1), (2, 1, 1), (3, 178, 1), (4, 2, 2)):
        clock.forward(seconds)
        assert sign_up(visitor(client, network)).pending == ["verify_email"]
        assert len(post.to(BOB)) == mails, network


def test_a_code_is_mailed_again_once_in_ten_seconds(client, configure, post, clock):
    limited(configure, **CODE)
    api = visitor(client)
    sign_up(api)
    assert api.post("auth/email/verify/resend").status == 429
    assert len(post.to(BOB)) == 1
    clock.forward(10)
    assert api.post("auth/email/verify/resend").status == 200
    assert api.post("auth/email/verify/resend").status == 429
    clock.forward(10)
    assert api.post("auth/email/verify/resend").status == 200
    clock.forward(10)
    assert api.post("auth/email/verify/resend").status == 409
    assert len(post.to(BOB)) == 3
    assert api.post("auth/email/verify", {"key": post.code(BOB)}).status == 200


def test_what_strangers_ask_for_in_the_name_of_an_account_does_not_delay_its_owner(client, configure, post, clock):
    limited(configure, **CODE)
    owner = visitor(client, 1)
    sign_up(owner)
    clock.forward(10)
    for network in range(2, 6):
        sign_up(visitor(client, network))
    assert owner.post("auth/email/verify/resend").status == 200
    clock.forward(10)
    sign_up(visitor(client, 7))
    login = visitor(client, 8).post("auth/login", SIGN_UP)
    assert login.pending == ["verify_email"]


def test_a_login_right_after_a_mail_to_its_unverified_address_is_refused(client, configure, post, clock):
    limited(configure, **CODE)
    make_user(verified=False)
    assert visitor(client, 1).post("auth/login", SIGN_UP).pending == ["verify_email"]
    again = visitor(client, 2)
    assert again.post("auth/login", SIGN_UP).codes == [("too_many_login_attempts", None)]
    assert again.get("auth/session").pending == []
    assert len(post.to(BOB)) == 1
    clock.forward(10)
    assert again.post("auth/login", SIGN_UP).pending == ["verify_email"]


def test_by_link_a_login_right_after_a_mail_waits_without_another_one(client, configure, post):
    limited(configure, **LINK)
    make_user(verified=False)
    for network in (1, 2):
        assert visitor(client, network).post("auth/login", SIGN_UP).pending == ["verify_email"]
    assert len(post.to(BOB)) == 1


def test_a_sign_up_that_waits_may_change_its_address_as_often_as_mails_go_there(client, configure, post, clock):
    limited(configure, **CODE)
    api = visitor(client)
    sign_up(api)
    assert api.post("account/email", {"email": "new@example.org"}).status == 200
    assert api.post("account/email", {"email": BOB}).status == 429
    assert api.get("auth/session").pending == ["verify_email"]
    assert len(post.to(BOB)) == 1
    assert api.post("auth/email/verify", {"key": post.code("new@example.org")}).status == 200


def test_an_address_that_is_added_gets_a_code_once_in_ten_seconds(client, configure, post, clock):
    limited(configure, **CODE)
    api = member(make_user(), client)
    assert api.post("account/email", {"email": "new@example.org"}).status == 200
    assert api.delete("account/email", {"email": "new@example.org"}).status == 200
    assert api.post("account/email", {"email": "new@example.org"}).status == 429
    assert len(post.to("new@example.org")) == 1
    assert len(api.get("account/email").body["data"]) == 1
    clock.forward(10)
    assert api.post("account/email", {"email": "new@example.org"}).status == 200


def phone_sign_up(api, phone=NUMBER):
    return api.post("auth/signup", {"phone": phone, "password": PASSWORD})


@pytest.mark.not_with("email_only")
def test_an_sms_goes_to_a_number_once_in_thirty_seconds(client, configure, post, clock):
    limited(configure, **PHONE)
    api = visitor(client)
    assert phone_sign_up(api).pending == ["verify_phone"]
    assert api.post("auth/phone/verify/resend").status == 429
    assert len(post.to(NUMBER)) == 1
    clock.forward(30)
    assert api.post("auth/phone/verify/resend").status == 200
    assert api.post("auth/phone/verify/resend").status == 429
    assert len(post.to(NUMBER)) == 2
    clock.forward(30)
    assert api.post("auth/phone/verify/resend").status == 200
    assert len(post.to(NUMBER)) == 3
    assert api.post("auth/phone/verify", {"code": post.code(NUMBER)}).status == 200


@pytest.mark.not_with("email_only")
def test_a_network_gets_three_sms_a_minute(client, configure, post):
    limited(configure, **PHONE)
    numbers = [f"+31631272752{digit}" for digit in range(5)]
    answers = [phone_sign_up(visitor(client), number) for number in numbers]
    assert outcomes(answers) == [401, 401, 401, 429, 429]
    assert [len(post.to(number)) for number in numbers] == [1, 1, 1, 0, 0]
    assert phone_sign_up(visitor(client, 2), numbers[4]).status == 401


@pytest.mark.not_with("email_only")
def test_a_second_sign_up_with_a_number_is_429_whether_it_is_taken_or_was_free(client, configure, post, clock):
    limited(configure, **PHONE)
    make_user(phone=OTHER_NUMBER)
    for number in (NUMBER, OTHER_NUMBER):
        clock.forward(60)
        found = [phone_sign_up(visitor(client, network), number).status for network in (1, 2)]
        assert found == [401, 429]
        assert len(post.to(number)) == 1


def test_a_user_changes_a_number_once_a_minute(client, configure, post, clock):
    limited(configure, **PHONE | {"flow": {}})
    api = member(make_user(phone=NUMBER), client)
    assert api.post("account/phone", {"phone": OTHER_NUMBER}).status == 202
    assert api.post("account/phone", {"phone": THIRD_NUMBER}).status == 429
    assert post.to(THIRD_NUMBER) == []
    clock.forward(60)
    assert api.post("account/phone", {"phone": THIRD_NUMBER}).status == 202


@pytest.mark.not_with("email_only")
def test_a_sign_up_changes_its_number_once_a_minute(client, configure, post, clock):
    limited(configure, **PHONE)
    api = visitor(client)
    phone_sign_up(api)
    assert api.post("account/phone", {"phone": OTHER_NUMBER}).status == 202
    assert api.post("account/phone", {"phone": THIRD_NUMBER}).status == 429
    assert post.to(THIRD_NUMBER) == []
    clock.forward(60)
    assert api.post("account/phone", {"phone": THIRD_NUMBER}).status == 202
    assert api.post("auth/phone/verify", {"code": post.code(THIRD_NUMBER)}).status == 200


def test_a_login_code_by_mail_is_sent_again_as_often_as_the_settings_say(client, configure, post):
    limited(configure, code={"resends": 2})
    make_user()
    api = visitor(client)
    api.post("auth/code/request", {"email": BOB})
    assert outcomes(api.post("auth/code/resend") for _ in range(3)) == [200, 200, 409]
    assert len(post.to(BOB)) == 3


def test_a_login_code_by_sms_is_sent_again_once_in_thirty_seconds(client, configure, post, clock):
    limited(configure, **PHONE | {"code": {"resends": 3}})
    make_user(phone=NUMBER)
    api = visitor(client)
    api.post("auth/code/request", {"phone": NUMBER})
    assert outcomes(api.post("auth/code/resend") for _ in range(2)) == [200, 429]
    clock.forward(30)
    assert api.post("auth/code/resend").status == 200
    assert len(post.to(NUMBER)) == 3
