"""Accounts: sign up, show, change, delete, and the operations of mailed links."""

from collections.abc import Callable
from typing import Any, ClassVar

import msgspec
from rest_framework import exceptions, permissions, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle
from rest_framework.viewsets import ViewSetMixin

from gatepost import conf
from gatepost.accounts import queries
from gatepost.accounts.accounts import read_key
from gatepost.accounts.columns import by_kind, email_column, login_kind, stored
from gatepost.dialects.djoser import answers
from gatepost.dialects.djoser.forms import INVALID_PASSWORD, Form, faults_of_link, form, login_column, new_name
from gatepost.dialects.djoser.permits import PERMIT_OF, OwnOrStaff, further
from gatepost.dialects.djoser.settings import DjoserSettings
from gatepost.dialects.rest_framework import refusals, visits
from gatepost.dialects.rest_framework.described import Answers
from gatepost.dialects.rest_framework.lazy_text import lazy_text as _
from gatepost.dialects.rest_framework.refusals import Words
from gatepost.dialects.rest_framework.taken_names import faults_of, taken_text
from gatepost.dialects.rest_framework.view import FormView, outside
from gatepost.errors import Kind, Refused
from gatepost.features.account.operations import closing, names, profile
from gatepost.features.password import rules
from gatepost.features.password.operations import change, recover_by_link, sign_up
from gatepost.flow import account_links, activation
from gatepost.flow.visit import Visit
from gatepost.ground import text

OPEN = {
    "create": "signup_network",
    "activation": "verification_network",
    "resend_activation": "reset_network",
    "reset_password": "reset_network",
    "reset_password_confirm": "reset_network",
    "reset_username": "reset_network",
    "reset_username_confirm": "reset_network",
}
"""Operations open to anyone, with the limit that counts them per client network."""

FORM_OF = {
    "create": "user_create",
    "me": "current_user",
    "resend_activation": "email",
    "reset_password": "email",
    "reset_username": "email",
    "reset_password_confirm": "password_reset_confirm",
    "reset_username_confirm": "username_reset_confirm",
    "activation": "activation",
    "set_password": "set_password",
    "set_username": "set_username",
}
NAMING = ("set_username", "reset_username_confirm")
CURRENT = "current_password"
HIDDEN = ("list", "retrieve", "update", "partial_update", "destroy")


