"""Statements that are built once say what Django's own say, and their placeholders take any value."""

import importlib
import inspect
import pkgutil
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.users import BOB, make_user

import gatepost
from gatepost.accounts import queries as account_queries
from gatepost.accounts.models import Identifier
from gatepost.ground import clock, secret_queries
from gatepost.ground.models import OneTimeSecret
from gatepost.ground.prebuilt_row_queries import LONGEST_LIST, Change, ChangedRows, Removal, Rows
from gatepost.ground.prebuilt_value_queries import Values
from gatepost.sessions import issue
from gatepost.sessions import queries as session_queries
from gatepost.sessions.models import Session

LATER = timedelta(minutes=5)


def sent(act):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        act()
    return [query["sql"] for query in captured.captured_queries]


def secret(**columns):
    now = clock.now()
    row = OneTimeSecret(
        purpose="p", digest=uuid.uuid4().hex, bound_to="s", created_at=now, expires_at=now + LATER, **columns
    )
    row.save()
    return row


def modules():
    for found in pkgutil.walk_packages(gatepost.__path__, "gatepost."):
        if found.name.endswith("queries"):
            yield importlib.import_module(found.name)


def declared():
    """Every such statement of the package, by its name."""
    for module in modules():
        for name, value in vars(module).items():
            if isinstance(value, ChangedRows) and connection.vendor == "mysql":
                continue  # MariaDB has no UPDATE … RETURNING
            if isinstance(value, Rows | Change | Removal):
                yield f"{module.__name__}.{name}", value


VALUES = {
    **dict.fromkeys(("session_id", "family_id", "token_id", "row_id", "grant_id"), uuid.uuid4()),
    **dict.fromkeys(("now", "seen_before", "used_before", "since", "expires_at", "verified_at"), clock.now()),
    **{key: ["a", "b"] for key in ("digests", "lookups")},
    **dict.fromkeys(("number", "counter"), 2**52),
}

OTHERS = {
    "ground.secret_queries._charged_or_consumed": {"right": ["a", "b"]},
    "ground.secret_queries._drop": {"purpose": "p", "used_at__isnull": True},
    "ground.secret_queries._renew": {"expires_at": clock.now()},
    "sessions.queries._replace": {"proofs": "[]", "ip": "192.0.2.1", "expires_at": clock.now()},
    "accounts.authenticator_queries._record_use": {"last_used_at": clock.now()},
    "tokens.opaque_queries._touch": {"last_used_at": clock.now()},
    "tokens.refresh.family_queries._find": {"lookup": ["a", "b"]},
    "features.provider.queries._grants_of_sessions": {"numbers": [2**52, 1]},
    "features.provider.queries._delete_access": {"id": uuid.uuid4()},
    "features.provider.queries._delete_answered": {"user_id": 1, "client__id__in": [uuid.uuid4()]},
    "features.provider.queries._family_ids": {"id": uuid.uuid4()},
    "features.provider.queries._answer": {"denied_at": clock.now()},
    "features.provider.queries._update_consent": {"scope": "openid"},
    "features.provider.queries._device_requests": {"digest__in": ["a", "b"]},
    "features.provider.queries._delete_grants": {"client__id__in": [uuid.uuid4()]},
    "features.social.queries._used": {"last_used_at": clock.now()},
    "tokens.refresh.family_queries._delete": {"lookup__in": ["a", "b"]},
    "tokens.opaque_queries._delete_others": {"kinds": ["authtoken", "knox"]},
    "features.provider.queries._delete_families": {"ids": [uuid.uuid4(), uuid.uuid4()]},
    "accounts.queries._delete_identifiers": {"verified_at__isnull": True, "value": "x"},
    "tokens.refresh.family_queries._rotate": {"current": "x", "rotated_at": clock.now()},
}
"""Parameters that a statement takes by any name."""


def parameters(statement):
    found = inspect.signature(statement.build).parameters.values()
    return [one.name for one in found if one.kind is one.POSITIONAL_OR_KEYWORD][1:]


