"""Links that name their user: who gets them, what they are good for, and when they die."""

import re

import pytest
from django.contrib.auth import get_user_model
from tests.users import BOB, NEW, PASSWORD, make_user

from gatepost.accounts.accounts import load
from gatepost.accounts.models import Identifier
from gatepost.errors import Refused
from gatepost.features.account.operations import closing
from gatepost.features.account.operations import names as own_account
from gatepost.features.password.operations import recover_by_link
from gatepost.flow import account_links, activation
from gatepost.flow.proof import Proof
from gatepost.flow.sign_up import create, draft
from gatepost.flow.visit import Bearer, Visit
from gatepost.ground import credentials
from gatepost.ground.models import OneTimeSecret

LINK = re.compile(r"https://front\.example\.org/(\w+)/(\S+?)/(\S+)")
VISIT = Visit(
    links={
        name: f"https://front.example.org/{name}/{{uid}}/{{token}}"
        for name in ("reset_password", "reset_username", "activate")
    }
)


def read(post, address):
    purpose, uid, token = LINK.findall(post.to(address)[-1])[-1]
    return purpose, account_links.read_uid(uid), token


def ask(post, email=BOB):
    recover_by_link.request(VISIT, email=email)
    return read(post, email)[1:]


def set_password(user_id, token, password=NEW):
    return recover_by_link.finish(VISIT, user_id=user_id, token=token, password=password)


def refusal(act):
    with pytest.raises(Refused) as caught:
        act()
    return [(one.code, one.param) for one in caught.value.refusals]


INVALID = [("invalid_token", "token")]


def test_a_mailed_token_sets_a_password_once(post):
    user = make_user()
    user_id, token = ask(post)
    set_password(user_id, token)
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert refusal(lambda: set_password(user_id, token)) == INVALID


def test_a_token_has_the_form_that_clients_know(post):
    make_user()
    _, token = ask(post)
    assert re.fullmatch(r"[0-9a-z]{6}-[0-9a-f]{32}", token)
    assert not OneTimeSecret.objects.filter(digest__contains=token[7:]).exists()


def test_junk_costs_no_statement_for_the_token(post, django_assert_num_queries):
    user = make_user()
    with django_assert_num_queries(1):
        assert refusal(lambda: set_password(user.pk, "aaaaaa-" + "0" * 32)) == INVALID
    assert credentials.well_formed_paired(credentials.paired())


def test_an_unknown_user_is_told_before_a_bad_token(post):
    assert refusal(lambda: set_password(None, "x")) == [("unknown_user", "uid")]
    assert refusal(lambda: set_password(4711, "x")) == [("unknown_user", "uid")]