class Users(ViewSetMixin, FormView):
    """User accounts, the whole of djoser's `users/`."""

    texts: ClassVar = {
        "unknown_user": _("Invalid user id or user doesn't exist."),
        "invalid_token": _("Invalid token for given user."),
        "already_active": _("Stale token for given user."),
    }

    @classmethod
    def as_view(cls, *args: Any, **initkwargs: Any) -> Any:
        """Run outside of `ATOMIC_REQUESTS`, as every view of a dialect; the router passes the operations."""
        return outside(super().as_view(*args, **initkwargs))

    @property
    def operation(self) -> str:
        """The operation of path and method; empty if there is none."""
        return getattr(self, "action", None) or ""

    def get_permissions(self) -> list[Any]:
        """Require a user for most operations, and for unsupported methods."""
        own = permissions.AllowAny() if self.operation in OPEN else OwnOrStaff()
        deletes = self.request.method == "DELETE"
        return [own, *further("user_delete" if deletes else PERMIT_OF.get(self.operation, "user"))]

    def get_throttles(self) -> list[BaseThrottle]:
        """Give each open operation its own limit per client network."""
        self.limit = OPEN.get(self.operation)
        return super().get_throttles()

    def get_serializer_class(self) -> type[Form]:
        """Return the operation's form; for OPTIONS that of the record, whatever the path."""
        if self.request.method == "DELETE":
            return form("user_delete")
        return form(FORM_OF.get(self.operation, "user"))

    def answers(self) -> Answers:
        """The bodies of the operation's responses."""
        return answers.answers(self.operation, self.request.method)

    def offered(self) -> bool:
        """All but what no account needs while activation is off."""
        return self.operation != "resend_activation" or conf.read(DjoserSettings).send_activation_email

    def visit(self) -> Visit:
        """The request's visit; a browser's, if the project has sessions."""
        client = "browser" if hasattr(visits.http(self.request), "session") else "app"
        return visits.visit_of(self.request, wire="djoser", client=client, links=conf.read(DjoserSettings).links())

    def refusal(self, refused: Refused) -> Exception:
        """Use djoser's statuses and texts."""
        first = refused.refusals[0]
        if refused.kind is Kind.FORBIDDEN and first.code in self.texts:
            return exceptions.PermissionDenied(self.texts[first.code])
        if first == account_links.UNKNOWN_EMAIL:
            return exceptions.ValidationError([_("User with given email does not exist.")], first.code)
        return refusals.to_exception(refused, self._words())

    def _words(self) -> Words:
        """The words of the operation: the field of a new name is named after the login column."""
        kind = login_kind()
        fields = dict(by_kind()) if self.operation == "create" else {"password": "new_password"}
        fields |= {kind: new_name()} if self.operation in NAMING else {}
        codes = {"unknown_user": "invalid_uid", f"{kind}_taken": "unique"}
        return Words(fields=fields, texts={**self.texts, f"{kind}_taken": taken_text(kind)}, codes=codes)

    def permission_denied(self, request: Request, message: str | None = None, code: str | None = None) -> Any:
        """Answer 404 instead of 403 for other users' records if users are hidden."""
        hidden = conf.read(DjoserSettings).hide_users and self.operation in HIDDEN
        if hidden and request.user and request.user.is_authenticated:
            raise exceptions.NotFound
        super().permission_denied(request, message=message, code=code)

    def get_object(self) -> Any:
        """Return the user in the path.

        Raises:
            NotFound: There is no such user, or the caller may not see it.
        """
        shown = self.kwargs.get("pk")
        if shown is None:
            return self.request.user
        key = read_key(shown)
        user = queries.user(key) if key is not None else None
        if user is None:
            name = queries.users().model._meta.object_name  # noqa: SLF001
            raise exceptions.NotFound(f"No {name} matches the given query." if key is not None else None)
        self.check_object_permissions(self.request, user)
        return user

    def create(self, request: Request, **_: object) -> Response:
        """Sign up, without signing in."""
        given = self.valid_fields(request)
        if given is None:
            checked: Any = self.get_serializer(data=request.data)
            if not checked.is_valid():
                raise exceptions.ValidationError(faults_of(checked, by_kind().get("username")))
            given = checked.validated_data
        password, repeated = given.pop("password"), given.pop("re_password", None)
        values = {kind: str(given.pop(column) or "") for kind, column in by_kind().items() if column in given}
        account = sign_up.create(
            self.visit(),
            values={**stored(given), **{kind: value for kind, value in values.items() if value}},
            password=text.password(password) or "",
            repeated=repeated,
            activates=conf.read(DjoserSettings).send_activation_email,
        )
        return Response(self.shown(account.user), status=status.HTTP_201_CREATED)

    def list(self, request: Request, **_: object) -> Response:
        """List the users that the caller may see."""
        alone = conf.read(DjoserSettings).hide_users and not getattr(request.user, "is_staff", False)
        rows = queries.users(pk=request.user.pk) if alone else queries.users()
        pagination: Any = api_settings.DEFAULT_PAGINATION_CLASS
        pages = pagination() if pagination else None
        page = pages.paginate_queryset(rows, request, view=self) if pages is not None else None
        data = self.get_serializer(rows if page is None else page, many=True).data
        if pages is None or page is None:
            return Response(data)
        answer: Response = pages.get_paginated_response(data)
        return answer

    def retrieve(self, _request: Request, **_: object) -> Response:
        """Show a record."""
        return Response(self.shown(self.get_object()))

    def update(self, request: Request, *, partial: bool = False, **_: object) -> Response:
        """Change a record; a new address requires reauthentication, depending on the settings."""
        user = self.get_object()
        given = self.fields(request, instance=user, partial=partial)
        column, visit = email_column(), self.visit()
        if column in given:
            activates, email = conf.read(DjoserSettings).send_activation_email, given.pop(column) or ""
            if email != (getattr(user, column) or ""):
                visit = visits.with_proof(request, visit, "change_email", field=CURRENT, wrong=INVALID_PASSWORD)
            names.readdress(visit, user, email=email, activates=activates)
        profile.describe(visit, user, columns=stored(given))
        return Response(self.shown(user))

    def partial_update(self, request: Request, **_: object) -> Response:
        """Change part of a record."""
        return self.update(request, partial=True)

    def destroy(self, request: Request, **_: object) -> Response:
        """Delete an account; requires the caller's password."""
        user, visit = self.get_object(), self.visit()
        checked: Any = self.get_serializer(data=request.data)
        checked.is_valid(raise_exception=True)
        outcome = closing.delete(visit, checked.proof, user)
        return visits.settle(request, visit, outcome, Response(status=status.HTTP_204_NO_CONTENT))

    @action(["get", "put", "patch", "delete"], detail=False)
    def me(self, request: Request, **_: object) -> Response:
        """Show, change or delete the user's own record."""
        acts = {"PUT": self.update, "PATCH": self.partial_update, "DELETE": self.destroy}
        return acts.get(request.method or "", self.retrieve)(request)

    @action(["post"], detail=False)
    def set_password(self, request: Request, **_: object) -> Response:
        """Change the password."""
        checked: Any = self.get_serializer(data=request.data)
        checked.is_valid(raise_exception=True)
        given, visit = checked.validated_data, msgspec.structs.replace(self.visit(), proof=checked.proof)
        beside = visits.session_beside(request, visit) if conf.read(DjoserSettings).create_session_on_login else None
        new, again = text.password(given["new_password"]), given.get("re_new_password")
        outcome = change.change(visit, current=None, new=new, repeated=again, beside=beside)
        return visits.settle(request, visit, outcome, Response(status=status.HTTP_204_NO_CONTENT))

    @action(["post"], detail=False, url_path=f"set_{login_column()}")
    def set_username(self, request: Request, **_: object) -> Response:
        """Change the username."""
        checked: Any = self.get_serializer(data=request.data)
        if not checked.is_valid():
            faults = faults_of(checked, new_name(), user=self.visit().user, kind=login_kind())
            raise exceptions.ValidationError(faults)
        names.rename_login(self.visit(), checked.proof, name=str(checked.validated_data[new_name()]))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @action(["post"], detail=False)
    def activation(self, request: Request, **_: object) -> Response:
        """Activate an account with a mailed link."""
        given = self.fields(request)
        activation.activate(self.visit(), user_id=account_links.read_uid(given["uid"]), token=given["token"])
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _mail(self, request: Request, act: Callable[..., object]) -> Response:
        reveals = conf.read(DjoserSettings).show_email_not_found
        act(self.visit(), email=self.fields(request)["email"], exact=True, reveals_unknown=reveals)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @action(["post"], detail=False)
    def resend_activation(self, request: Request, **_: object) -> Response:
        """Resend the activation link of an inactive account."""
        if not conf.read(DjoserSettings).send_activation_email:
            self.fields(request)
            return Response(status=status.HTTP_400_BAD_REQUEST)
        return self._mail(request, activation.request)

    @action(["post"], detail=False)
    def reset_password(self, request: Request, **_: object) -> Response:
        """Mail a link that sets a new password."""
        return self._mail(request, recover_by_link.request)

    @action(["post"], detail=False, url_path=f"reset_{login_column()}")
    def reset_username(self, request: Request, **_: object) -> Response:
        """Mail a link that sets a new username."""
        return self._mail(request, names.request_rename)

    @action(["post"], detail=False)
    def reset_password_confirm(self, request: Request, **_: object) -> Response:
        """Set a new password with a mailed link."""
        given = self.fields(request)
        # As djoser: check the password before the link, except its similarity to the user, who is only then known.
        if faults := rules.faults(given["new_password"], None, "password", repeated=given.get("re_new_password")):
            raise Refused(*faults)
        recover_by_link.finish(
            self.visit(),
            user_id=account_links.read_uid(given["uid"]),
            token=given["token"],
            password=text.password(given["new_password"]) or "",
            repeated=given.get("re_new_password"),
            noted=True,
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    @action(["post"], detail=False, url_path=f"reset_{login_column()}_confirm")
    def reset_username_confirm(self, request: Request, **_: object) -> Response:
        """Set a new username with a mailed link; errors of the name are reported first, and alone."""
        checked: Any = self.get_serializer(data=request.data)
        checked.is_valid()
        if faults := faults_of_link(checked, self.visit().user, self.texts):
            raise exceptions.ValidationError(faults)
        given = checked.validated_data
        uid, token = account_links.read_uid(given["uid"]), given["token"]
        names.finish_rename(self.visit(), user_id=uid, token=token, name=str(given[new_name()]))
        return Response(status=status.HTTP_204_NO_CONTENT)
