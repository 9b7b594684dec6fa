"""Accounts: sign up, look, change, delete, and what mailed links are good for."""

from typing import Any, ClassVar

from rest_framework import exceptions, permissions, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle
from rest_framework.viewsets import ViewSetMixin

from gatepost import conf
from gatepost.accounts import queries
from gatepost.accounts.account import email_column, read_key, username_column
from gatepost.dialects import door, refusals
from gatepost.dialects.djoser.forms import Form, form
from gatepost.dialects.djoser.permits import PERMIT_OF, further
from gatepost.dialects.djoser.settings import DjoserSettings
from gatepost.dialects.refusals import Words
from gatepost.dialects.view import FormView, outside
from gatepost.errors import Kind, Refused
from gatepost.flow import account_links, activation, own_account
from gatepost.flow.visit import Visit
from gatepost.ground import text
from gatepost.methods.password.operations import change, recover_by_link, sign_up

OPEN = {
    "create": "signup_network",
    "activation": "verification_network",
    "resend_activation": "reset_network",
    "reset_password": "reset_network",
    "reset_password_confirm": "reset_network",
    "reset_username": "reset_network",
    "reset_username_confirm": "reset_network",
}
"""What anybody may do, and the bucket that counts it for a network."""

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
HIDDEN = ("list", "retrieve", "update", "partial_update", "destroy")


class OwnOrStaff(permissions.IsAuthenticated):
    """Users for themselves, staff for everybody."""

    def has_object_permission(self, request: Request, view: Any, obj: Any) -> bool:  # noqa: ARG002 - the framework's signature
        """Whether this is the user's own record."""
        return bool(getattr(request.user, "is_staff", False) or obj.pk == request.user.pk)


