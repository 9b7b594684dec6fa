"""Serializers of dj-rest-auth's bodies: fields and their error texts; the operations do the rest."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from django.contrib.auth import get_user_model
from django.core.validators import MaxLengthValidator
from django.utils.module_loading import import_string
from rest_framework import serializers
from rest_framework.utils.model_meta import FieldInfo
from rest_framework.validators import UniqueValidator

from gatepost import conf
from gatepost.accounts.columns import email_column, username_column
from gatepost.accounts.settings import AccountsSettings
from gatepost.dialects.rest_auth.settings import RestAuthSettings
from gatepost.dialects.rest_framework.name_rules import KnownAddressField, address_validators, faults_of_name, rule
from gatepost.ground import text

PASSWORD_LENGTH = 128
Form = serializers.Serializer[Any]


LONGEST = MaxLengthValidator(
    text.PASSWORD_CHARACTERS, f"Ensure this field has no more than {text.PASSWORD_CHARACTERS} characters."
)


def _password(**more: Any) -> serializers.CharField:
    return serializers.CharField(style={"input_type": "password"}, write_only=True, **more)


def repeats(given: Mapping[str, Any], name: str) -> bool:
    """Whether both fields of a new password have the same one; a form of the project may have hidden the second."""
    first = given[f"{name}1"]
    return bool(first == given.get(f"{name}2", first))


class Login(Form):
    """A username or an address, and a password."""

    stateless = True
    username = serializers.CharField(required=False, allow_blank=True)
    email = KnownAddressField(required=False, allow_blank=True)
    password = _password()


class PasswordChange(Form):
    """The new password twice, and the current one depending on `rest_auth.old_password_field_enabled`."""

    old_password = _password(max_length=text.TYPED_PASSWORD_LENGTH)
    new_password1 = _password(max_length=PASSWORD_LENGTH)
    new_password2 = _password(max_length=PASSWORD_LENGTH)

    def get_fields(self) -> dict[str, Any]:
        """Remove the current password if it is not required."""
        fields = super().get_fields()
        if not conf.read(RestAuthSettings).old_password_field_enabled:
            del fields["old_password"]
        return fields


class PasswordReset(Form):
    """The address of the account whose password to reset."""

    email = KnownAddressField()


class PasswordResetConfirm(Form):
    """A new password twice, and the parts of the mailed link."""

    new_password1 = _password(max_length=PASSWORD_LENGTH)
    new_password2 = _password(max_length=PASSWORD_LENGTH)
    uid = serializers.CharField()
    token = serializers.CharField()


class Register(Form):
    """A new account; `values` returns what the operation needs."""

    username = serializers.CharField(max_length=text.USERNAME_LENGTH, min_length=1)
    email = serializers.EmailField()
    # A validator instead of `max_length`, which OPTIONS would show: dj-rest-auth has none there.
    password1 = _password(validators=[LONGEST])
    password2 = _password()

    def get_fields(self) -> dict[str, Any]:
        """Return the fields in `rest_auth.signup_fields`, in this order, including declared extra fields."""
        own, extra = super().get_fields(), conf.read(AccountsSettings).extra_fields
        own["email"].validators = address_validators(own["email"].validators, new=True)
        asked: dict[str, Any] = {}
        for entry in conf.read(RestAuthSettings).signup_fields:
            name = entry.rstrip("*")
            if name in ("username", "email"):
                asked[name] = own[name]
            elif name in extra:
                asked[name] = serializers.CharField(max_length=extra[name].max_length)
            else:
                continue
            asked[name].required = entry.endswith("*")
        declared = {name: field for name, field in own.items() if name not in ("username", "email")}
        return {**asked, **declared}

    def validate_username(self, value: str) -> str:
        """Apply the rules for new names."""
        return _judged("username", value)

    def validate_email(self, value: str) -> str:
        """Apply the rules for new names."""
        if len(value) > text.EMAIL_LENGTH:
            raise serializers.ValidationError(str(serializers.EmailField.default_error_messages["invalid"]))
        return _judged("email", value)

    def values(self) -> dict[str, str]:
        """Names by kind and declared extra fields by name."""
        return self.own(self.validated_data)

    def own(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Those values that make an account; a form of the project may have more fields."""
        known = {"username", "email", *conf.read(AccountsSettings).extra_fields}
        return {name: value for name, value in values.items() if name in known}


