"""System checks of the user model and of settings that accounts depend on."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Info, Warning  # noqa: A004 - Django's name

from gatepost import conf
from gatepost.accounts import columns, profile_fields, queries, user_fields
from gatepost.accounts.settings import AccountsSettings
from gatepost.ground import database


def user_model() -> list[CheckMessage]:
    """Report a user model or a setting with which accounts can't work."""
    return [
        *_extra_fields(),
        *_user_fields(),
        *_profile_fields(),
        *_time_zones(),
        *_social_only(),
        *_router(),
        *_index(),
        *_required(),
        *_key(),
    ]


def _extra_fields() -> list[CheckMessage]:
    """Sign-up fields that no visitor can fill, or that none may."""
    kinds = {"email", "username", "phone", "password"}
    found: list[CheckMessage] = []
    for name in conf.read(AccountsSettings).extra_fields:
        if name in kinds or name in columns.by_kind().values():
            reason = "is a standard field: list it in accounts.signup_fields only"
        elif not columns.has_column(name):
            reason = "is no column of the user model"
        elif name in columns.RESERVED or columns.by_name(name).primary_key:
            reason = "must not be filled by visitors"
        else:
            continue
        found.append(Error(f"accounts.extra_fields: {name!r} {reason}", id="gatepost.E067"))
    return found


def _profile_fields() -> list[CheckMessage]:
    """Columns that users can't change in their profile."""
    names = conf.read(AccountsSettings).profile_fields or ()
    return [
        Error(f"accounts.profile_fields: {name!r} {reason}", id="gatepost.E076")
        for name in names
        if (reason := profile_fields.refused(name)) is not None
    ]


def _user_fields() -> list[CheckMessage]:
    """Columns that the native API must not or can't return in `data.user`."""
    names = conf.read(AccountsSettings).user_fields
    impossible = {name: reason for name in names if (reason := user_fields.refused(name)) is not None}
    found: list[CheckMessage] = [
        Error(f"accounts.user_fields: {name!r} {reason}", id="gatepost.E065") for name, reason in impossible.items()
    ]
    found += [
        Error(
            f"accounts.user_fields: {name!r} looks like a secret, and is not returned",
            hint=f"Remove it from the list; if it is none, SILENCED_SYSTEM_CHECKS = [{user_fields.SECRET_CHECK!r}]",
            id=user_fields.SECRET_CHECK,
        )
        for name in names
        if name not in impossible and user_fields.secret(name)
    ]
    return found


def _router() -> list[CheckMessage]:
    """A user and its identifiers are written in one transaction, so both must be in the same database."""
    users, ours = database.alias(), queries.database_of_names()
    if users == ours:
        return _autocommit()
    return [
        Error(
            f"DATABASE_ROUTERS sends users to {users!r} and gatepost's tables to {ours!r}",
            hint=f'Route the app "gatepost" to {users!r} too, and run migrate --database {users}',
            id="gatepost.E063",
        )
    ]


def _autocommit() -> list[CheckMessage]:
    """Without autocommit, Django leaves every transaction to the project, and commits none of ours."""
    if database.autocommits():
        return []
    return [
        Error(
            f"DATABASES[{database.alias()!r}] has AUTOCOMMIT off: nothing that users do is kept",
            hint="Remove AUTOCOMMIT; ATOMIC_REQUESTS opens a transaction for each request",
            id="gatepost.E051",
        )
    ]


def _index() -> list[CheckMessage]:
    """An address that the project writes with SQL is found immediately only if its column is indexed."""
    column, model = columns.email_column(), get_user_model()
    if column is None or columns.searchable("email") is not None or model._meta.label == "auth.User":  # noqa: SLF001 - documented
        return []  # nobody can index a column of Django's own model
    return [
        Info(
            f"{model.__name__}.{column} has no index: an address that is written without save() is found only"
            " after its user's next login or request, or once `gatepost worker` reaches it",
            hint=f"db_index=True on {column}; nothing to do if your project writes addresses with save() only",
            id="gatepost.I001",
        )
    ]


def _time_zones() -> list[CheckMessage]:
    if settings.USE_TZ:
        return []
    return [
        Error(
            "USE_TZ is False, but gatepost stores times in UTC: no login would work",
            hint="USE_TZ = True (Django's default); templates still show local time",
            id="gatepost.E060",
        )
    ]


def _social_only() -> list[CheckMessage]:
    accounts = conf.read(AccountsSettings)
    phone = any(field.rstrip("*") == "phone" for field in accounts.signup_fields)
    if accounts.local or (accounts.email_verification == "none" and not phone):
        return []
    return [
        Error(
            "accounts.local is off, so nobody can verify an address or a phone number, but sign-ups need it",
            hint='GATEPOST = {"accounts": {"email_verification": "none"}}, and no phone in accounts.signup_fields',
            id="gatepost.E064",
        )
    ]


def _key() -> list[CheckMessage]:
    """A primary key can't change, since other tables refer to it."""
    return [
        Warning(
            f"The primary key of {get_user_model().__name__} is {column}: no API lets users change it",
            hint=f"Give the model a key of its own, with unique=True on {column}; or, if it never changes, add"
            " gatepost.W063 to SILENCED_SYSTEM_CHECKS",
            id="gatepost.W063",
        )
        for kind, column in columns.by_kind().items()
        if columns.is_key(kind)
    ]


def _required() -> list[CheckMessage]:
    """Columns without a default that no sign-up field fills, so that inserts fail or the columns stay empty."""
    accounts = conf.read(AccountsSettings)
    if not accounts.signup_open:
        return []
    filled = {*columns.by_kind().values(), "password", "last_login", "date_joined", "is_active"}
    filled |= {entry.rstrip("*") for entry in accounts.signup_fields if entry.endswith("*")}
    unfilled = [field for field in columns.required() if field.name not in filled]
    refused = ", ".join(field.name for field in unfilled if not columns.is_text(field) or field.unique)
    empty = ", ".join(field.name for field in unfilled if columns.is_text(field) and not field.unique)
    hint = "Give the column a default, or declare it in accounts.extra_fields and as name* in accounts.signup_fields"
    found: list[CheckMessage] = []
    if refused:
        found.append(Error(f"No sign-up field fills {refused}: sign-ups would fail", hint=hint, id="gatepost.E062"))
    if empty:
        found.append(Warning(f"No sign-up field fills {empty}: sign-ups leave it empty", hint=hint, id="gatepost.W062"))
    return found
