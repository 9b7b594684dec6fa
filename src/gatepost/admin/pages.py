"""Admin pages of users, sessions, tokens, signing keys and audit events."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.exceptions import AlreadyRegistered
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from gatepost.accounts import columns, lifecycle
from gatepost.accounts.accounts import load
from gatepost.accounts.models import Identifier
from gatepost.admin import provider, social
from gatepost.features.password.operations import recover
from gatepost.flow import everywhere, support
from gatepost.flow.visit import Visit
from gatepost.ground import audit, user_agents
from gatepost.ground.models import Event
from gatepost.sessions.models import Session, TrustedBrowser
from gatepost.sessions.queries import ENDED, MOST_LISTED
from gatepost.tokens.models import RefreshFamily, SigningKey, Token


class _ReadOnly:
    """Forbids adding and changing: rows are written by the engine only, together with an audit event."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        return False


class _OnDevice(_ReadOnly):
    """Adds the column `device` to rows that record a user agent."""

    @admin.display(description=_("device"))
    def device(self, row: Session | TrustedBrowser | RefreshFamily) -> str:
        """The browser or app, in words, from the user agent."""
        return user_agents.label(row.user_agent)


class SessionAdmin(_OnDevice, admin.ModelAdmin):  # type: ignore[type-arg]
    """Sessions, active and ended; neither keys nor digests are shown."""

    list_display = ("number", "user", "client", "ip", "device", "created_at", "last_seen_at", "expires_at")
    fields = ("number", "user", "client", "ip", "device", "user_agent", "created_at", "last_seen_at", "expires_at")
    readonly_fields = ("device",)
    list_filter = ("client",)
    list_select_related = ("user",)
    ordering = ("-created_at",)
    show_full_result_count = False


class EventAdmin(_ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Audit events; read-only, and never deleted here."""

    list_display = ("at", "kind", "outcome", "user_key", "network")
    list_filter = ("kind", "outcome")
    search_fields = ("=user_key",)
    ordering = ("-at",)
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        """Refuse: the audit log is append-only."""
        return False


class TokenAdmin(_ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Keys for scripts and services, and tokens issued by logins; deleting one revokes it."""

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

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        """Refuse: `gatepost cleanup` deletes a key once no token that it signed is valid."""
        return False


class RefreshFamilyAdmin(_OnDevice, admin.ModelAdmin):  # type: ignore[type-arg]
    """Logins kept alive by refresh tokens; deleting one revokes its tokens."""

    list_display = ("number", "kind", "user", "ip", "device", "created_at", "rotated_at", "expires_at")
    readonly_fields = ("device",)
    fields = (*list_display, "user_agent", "scope", "generation", "absolute_expires_at")
    list_filter = ("kind",)
    list_select_related = ("user",)
    ordering = ("-created_at",)
    show_full_result_count = False


class IdentifierInline(_ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    """A user's email addresses, phone numbers and username."""

    model = Identifier
    fields = ("kind", "value", "primary", "verified_at")
    readonly_fields = fields
    extra = 0
    can_delete = False


class _Newest(BaseInlineFormSet):  # type: ignore[type-arg]
    """The newest rows of a user who may have very many."""

    def get_queryset(self) -> QuerySet[Any]:
        """As many as the user's own list has; evaluated once, as Django's own is."""
        if not hasattr(self, "_newest"):
            self._newest = super().get_queryset()[:MOST_LISTED]
        return self._newest


class SessionInline(_OnDevice, admin.TabularInline):  # type: ignore[type-arg]
    """A user's active sessions."""

    model = Session
    formset = _Newest
    ordering = ("-last_seen_at",)
    fields = ("number", "client", "ip", "device", "created_at", "last_seen_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        """Exclude sessions that a password change revoked; their rows stay until they expire."""
        return super().get_queryset(request).exclude(auth_hash=ENDED)


class TrustedBrowserInline(_OnDevice, admin.TabularInline):  # type: ignore[type-arg]
    """Browsers in which a user may skip login steps; "Log out everywhere" revokes them too."""

    model = TrustedBrowser
    formset = _Newest
    ordering = ("-created_at",)
    fields = ("number", "steps", "ip", "device", "created_at", "expires_at")
    readonly_fields = fields
    extra = 0
    can_delete = False


@admin.action(description=_("Log out everywhere"), permissions=["change"])
def end_sessions(_admin: object, request: HttpRequest, users: QuerySet[Any]) -> None:
    """Revoke all sessions, tokens and keys of the selected users."""
    for user in users:
        everywhere.revoke(user.pk, by=str(request.user.pk))
    messages.success(request, _("The selected users were logged out everywhere."))


@admin.action(description=_("Disable"), permissions=["change"])
def disable(_admin: object, request: HttpRequest, users: QuerySet[Any]) -> None:
    """Disable the selected users; takes effect with their next request."""
    for user in users:
        lifecycle.set_active(user.pk, active=False)
        audit.record("account_disabled", user_id=user.pk, by=str(request.user.pk))
    messages.success(request, _("The selected users were disabled."))


@admin.action(description=_("Send password reset email"), permissions=["change"])
def send_reset(_admin: object, request: HttpRequest, users: QuerySet[Any]) -> None:
    """Mail each selected user who has an email address a link to set a new password."""
    for user in users:
        row = load(user).primary("email")
        if row is not None:
            recover.request(Visit(client="browser"), kind="email", name=row.value)
            audit.record("password_reset_sent", user_id=user.pk, by=str(request.user.pk))
    messages.success(request, _("The password reset emails were queued."))


@admin.action(description=_("Reset second factors (device lost)"), permissions=["change"])
def reset_factors(_admin: object, request: HttpRequest, users: QuerySet[Any]) -> None:
    """Remove the second factors of users who lost their device."""
    removed = sum(support.reset_factors(user, by=str(request.user.pk), reason="lost") for user in users)
    messages.success(request, ngettext("%d factor was removed.", "%d factors were removed.", removed) % removed)


PAGES: dict[type[Any], Any] = {
    Session: SessionAdmin,
    Token: TokenAdmin,
    RefreshFamily: RefreshFamilyAdmin,
    SigningKey: SigningKeyAdmin,
    Event: EventAdmin,
    **social.PAGES,
    **provider.PAGES,
}


def register() -> None:
    """Register the pages, and extend the project's own user page with our inlines and actions.

    A model that the project registered itself keeps the project's page.
    """
    for model, page in PAGES.items():
        try:
            admin.site.register(model, page)
        except AlreadyRegistered:
            continue
    users = admin.site._registry.get(get_user_model())  # noqa: SLF001 - the documented API can only replace the page
    if users is not None:
        users.inlines = (*users.inlines, IdentifierInline, SessionInline, TrustedBrowserInline)  # type: ignore[misc]
        can_disable = (disable,) if columns.has_column("is_active") else ()
        users.actions = (*(users.actions or ()), end_sessions, *can_disable, send_reset, reset_factors)
