"""The ground: properties of keys, texts, codes, limits, outbox."""

import itertools

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from gatepost import conf
from gatepost.errors import Refused
from gatepost.ground import credentials, keyring, limits, outbox, queries, text
from gatepost.ground.models import Message
from gatepost.ground.uuid7 import uuid7
from gatepost.sessions.settings import SessionsSettings


@given(st.sampled_from("srkiv"))
def test_a_credential_has_its_form_and_no_neighbour_of_it_has(kind):
    made = credentials.make(kind)
    assert credentials.well_formed(kind, made)
    assert not any(credentials.well_formed(other, made) for other in "srkiv" if other != kind)
    for position in range(4, len(made)):
        changed = made[:position] + ("0" if made[position] != "0" else "1") + made[position + 1 :]
        assert not credentials.well_formed(kind, changed)
    assert not credentials.well_formed(kind, made[:-1])
    assert not credentials.well_formed(kind, made + "0")


@given(st.text())
def test_no_text_breaks_the_form_check(typed):
    assert not credentials.well_formed("s", typed)
    assert isinstance(credentials.normal_code(typed), str)


def test_codes_are_read_in_any_spelling():
    for _ in range(50):
        code = credentials.mailed_code()
        spellings = (code, code.lower(), code.replace("-", ""), f" {code} ".replace("-", " - "))
        assert len({credentials.normal_code(one) for one in spellings}) == 1


@given(st.binary(max_size=200), st.text(max_size=20), st.text(max_size=20))
def test_a_seal_opens_for_its_row_and_purpose_only(data, row, other):
    sealed = keyring.seal("one", data, row)
    assert keyring.unseal("one", sealed, row) == data
    for purpose, where in (("two", row), ("one", row + "x"), ("two", other)):
        with pytest.raises(keyring.KeyringError):
            keyring.unseal(purpose, sealed, where)


@given(st.text())
def test_no_text_opens_as_a_seal(typed):
    with pytest.raises(keyring.KeyringError):
        keyring.unseal("one", typed, "row")


@given(st.lists(st.text(max_size=10), max_size=4), st.lists(st.text(max_size=10), max_size=4))
def test_digests_differ_where_anything_differs(one, other):
    same = keyring.digest("a", *one) == keyring.digest("a", *other)
    assert same == (one == other)
    assert keyring.digest("a", *one) != keyring.digest("b", *one)


@pytest.mark.parametrize("keys", [[], ["x"], ["x:y"], [":" + "A" * 43], ["a:" + "A" * 42], [7], ["a:" + "?" * 43]])
def test_h7_a_bad_key_is_refused_and_not_repeated(settings, keys):
    settings.GATEPOST = {"KEYS": keys}
    with pytest.raises(ImproperlyConfigured) as told:
        keyring.ring()
    assert "AAAA" not in str(told.value)


@given(st.emails())
def test_an_address_has_one_normal_form(address):
    canonical = text.canonical_email(address)
    if canonical is not None:
        assert text.canonical_email(canonical) == canonical
        assert text.canonical_email(address.upper()) in (canonical, text.canonical_email(address.upper()))


@given(st.text())
def test_no_text_breaks_a_normal_form(typed):
    for kind in ("email", "username", "phone"):
        canonical = text.canonical(kind, typed)
        assert canonical is None or text.canonical(kind, canonical) == canonical


@given(st.text())
def test_a_network_is_an_address_or_nothing(typed):
    assert isinstance(text.network(typed), str)


def test_networks():
    assert text.network("2001:db8::1") == text.network("2001:db8::ffff") != text.network("2001:db8:0:1::1")
    assert text.network("::ffff:10.0.0.1") == "10.0.0.1"


def test_keys_of_rows_sort_by_time(clock):
    made = []
    for _ in range(20):
        made.append(uuid7())
        clock.forward(0.002)
    assert made == sorted(made)
    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {"specified in RFC 4122"}