class Key(Form):
    """The key from a verification mail."""

    key = serializers.CharField()


class ResendEmail(Form):
    """An address whose verification is pending."""

    email = KnownAddressField()

    def get_fields(self) -> dict[str, Any]:
        """Make the address required if sign-up requires one."""
        fields = super().get_fields()
        fields["email"].required = "email*" in conf.read(RestAuthSettings).signup_fields
        return fields


class Token(Form):
    """The response to a login with a key."""

    shows_alike = True
    key = serializers.CharField()


def _shown() -> tuple[str, ...]:
    model = get_user_model()
    names = (username_column(), email_column(), "first_name", "last_name")
    there = {field.name for field in model._meta.concrete_fields}  # noqa: SLF001
    return ("pk", *dict.fromkeys(name for name in names if name in there and name is not None))


def _judged(kind: str, value: str) -> str:
    if value and (texts := faults_of_name(kind, value)):
        raise serializers.ValidationError(texts)
    return value


class UserDetails(serializers.ModelSerializer[Any]):
    """The user's record. Uniqueness is left to the operation, since a query here could not prevent a race."""

    shows_alike = True

    class Meta:
        model = get_user_model()

    def get_field_names(self, declared_fields: Mapping[str, Any], info: FieldInfo) -> Any:
        """Return the columns of a record, unless a subclass declares `Meta.fields`."""
        return super().get_field_names(declared_fields, info) if hasattr(self.Meta, "fields") else _shown()

    def get_extra_kwargs(self) -> Any:
        """Make the address read-only; it is changed through other endpoints."""
        found = super().get_extra_kwargs()
        if (email := email_column()) is not None:
            found[email] = {**found.get(email, {}), "read_only": True}
        return found

    def get_fields(self) -> dict[str, Any]:
        """Return the model's fields, with our rules for new names."""
        fields = super().get_fields()
        if (name := username_column()) is not None and name in fields:
            kept = [one for one in fields[name].validators if not isinstance(one, UniqueValidator)]
            fields[name].validators = [*kept, rule("username", kept, user=self.instance)]
        return fields


class Jwt(Form):
    """The response to a login with signed tokens."""

    access = serializers.CharField()
    refresh = serializers.CharField()
    user = serializers.SerializerMethodField()
    access_expiration = serializers.DateTimeField(default_timezone=UTC)
    refresh_expiration = serializers.DateTimeField(default_timezone=UTC)

    def get_fields(self) -> dict[str, Any]:
        """Remove the expiry times, depending on `rest_auth.jwt_auth_return_expiration`."""
        fields = super().get_fields()
        if not conf.read(RestAuthSettings).jwt_auth_return_expiration:
            del fields["access_expiration"], fields["refresh_expiration"]
        return fields

    def get_user(self, made: dict[str, Any]) -> Any:
        """Serialize the user of the tokens."""
        return self.context["view"].serialized(form("user_details"), made["user"])


FORMS: dict[str, Any] = {
    "login": Login,
    "register": Register,
    "user_details": UserDetails,
    "password_change": PasswordChange,
    "password_reset": PasswordReset,
    "password_reset_confirm": PasswordResetConfirm,
    "token": Token,
    "jwt": Jwt,
}


def form(name: str) -> Any:
    """A form, or its replacement in `rest_auth.serializers`."""
    path = conf.read(RestAuthSettings).serializers.get(name)
    return import_string(path) if path else FORMS[name]