@pytest.mark.parametrize(("name", "statement"), list(declared()), ids=lambda one: one if type(one) is str else "")
def test_a_statement_is_the_one_that_django_builds_from_the_values(name, statement, db):
    user = make_user()
    values = {key: VALUES.get(key, user.pk if key.endswith("user_id") else "text") for key in parameters(statement)}
    values |= OTHERS.get(name.removeprefix("gatepost."), {})
    (ours,) = sent(lambda: statement(**values))
    built = statement.build(statement.model._default_manager.all(), **values)
    if isinstance(statement, ChangedRows):
        (theirs,) = sent(lambda: built[0].update(**built[1]))
        ours = ours.partition(" RETURNING ")[0]
    elif isinstance(statement, Rows):
        (theirs,) = sent(lambda: list(built))
    elif isinstance(statement, Removal):
        (theirs,) = sent(lambda: built._raw_delete("default"))
    else:
        (theirs,) = sent(lambda: built[0].update(**built[1]))
    assert plain(ours) == plain(theirs)


def plain(sql):
    """The text of a statement without parentheses, with which Django surrounds an expression but not a value."""
    return sql.replace("(", "").replace(")", "")


def test_rows_are_read_as_django_reads_them_with_what_is_joined(db, django_assert_num_queries):
    bob = make_user()
    opened = issue.open_for(bob, client="app", ip="192.0.2.1", user_agent="x", proofs=[])
    for _ in range(2):
        with django_assert_num_queries(1):
            found = session_queries.by_number(opened.state.number)
            assert found.user == bob
    kept = Session.objects.get(pk=found.pk)
    for field in Session._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(kept, field.attname)
    anonymous = issue.anonymous("app", "192.0.2.1", "x")
    assert session_queries.by_number(anonymous.state.number).user is None
    assert session_queries.by_number(1) is None


def test_annotations_are_read_too(db):
    bob = make_user()
    rows = account_queries.of_user(bob.pk)
    assert {row.value for row in rows} >= {BOB}
    assert {row.has_authenticators for row in rows} == {False}


def test_lists_of_other_lengths_and_truth_values_are_other_statements(db):
    first, second = secret(target="a"), secret(target="b")
    drop = Removal(OneTimeSecret, lambda rows, **where: rows.filter(**where))
    assert drop(target__in=["a", "b", "c"], used_at__isnull=False) == 0
    assert drop(target__in=["a"], used_at__isnull=True) == 1
    assert drop(target__in=["a", "b"], used_at__isnull=True) == 1
    assert not OneTimeSecret.objects.filter(pk__in=[first.pk, second.pk]).exists()


def test_empty_lists_find_nothing_and_sets_are_lists(db, django_assert_num_queries):
    row = secret(target="a")
    drop = Removal(OneTimeSecret, lambda rows, **where: rows.filter(**where))
    find = Rows(OneTimeSecret, lambda rows, targets: rows.filter(target__in=targets))
    texts = Values(OneTimeSecret, lambda rows, targets: rows.filter(target__in=targets).values_list("target"))
    with django_assert_num_queries(0):
        assert (drop(target__in=[]), find(targets=[]), texts(targets=[])) == (0, [], [])
    assert texts(targets=["a", "b"]) == [["a"]]
    assert find(targets=["a", "b"]) == [row]
    assert drop(target__in={"a", "b"}) == 1


def test_statements_with_long_lists_are_not_kept(db):
    row = secret(target="a")
    find = Rows(OneTimeSecret, lambda rows, targets: rows.filter(target__in=targets))
    for length in (1, LONGEST_LIST, LONGEST_LIST + 1, 500):
        assert find(targets=["a"] * length) == [row]
    assert len(find._built) == 2


def test_a_guard_changes_the_row_once(db):
    row, now = secret(), clock.now()
    assert [secret_queries.consume(row.pk, now) for _ in range(3)] == [True, False, False]
    assert OneTimeSecret.objects.get(pk=row.pk).used_at == now


def test_none_is_written_as_null(db):
    bob = make_user()
    change = Change(Identifier, lambda rows, user_id, **columns: (rows.filter(user_id=user_id), columns))
    now = clock.now()
    for claim, verified in (("x", now), (None, None), ("y", None)):
        Identifier.objects.filter(user=bob).exclude(kind="email").delete()
        assert change(user_id=bob.pk, claim=claim, verified_at=verified) == 1
        kept = Identifier.objects.get(user=bob)
        assert (kept.claim, kept.verified_at) == (claim, verified)