@pytest.mark.django_db
@given(steps=st.lists(st.integers(min_value=0, max_value=40), min_size=1, max_size=25), number=st.integers(0, 10**12))
def test_a_bucket_never_lets_through_more_than_its_rate(steps, number):
    from gatepost.ground import clock as ground_clock  # noqa: PLC0415 - Hypothesis takes no function fixtures

    now = 1_900_000_000.0
    passed = []
    with override_settings(GATEPOST={**settings.GATEPOST, "limits": {"rates": {"login_failed": ("5/60",)}}}):
        for step in steps:
            now += step
            ground_clock.set_source(lambda now=now: now)
            if not limits.wait(("login_failed", f"user:{number}")):
                passed.append(now)
    ground_clock.set_source(None)
    queries.delete_old_buckets(1e15, 1000)
    assert len(passed) >= min(5, len(steps))
    for first, sixth in itertools.pairwise(passed[::5]):
        assert sixth - first >= 12


@pytest.mark.django_db
def test_a_database_that_does_not_answer_lets_nothing_through(configure, monkeypatch):
    from django.db import DatabaseError  # noqa: PLC0415 - only here
    from tests.client import Api  # noqa: PLC0415

    def away(*_):
        raise DatabaseError

    configure(limits={"enabled": True})
    monkeypatch.setattr(queries, "hit", away)
    with pytest.raises(Refused):
        limits.hit("login_network", "x")
    answer = Api("app").post("auth/login", {"email": "a@example.org", "password": "x"})
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")


@pytest.mark.django_db
def test_k6_a_message_is_tried_again_and_sent_once(mailoutbox, monkeypatch, clock):
    outbox.put("mail", "password/changed", "bob@example.org", {"user": "bob"}, language="en")
    with monkeypatch.context() as broken:
        broken.setattr(outbox, "send", lambda *_: 1 / 0)
        for pause in (0, 5, 10, 20):
            clock.forward(pause)
            assert outbox.deliver_due() == 0
            assert outbox.deliver_due() == 0
    assert Message.objects.get().attempts == 4
    clock.forward(40)
    assert outbox.deliver_due() == 1
    assert outbox.deliver_due() == 0
    assert len(mailoutbox) == 1
    assert Message.objects.get().sealed == ""


@pytest.mark.django_db
def test_k6_a_message_whose_code_has_expired_is_not_sent(mailoutbox, clock):
    from datetime import timedelta  # noqa: PLC0415 - only here

    from gatepost.ground import clock as ground_clock  # noqa: PLC0415

    soon = ground_clock.now() + timedelta(minutes=5)
    outbox.put("mail", "code/login", "bob@example.org", {"code": "x"}, language="en", expires_at=soon)
    clock.forward(301)
    assert outbox.deliver_due() == 0
    assert mailoutbox == []
    assert Message.objects.get().sealed == ""


def test_an_unknown_setting_is_told_with_the_nearest_right_one():
    with pytest.raises(ImproperlyConfigured, match="did you mean 'idle_seconds'"):
        conf.parse(SessionsSettings, {"idle_second": 5})
    with pytest.raises(ImproperlyConfigured, match="idle_seconds"):
        conf.parse(SessionsSettings, {"idle_seconds": "soon"})


def test_settings_come_from_a_file_and_the_environment(tmp_path):
    file = tmp_path / "gatepost.toml"
    file.write_text('[sessions]\nidle_seconds = 5\n[accounts]\nlogin_methods = ["email"]\n')
    environ = {"GATEPOST_SESSIONS__IDLE_SECONDS": "7", "GATEPOST_EMAIL__VERIFICATION_BY": "code", "HOME": "/"}
    assert conf.tree_from(file, environ) == {
        "sessions": {"idle_seconds": 7},
        "accounts": {"login_methods": ["email"]},
        "email": {"verification_by": "code"},
    }


def test_drained_buckets_are_deleted_in_batches(db, configure):
    configure(limits={"enabled": True})
    for number in range(5):
        limits.count(("login_failed", f"user:{number}"))
    counts = [queries.delete_old_buckets(1e15, 4) for _ in range(4)]
    assert counts[:3] == [4, 4, 2]
    assert queries.delete_old_buckets(0.0, 4) == 0


@pytest.mark.parametrize("character", [chr(number) for number in range(128)])
def test_a_username_in_ascii_has_the_same_normal_form_as_one_that_is_folded(character):
    wide = "\N{FULLWIDTH LATIN SMALL LETTER A}"  # folded to `a`
    for before, after in ((" A", "B "), ("", ""), ("A" * 148, "")):
        folded = text.canonical_username(before.replace("A", wide) + character + after)
        assert text.canonical_username(before + character + after) == folded