class Users(ViewSetMixin, FormView):
    """Users."""

    words = Words(
        fields={"password": "new_password", "username": "new_username"},
        texts={
            "unknown_user": "Invalid user id or user doesn't exist.",
            "invalid_token": "Invalid token for given user.",
            "username_taken": "A user with that username already exists.",
            "already_active": "Stale token for given user.",
        },
    )
    own_words: ClassVar = Words(texts=words.texts)

    @classmethod
    def as_view(cls, *args: Any, **initkwargs: Any) -> Any:
        """As every view of a dialect; the router gives the acts."""
        return outside(super().as_view(*args, **initkwargs))

    @property
    def act(self) -> str:
        """The act that the path and the method mean; empty for a method that the path has not."""
        return getattr(self, "action", None) or ""

    def get_permissions(self) -> list[Any]:
        """Most acts are for users; a method that an act has not is, too."""
        own = permissions.AllowAny() if self.act in OPEN else OwnOrStaff()
        deletes = self.request.method == "DELETE"
        return [own, *further("user_delete" if deletes else PERMIT_OF.get(self.act, "user"))]

    def get_throttles(self) -> list[BaseThrottle]:
        """Each open act has a limit by network of its own."""
        self.limit = OPEN.get(self.act)
        return super().get_throttles()

    def get_serializer_class(self) -> type[Form]:
        """The form of the act; of the record for OPTIONS, whatever the path."""
        if self.request.method == "DELETE":
            return form("user_delete")
        return form(FORM_OF.get(self.act, "user"))

    def visit(self) -> Visit:
        """Who asks."""
        client = "browser" if hasattr(door.http(self.request), "session") else "app"
        return door.visit_of(self.request, client=client, links=conf.read(DjoserSettings).links())

    def refusal(self, refused: Refused) -> Exception:
        """As the act's clients know it."""
        first = refused.refusals[0]
        if refused.kind is Kind.FORBIDDEN and first.code in self.words.texts:
            return exceptions.PermissionDenied(self.words.texts[first.code])
        if first == account_links.UNKNOWN_EMAIL:
            return refusals.Told(status.HTTP_400_BAD_REQUEST, ["User with given email does not exist."])
        return refusals.told(refused, self.own_words if self.act == "create" else self.words)

    def permission_denied(self, request: Request, message: str | None = None, code: str | None = None) -> Any:
        """Where users are hidden, a stranger's record is not there."""
        hidden = conf.read(DjoserSettings).hide_users and self.act in HIDDEN
        if hidden and request.user and request.user.is_authenticated:
            raise exceptions.NotFound
        super().permission_denied(request, message=message, code=code)

    def get_object(self) -> Any:
        """The user that the path names.

        Raises:
            NotFound: Nobody, or nobody whom this client may see.
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

    def create(self, request: Request, **_: Any) -> Response:
        """Sign up; logs nobody in."""
        given = self.fields(request)
        password, repeated = given.pop("password"), given.pop("re_password", None)
        names = {"email": email_column(), "username": username_column()}
        values = {kind: given.pop(column) for kind, column in names.items() if column in given}
        account = sign_up.create(
            self.visit(),
            values={**given, **{kind: value for kind, value in values.items() if value}},
            password=text.password(password) or "",
            repeated=repeated,
            activates=conf.read(DjoserSettings).send_activation_email,
        )
        return Response(self.get_serializer(account.user).data, status=status.HTTP_201_CREATED)

    def list(self, request: Request, **_: Any) -> Response:
        """Everybody whom this user may see."""
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

    def retrieve(self, _request: Request, **_: Any) -> Response:
        """One record."""
        return Response(self.get_serializer(self.get_object()).data)

    def update(self, request: Request, *, partial: bool = False, **_: Any) -> Response:
        """Change a record: the address."""
        user = self.get_object()
        given = self.fields(request, instance=user, partial=partial)
        column, visit = email_column(), self.visit()
        if column in given:
            activates = conf.read(DjoserSettings).send_activation_email
            own_account.readdress(visit, user, email=given.pop(column) or "", activates=activates)
        own_account.describe(visit, user, columns=given)
        return Response(self.get_serializer(user).data)

    def partial_update(self, request: Request, **_: Any) -> Response:
        """Change some of a record."""
        return self.update(request, partial=True)

    def destroy(self, request: Request, **_: Any) -> Response:
        """Delete an account; asks for the password of whoever does it."""
        user, visit = self.get_object(), self.visit()
        checked: Any = self.get_serializer(data=request.data)
        checked.is_valid(raise_exception=True)
        outcome = own_account.delete(visit, checked.proof, user)
        return door.settle(request, visit, outcome, Response(status=status.HTTP_204_NO_CONTENT))

    @action(["get", "put", "patch", "delete"], detail=False)
    def me(self, request: Request, **_: Any) -> Response:
        """The user's own record."""
        acts = {"PUT": self.update, "PATCH": self.partial_update, "DELETE": self.destroy}
        return acts.get(request.method or "", self.retrieve)(request)

    @action(["post"], detail=False)
    def set_password(self, request: Request, **_: Any) -> Response:
        """Change the password."""
        given, visit = self.fields(request), self.visit()
        outcome = change.change(
            visit,
            current=None,
            new=text.password(given["new_password"]),
            repeated=given.get("re_new_password"),
            asks_current=False,
        )
        return door.settle(request, visit, outcome, Response(status=status.HTTP_204_NO_CONTENT))

    @action(["post"], detail=False)
    def set_username(self, request: Request, **_: Any) -> Response:
        """Change the user name."""
        checked: Any = self.get_serializer(data=request.data)
        checked.is_valid(raise_exception=True)
        own_account.rename(self.visit(), checked.proof, username=checked.validated_data["new_username"])
        return Response(status=status.HTTP_204_NO_CONTENT)

    @action(["post"], detail=False)
    def activation(self, request: Request, **_: Any) -> Response:
        """Open an account with a mailed link."""
        given = self.fields(request)
        activation.activate(self.visit(), user_id=account_links.read_uid(given["uid"]), token=given["token"])
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _mail(self, request: Request, act: Any) -> Response:
        tells = conf.read(DjoserSettings).show_email_not_found
        act(self.visit(), email=self.fields(request)["email"], exact=True, tells=tells)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @action(["post"], detail=False)
    def resend_activation(self, request: Request, **_: Any) -> Response:
        """Mail another link to whoever waits for activation."""
        if not conf.read(DjoserSettings).send_activation_email:
            self.fields(request)
            return Response(status=status.HTTP_400_BAD_REQUEST)
        return self._mail(request, activation.request)

    @action(["post"], detail=False)
    def reset_password(self, request: Request, **_: Any) -> Response:
        """Mail a link that sets a new password."""
        return self._mail(request, recover_by_link.request)

    @action(["post"], detail=False)
    def reset_username(self, request: Request, **_: Any) -> Response:
        """Mail a link that sets a new user name."""
        return self._mail(request, own_account.request_rename)

    @action(["post"], detail=False)
    def reset_password_confirm(self, request: Request, **_: Any) -> Response:
        """Set a new password with a mailed link."""
        given = self.fields(request)
        recover_by_link.finish(
            self.visit(),
            user_id=account_links.read_uid(given["uid"]),
            token=given["token"],
            password=text.password(given["new_password"]) or "",
            repeated=given.get("re_new_password"),
            noted=True,
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    @action(["post"], detail=False)
    def reset_username_confirm(self, request: Request, **_: Any) -> Response:
        """Set a new user name with a mailed link."""
        given = self.fields(request)
        uid, token = account_links.read_uid(given["uid"]), given["token"]
        own_account.finish_rename(self.visit(), user_id=uid, token=token, username=given["new_username"])
        return Response(status=status.HTTP_204_NO_CONTENT)
