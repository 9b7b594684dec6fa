"""Users who are there already: remember that the project made them, and write the names that lead to them.

In batches, each in its own transaction; a run that was interrupted continues where it ended. Users who signed up
through gatepost keep what they verified. Users whom django-allauth held back until they verified an address stay
held back.
"""

import time

from django.conf import settings
from django.db import IntegrityError, migrations, transaction
from django.utils import timezone

from gatepost.ground import text
from gatepost.ground.uuid7 import uuid7

BATCH = 1000


def columns(model):
    """The columns that hold names, by kind, as `gatepost.accounts.columns` finds them."""
    names = {field.name for field in model._meta.concrete_fields}
    login = getattr(model, "USERNAME_FIELD", "username")
    email = getattr(model, "EMAIL_FIELD", "email")
    found = {}
    if email in names:
        found["email"] = email
    if login in names and login != email and ("phone" in login or "mobile" in login):
        found["phone"] = login
    username = login if login not in found.values() else "username"
    if username in names and username not in found.values():
        found["username"] = username
    return found


def held_back(schema_editor, field, keys):
    """The users among these who still owe django-allauth the verification of an address."""
    connection = schema_editor.connection
    if getattr(settings, "ACCOUNT_EMAIL_VERIFICATION", "") != "mandatory":
        return set()
    if "account_emailaddress" not in connection.introspection.table_names():
        return set()
    stored = {field.get_db_prep_value(key, connection): key for key in keys}
    verified = {}
    marks = ", ".join("%s" for _ in stored)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT user_id, verified FROM account_emailaddress WHERE user_id IN ({marks})", list(stored))
        for user_id, is_verified in cursor.fetchall():
            verified[user_id] = verified.get(user_id, False) or bool(is_verified)
    return {stored[user_id] for user_id, is_verified in verified.items() if not is_verified}


def adopt(apps, schema_editor):
    from django.contrib.auth import get_user_model

    user_model = apps.get_model(settings.AUTH_USER_MODEL)
    alias = schema_editor.connection.alias
    if user_model._meta.db_table not in schema_editor.connection.introspection.table_names():
        return
    identifiers, records = apps.get_model("gatepost", "Identifier"), apps.get_model("gatepost", "AccountRecord")
    real = get_user_model()
    user_model.USERNAME_FIELD, user_model.EMAIL_FIELD = real.USERNAME_FIELD, real.get_email_field_name()
    names = columns(user_model)
    users = user_model._base_manager.using(alias).order_by("pk").values_list("pk", *names.values())
    after, done, total, began = None, 0, users.count(), time.monotonic()
    while batch := list((users if after is None else users.filter(pk__gt=after))[:BATCH]):
        with transaction.atomic(using=alias):
            remember(schema_editor, identifiers.objects.using(alias), records.objects.using(alias), names, batch)
        after, done = batch[-1][0], done + len(batch)
        if done % (10 * BATCH) == 0:
            rate = done / max(time.monotonic() - began, 0.001)
            print(f"\n    {done} of {total} users, {rate:.0f} a second", end="", flush=True)


def remember(schema_editor, identifiers, records, names, batch):
    keys = [key for key, *_ in batch]
    known = {}
    for row in identifiers.filter(user_id__in=keys).values("user_id", "adopted", "verified_at"):
        known.setdefault(row["user_id"], []).append(row)
    owing, now, new = held_back(schema_editor, records.model._meta.pk.target_field, keys), timezone.now(), []
    for key in keys:
        rows = known.get(key, [])
        verified = [row["verified_at"] for row in rows if row["verified_at"] is not None]
        if (not rows and key not in owing) or any(row["adopted"] for row in rows):
            new.append(records.model(user_id=key, adopted=True, established_at=min(verified, default=now)))
        elif verified:
            new.append(records.model(user_id=key, adopted=False, established_at=min(verified)))
    records.bulk_create(new, ignore_conflicts=True)
    given = []
    for key, *values in batch:
        if key not in known:
            for kind, value in zip(names, values, strict=True):
                written = "" if value is None else str(value)
                if 0 < len(written) < 320 and text.clean(written):
                    given.append((key, kind, written, text.canonical(kind, written)))
    insert(identifiers, given, now)


def insert(identifiers, given, now):
    """All names of a batch at once; each by itself if another program writes one of them meanwhile."""
    try:
        with transaction.atomic(using=identifiers.db):
            rows, shared = claimed(identifiers, given, now)
            identifiers.filter(pk__in=shared).update(exact_only=True)
            identifiers.bulk_create(rows)
    except IntegrityError:
        for one in given:
            with transaction.atomic(using=identifiers.db):
                rows, shared = claimed(identifiers, [one], now)
                identifiers.filter(pk__in=shared).update(exact_only=True)
                write(identifiers, rows[0])


def claimed(identifiers, given, now):
    """The rows of names, and the keys of other rows that share a name with them from now on.

    A name claims its normal form, or its exact spelling behind a space where another user has that form.
    """
    holders = {}
    for kind in {kind for _, kind, _, _ in given}:
        own = [(canonical, " " + written) for _, of, written, canonical in given if of == kind]
        forms = {form for pair in own for form in pair if form}
        holders |= {(kind, row.claim): row for row in identifiers.filter(kind=kind, claim__in=forms)}
    rows, shared = [], set()
    for key, kind, written, canonical in given:
        claim = canonical or " " + written
        holder = holders.get((kind, canonical)) if canonical else None
        if holder is not None:
            claim = " " + written if holder.value != written else None
            if claim is not None:
                holder.exact_only = True
                shared.add(holder.pk)
        if (kind, claim) in holders:
            claim = None
        row = identifiers.model(
            id=uuid7(), user_id=key, kind=kind, value=written, canonical=canonical or " " + written, claim=claim,
            primary=True, verified_at=None, created_at=now,
        )  # fmt: skip
        rows.append(row)
        if claim is not None:
            holders[kind, claim] = row
    return rows, shared


def write(identifiers, row):
    """One row, without its claim if another program has written the name since."""
    for claim in (row.claim, None):
        row.claim = claim
        try:
            with transaction.atomic(using=identifiers.db):
                identifiers.bulk_create([row])
        except IntegrityError:
            continue
        return


class Migration(migrations.Migration):

    atomic = False
    dependencies = [
        ('gatepost', '0013_account_record'),
    ]

    operations = [
        migrations.RunPython(adopt, migrations.RunPython.noop),
    ]
