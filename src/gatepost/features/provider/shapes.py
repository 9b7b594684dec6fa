"""Shapes of the answers about authorization requests and apps with access."""

from collections.abc import Sequence
from typing import Literal, Self

import msgspec

from gatepost.api.shapes import Flow, NamedUser, unix
from gatepost.features.provider.models import Consent, DeviceRequest, OAuthClient
from gatepost.features.provider.operations import scopes
from gatepost.features.provider.operations.authorize import Shown
from gatepost.features.provider.operations.end_session import ShownLogout


class App(msgspec.Struct):
    """A registered app. Staff have confirmed who runs it if it is `verified`. Links are empty if it has none."""

    name: str
    logo: str
    url: str
    privacy: str
    terms: str
    verified: bool
    first_party: bool

    @classmethod
    def of(cls, row: OAuthClient) -> Self:
        """The app of a client."""
        return cls(
            name=row.name,
            logo=row.logo_uri,
            url=row.client_uri,
            privacy=row.policy_uri,
            terms=row.tos_uri,
            verified=row.verified,
            first_party=row.first_party,
        )


class ScopeEntry(msgspec.Struct):
    """A scope, and what it allows, in words."""

    name: str
    text: str

    @classmethod
    def listed(cls, names: Sequence[str]) -> list[Self]:
        """The entries of scopes."""
        return [cls(name=name, text=scopes.text(name)) for name in names]


class AuthorizationData(msgspec.Struct):
    """An app's request: who asks for what, where it goes next, and what the visitor must do first (`needs`)."""

    app: App
    scopes: list[ScopeEntry]
    resources: list[str]
    redirects_to: str
    needs: Literal["nothing", "login", "reauthentication", "second_factor", "consent", "account"]
    flows: list[Flow]
    user: NamedUser | None
    login_hint: str
    ui_locales: str
    expires_at: float


class Authorization(msgspec.Struct):
    """The request that waits for the user."""

    status: Literal[200]
    data: AuthorizationData

    @classmethod
    def of(cls, shown: Shown, *, user: NamedUser | None, flows: list[Flow]) -> Self:
        """The answer about a request."""
        request = shown.request
        data = AuthorizationData(
            app=App.of(shown.client),
            scopes=ScopeEntry.listed(request.scopes),
            resources=list(request.resources),
            redirects_to=request.redirect_uri,
            needs=shown.lacks.value,
            flows=flows,
            user=user,
            login_hint=request.login_hint,
            ui_locales=request.ui_locales,
            expires_at=shown.expires_at.timestamp(),
        )
        return cls(status=200, data=data)


class DeviceData(msgspec.Struct):
    """A device's request: which app asks for what, and who would allow it."""

    app: App
    scopes: list[ScopeEntry]
    resources: list[str]
    user: NamedUser
    expires_at: float


class Device(msgspec.Struct):
    """The request of a device that waits for its user."""

    status: Literal[200]
    data: DeviceData

    @classmethod
    def of(cls, row: DeviceRequest, *, user: NamedUser) -> Self:
        """The answer about a device's request."""
        data = DeviceData(
            app=App.of(row.client),
            scopes=ScopeEntry.listed(row.scope.split()),
            resources=row.audience.split(),
            user=user,
            expires_at=row.expires_at.timestamp(),
        )
        return cls(status=200, data=data)


class Location(msgspec.Struct):
    """Where the page must go now: the app's own address."""

    location: str


class Answered(msgspec.Struct):
    """The request is answered."""

    status: Literal[200]
    data: Location


class LogoutData(msgspec.Struct):
    """An app's request to log the visitor out: whether to ask first, and where to go afterwards (empty: nowhere)."""

    app: App
    confirm: bool
    location: str
    user: NamedUser | None
    ui_locales: str
    expires_at: float


class Logout(msgspec.Struct):
    """The request to log out that waits for the visitor."""

    status: Literal[200]
    data: LogoutData

    @classmethod
    def of(cls, shown: ShownLogout, *, user: NamedUser | None) -> Self:
        """The answer about a request."""
        data = LogoutData(
            app=App.of(shown.client),
            confirm=shown.confirm,
            location=shown.request.location,
            user=user,
            ui_locales=shown.request.ui_locales,
            expires_at=shown.expires_at.timestamp(),
        )
        return cls(status=200, data=data)


class AppEntry(msgspec.Struct):
    """An app with access to the account; `expires_at` is when the user will be asked again."""

    id: int
    app: App
    scopes: list[ScopeEntry]
    resources: list[str]
    granted_at: float
    expires_at: float | None

    @classmethod
    def of(cls, row: Consent) -> Self:
        """The entry of a consent."""
        return cls(
            id=row.number,
            app=App.of(row.client),
            scopes=ScopeEntry.listed(row.scope.split()),
            resources=row.audience.split(),
            granted_at=row.granted_at.timestamp(),
            expires_at=unix(row.expires_at),
        )


class Apps(msgspec.Struct):
    """The apps with access to the account."""

    status: Literal[200]
    data: list[AppEntry]

    @classmethod
    def of(cls, rows: Sequence[Consent]) -> Self:
        """The answer that lists apps."""
        return cls(status=200, data=[AppEntry.of(row) for row in rows])