@pytest.mark.parametrize("shown", ["", "!", "MQ==", "a" * 500, "é", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0", "AA", "_" * 4])
def test_no_text_is_a_users_key_by_accident(post, shown):
    key = account_links.read_uid(shown)
    assert refusal(lambda: set_password(key, "x")) == [("unknown_user", "uid")]


def test_uids_lead_back_to_their_user(db):
    user = make_user()
    assert account_links.read_uid(account_links.uid(user)) == user.pk
    assert account_links.read_uid36(account_links.uid36(user)) == user.pk


@pytest.mark.parametrize("change", ["login", "password", "address", "disabled", "late"])
def test_f13_a_token_dies_with_what_it_was_made_for(post, clock, change):
    user = make_user()
    user_id, token = ask(post)
    if change == "login":
        type(user).objects.filter(pk=user.pk).update(last_login="2026-01-01T00:00:00Z")
    elif change == "password":
        user.set_password(NEW)
        user.save()
    elif change == "address":
        own_account.readdress(Visit(bearer=Bearer(user=user)), user, email="new@example.org")
    elif change == "disabled":
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    else:
        clock.forward(3 * 86400 + 1)
    assert refusal(lambda: set_password(user_id, token)) == INVALID


def test_an_older_link_works_until_one_is_used(post):
    make_user()
    user_id, first = ask(post)
    _, second = ask(post)
    set_password(user_id, first)
    assert refusal(lambda: set_password(user_id, second, PASSWORD)) == INVALID


def test_f14_a_token_of_one_purpose_is_worthless_for_another(post):
    user = make_user()
    user_id, token = ask(post)
    assert refusal(lambda: own_account.finish_rename(VISIT, user_id=user_id, token=token, name="rob")) == INVALID
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert refusal(lambda: activation.activate(VISIT, user_id=user_id, token=token)) == INVALID


def test_a_token_of_another_user_is_worthless(post):
    make_user()
    amy = make_user("amy@example.org", "amy")
    _, token = ask(post)
    assert refusal(lambda: set_password(amy.pk, token)) == INVALID


def test_an_account_that_merely_names_an_address_gets_no_link(post):
    first = make_user()
    create(VISIT, draft({"username": "bobby", "email": "Bob@example.org"}), by="password", activates=False)
    recover_by_link.request(VISIT, email=BOB)
    uids = [LINK.findall(mail)[-1][1] for mail in post.to(BOB)]
    assert uids == [account_links.uid(first)]


def test_letters_count_where_the_wire_says_so(post):
    user = make_user()
    get_user_model().objects.filter(pk=user.pk).update(email="Bob@example.org")
    load(get_user_model().objects.get(pk=user.pk))
    Identifier.objects.filter(user=user, kind="email").update(value="Bob@example.org")
    recover_by_link.request(VISIT, email="BOB@example.org", exact=True)
    assert post.all() == []
    recover_by_link.request(VISIT, email="Bob@example.org", exact=True)
    assert [to for to, _, _ in post.all()] == ["Bob@example.org"]


def test_a_bad_password_uses_nothing_up(post):
    make_user()
    user_id, token = ask(post)
    assert ("password_too_short", "password") in refusal(lambda: set_password(user_id, token, "short"))
    set_password(user_id, token)


def test_nobody_and_somebody_cost_the_same_statements(post, django_assert_num_queries):
    make_user(verified=False)
    for email in ("nobody@example.org", BOB):
        with django_assert_num_queries(6):
            recover_by_link.request(VISIT, email=email)
    assert post.to("nobody@example.org") == []


def test_an_account_opens_with_the_link_and_its_address_is_proved(post):
    account = create(VISIT, draft({"username": "amy", "email": "amy@example.org"}), by="password", activates=True)
    purpose, user_id, token = read(post, "amy@example.org")
    assert purpose == "activate"
    activation.activate(VISIT, user_id=user_id, token=token)
    account.user.refresh_from_db()
    assert account.user.is_active
    assert load(account.user).has_verified("email")
    assert refusal(lambda: activation.activate(VISIT, user_id=user_id, token=token)) == [("already_active", None)]


def test_only_who_waits_for_activation_gets_another_link(post):
    make_user()
    disabled = make_user("amy@example.org", "amy")
    type(disabled).objects.filter(pk=disabled.pk).update(is_active=False)
    create(VISIT, draft({"username": "eve", "email": "eve@example.org"}), by="password", activates=True)
    for email in (BOB, "amy@example.org", "eve@example.org"):
        activation.request(VISIT, email=email)
    assert [to for to, _, _ in post.all()] == ["eve@example.org", "eve@example.org"]


def test_a_link_for_a_user_name_sets_it_once(post):
    user = make_user()
    make_user("amy@example.org", "amy")
    own_account.request_rename(VISIT, email=BOB)
    purpose, user_id, token = read(post, BOB)
    assert purpose == "reset_username"
    taken = refusal(lambda: own_account.finish_rename(VISIT, user_id=user_id, token=token, name="Amy"))
    assert taken == [("username_taken", "username")]
    own_account.finish_rename(VISIT, user_id=user_id, token=token, name="Robert")
    user.refresh_from_db()
    assert user.username == "Robert"
    again = refusal(lambda: own_account.finish_rename(VISIT, user_id=user_id, token=token, name="rob"))
    assert again == INVALID


def test_a_new_name_leads_to_its_user_and_the_old_one_is_free(db):
    user = make_user()
    own_account.rename(Visit(bearer=Bearer(user=user)), Proof(method="password", at=0), username="rob")
    assert [row.value for row in load(user).all_of("username")] == ["rob"]
    make_user("amy@example.org", "bob")


def test_a_new_address_is_not_proved_and_the_old_one_gets_word(post, configure):
    configure(accounts={"notifications": True})
    user = make_user()
    own_account.readdress(Visit(bearer=Bearer(user=user)), user, email="new@example.org")
    user.refresh_from_db()
    assert user.email == "new@example.org"
    assert not load(user).has_verified("email")
    assert "new@example.org" in post.to(BOB)[-1]


def test_an_address_may_be_given_up(db):
    user = make_user()
    own_account.readdress(Visit(bearer=Bearer(user=user)), user, email="")
    user.refresh_from_db()
    assert user.email == ""
    assert not load(user).all_of("email")


def test_another_spelling_of_an_address_stays_proved(db):
    user = make_user()
    own_account.readdress(Visit(bearer=Bearer(user=user)), user, email="BOB@example.org")
    row = load(user).primary("email")
    assert (row.value, row.verified_at is not None) == ("bob@example.org", True)


def test_a_deleted_account_is_gone_with_its_names(db):
    user = make_user()
    closing.delete(Visit(bearer=Bearer(user=user)), Proof(method="password", at=0), user)
    assert make_user().pk != user.pk
