"""Users with their names and sessions, sessions, events."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.exceptions import AlreadyRegistered
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from gatepost.accounts import lifecycle
from gatepost.accounts.account import load
from gatepost.accounts.models import Identifier
from gatepost.admin import social
from gatepost.flow import support
from gatepost.flow.visit import Visit
from gatepost.ground import audit, user_agents
from gatepost.ground.models import Event
from gatepost.methods.password.operations import recover
from gatepost.sessions import issue
from gatepost.sessions.models import Session, TrustedBrowser
from gatepost.tokens.models import RefreshFamily, SigningKey, Token


class _ReadOnly:
    """Nothing is added or changed here by hand: the engine does it, with an event."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


class _OnDevice(_ReadOnly):
    """Rows that know with what they are used."""

    @admin.display(description=_("device"))
    def device(self, row: Session | TrustedBrowser | RefreshFamily) -> str:
        """In words."""
        return user_agents.label(row.user_agent)


class SessionAdmin(_OnDevice, admin.ModelAdmin):  # type: ignore[type-arg]
    """Living and dead sessions; no key and no digest is shown."""

    list_display = ("number", "user", "client", "ip", "device", "created_at", "last_seen_at", "expires_at")
    fields = ("number", "user", "client", "ip", "device", "user_agent", "created_at", "last_seen_at", "expires_at")
    readonly_fields = ("device",)
    list_filter = ("client",)
    list_select_related = ("user",)
    ordering = ("-created_at",)
    show_full_result_count = False


class EventAdmin(_ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """What happened."""

    list_display = ("at", "kind", "outcome", "user_key", "network")
    list_filter = ("kind", "outcome")
    search_fields = ("=user_key",)
    ordering = ("-at",)
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Events stay."""
        return False


class TokenAdmin(_ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Keys for scripts and services, and the tokens of logins; deleting one ends it."""

    list_display = ("hint", "kind", "name", "user", "scope", "created_at", "expires_at", "last_used_at")
    fields = ("number", "kind", "hint", "name", "user", "scope", "created_at", "expires_at", "last_used_at")
    list_filter = ("kind",)
    list_select_related = ("user",)
    ordering = ("-created_at",)
    show_full_result_count = False


class SigningKeyAdmin(_ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Keys that sign access tokens; `gatepost keys signing` rotates and revokes them."""

    list_display = ("kid", "algorithm", "state", "created_at", "activated_at", "retired_at", "revoked_at")
    fields = list_display
    ordering = ("-created_at",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """The engine deletes them once nothing of theirs is valid."""
        return False


class RefreshFamilyAdmin(_OnDevice, admin.ModelAdmin):  # type: ignore[type-arg]
    """Logins that are renewed by refresh tokens; deleting one ends it."""

    list_display = ("number", "kind", "user", "ip", "device", "created_at", "rotated_at", "expires_at")
    readonly_fields = ("device",)
    fields = (*list_display, "user_agent", "scope", "generation", "absolute_expires_at")
    list_filter = ("kind",)
    list_select_related = ("user",)
    ordering = ("-created_at",)
    show_full_result_count = False


class IdentifierInline(_ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    """By what a user is known."""

    model = Identifier
    fields = ("kind", "value", "primary", "verified_at")
    readonly_fields = fields
    extra = 0
    can_delete = False


class SessionInline(_OnDevice, admin.TabularInline):  # type: ignore[type-arg]
    """Where a user is logged in."""

    model = Session
    fields = ("number", "client", "ip", "device", "created_at", "last_seen_at")
    readonly_fields = fields
    extra = 0
    can_delete = False


class TrustedBrowserInline(_OnDevice, admin.TabularInline):  # type: ignore[type-arg]
    """Where a user leaves out steps of a login; ends with all sessions."""

    model = TrustedBrowser
    fields = ("number", "steps", "ip", "device", "created_at", "expires_at")
    readonly_fields = fields
    extra = 0
    can_delete = False


@admin.action(description=_("End all sessions"), permissions=["change"])
def end_sessions(_admin: Any, request: HttpRequest, users: QuerySet[Any]) -> None:
    """Log users out everywhere."""
    for user in users:
        issue.end_all(user.pk)
        audit.record("sessions_ended", user_id=user.pk, by=str(request.user.pk))
    messages.success(request, _("Their sessions have ended."))


@admin.action(description=_("Disable"), permissions=["change"])
def disable(_admin: Any, request: HttpRequest, users: QuerySet[Any]) -> None:
    """Lock users out, at once."""
    for user in users:
        lifecycle.set_active(user.pk, active=False)
        audit.record("account_disabled", user_id=user.pk, by=str(request.user.pk))
    messages.success(request, _("They are locked out."))


@admin.action(description=_("Mail a password reset"), permissions=["change"])
def send_reset(_admin: Any, request: HttpRequest, users: QuerySet[Any]) -> None:
    """Let users set a new password."""
    for user in users:
        row = load(user).primary("email")
        if row is not None:
            recover.request(Visit(client="browser"), kind="email", name=row.value)
            audit.record("password_reset_sent", user_id=user.pk, by=str(request.user.pk))
    messages.success(request, _("The mails are on their way."))


@admin.action(description=_("Reset second factors (device lost)"), permissions=["change"])
def reset_factors(_admin: Any, request: HttpRequest, users: QuerySet[Any]) -> None:
    """Let users in again who lost their device."""
    removed = sum(support.reset_factors(user, by=str(request.user.pk), reason="lost") for user in users)
    messages.success(request, ngettext("%d factor was removed.", "%d factors were removed.", removed) % removed)


PAGES = {
    Session: SessionAdmin,
    Token: TokenAdmin,
    RefreshFamily: RefreshFamilyAdmin,
    SigningKey: SigningKeyAdmin,
    Event: EventAdmin,
    **social.PAGES,
}


def register() -> None:
    """Put the pages into the admin, and our columns beside the user page that is there."""
    for model, page in PAGES.items():
        try:
            admin.site.register(model, page)
        except AlreadyRegistered:
            continue
    users = admin.site._registry.get(get_user_model())  # noqa: SLF001 - the documented way replaces the page
    if users is not None:
        users.inlines = (*users.inlines, IdentifierInline, SessionInline, TrustedBrowserInline)  # type: ignore[misc]
        users.actions = (*(users.actions or ()), end_sessions, disable, send_reset, reset_factors)
