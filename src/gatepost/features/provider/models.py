"""Registered clients, what users allowed them, and what was issued to them."""

from django.conf import settings
from django.db import models

from gatepost.ground.columns import ExactCharField
from gatepost.ground.uuid7 import uuid7


class OAuthClient(models.Model):
    """An app that may send users here to log in, or get tokens for itself.

    `client_id` is its public name. A confidential client has up to two secrets, so that one can be replaced while the
    other is still in use; only their keyed digests are stored. `moved_hash` is the slow hash of a secret that moved
    from another package; the secret's digest replaces it when it is first used. `first_party` apps need no consent.
    `userinfo_alg` signs its userinfo, which is JSON if empty; the columns with `encryption` have `ALGORITHM CONTENT`.
    `native` ones run on the user's device, so that the port of a loopback redirect URI may differ (RFC 8252, section
    7.3). `scope` is what it may request, space-separated; `audiences` are the resource URIs that it serves, whose
    tokens it may introspect; `exchange_resources` are further ones for which it may exchange tokens. `source` says who
    registered it: `command`, `admin`, `settings`, `moved`, or the client itself: `registration` without,
    `initial_token` with an initial access token. `registration` is what it said of itself there. `verified` means that
    staff know whose it is; the consent page warns of others.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client_id = ExactCharField(max_length=512, unique=True)
    name = models.CharField(max_length=200)
    confidential = models.BooleanField(default=True)
    first_party = models.BooleanField(default=False)
    native = models.BooleanField(default=False)
    verified = models.BooleanField(default=False)
    redirect_uris = models.JSONField(default=list, blank=True)
    post_logout_redirect_uris = models.JSONField(default=list, blank=True)
    grant_types = models.JSONField(default=list, blank=True)
    scope = models.TextField(default="", blank=True)
    audiences = models.JSONField(default=list, blank=True)
    # The default in the database is for processes of the version before this column.
    exchange_resources = models.JSONField(default=list, db_default=models.Value([], models.JSONField()), blank=True)
    token_format = models.CharField(max_length=8, default="jwt")
    auth_method = models.CharField(max_length=32, default="client_secret_basic")
    secret_digest = models.CharField(max_length=64, default="", editable=False)
    secret_created_at = models.DateTimeField(null=True, editable=False)
    secret_expires_at = models.DateTimeField(null=True, editable=False)
    previous_digest = models.CharField(max_length=64, default="", editable=False)
    previous_expires_at = models.DateTimeField(null=True, editable=False)
    moved_hash = models.CharField(max_length=255, default="", db_default="", editable=False)
    jwks = models.JSONField(null=True, blank=True)
    jwks_uri = models.CharField(max_length=1000, default="", blank=True)
    id_token_alg = models.CharField(max_length=8, default="RS256")
    id_token_encryption = models.CharField(max_length=40, default="", db_default="", blank=True)
    userinfo_alg = models.CharField(max_length=8, default="", db_default="", blank=True)
    userinfo_encryption = models.CharField(max_length=40, default="", db_default="", blank=True)
    subject_type = models.CharField(max_length=8, default="public")
    sector = models.CharField(max_length=255, default="", blank=True)
    logo_uri = models.CharField(max_length=1000, default="", blank=True)
    client_uri = models.CharField(max_length=1000, default="", blank=True)
    policy_uri = models.CharField(max_length=1000, default="", blank=True)
    tos_uri = models.CharField(max_length=1000, default="", blank=True)
    backchannel_logout_uri = models.CharField(max_length=1000, default="", blank=True)
    dpop_bound = models.BooleanField(default=False)
    require_par = models.BooleanField(default=False)
    source = models.CharField(max_length=16, default="command", editable=False)
    registration = models.JSONField(default=dict, blank=True, editable=False)
    registration_digest = models.CharField(max_length=64, default="", editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(editable=False)
    disabled_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        app_label = "gatepost"
        verbose_name = "OAuth client"

    def __str__(self) -> str:
        return self.name

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes that it may request, in their order."""
        return tuple(self.scope.split())


class Consent(models.Model):
    """What a user allowed a client; one row for both, which each further consent extends. Deleted when revoked."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.BigIntegerField(unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="gatepost_consents"
    )
    client = models.ForeignKey(OAuthClient, on_delete=models.CASCADE, related_name="consents")
    scope = models.TextField(default="")
    audience = models.TextField(default="")
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "gatepost"
        constraints = (models.UniqueConstraint(fields=["user", "client"], name="gatepost_one_consent"),)

    def __str__(self) -> str:
        return str(self.number)


class Grant(models.Model):
    """One authorization of a client, to which its code and every token issued from it belong.

    Deleting the row revokes all of them, since each use joins it; hence no token has a foreign key constraint to it.
    With `session` it is valid only while that session belongs to that user; without, `auth_hash` ends it when the
    password changes, as for a session. `user` is NULL for a client that acts for itself. A code is redeemed by one
    conditional update of `redeemed_at`. `audience` has the resource URIs that its tokens are for, space-separated;
    `jkt` the thumbprint of the key that they are bound to, if any. `nonce`, `auth_time`, `acr`, `amr` and
    `session_number` are what an ID token says of the login. A token exchange makes a grant that is valid only as long
    as `parent`, the one of the exchanged token, and as `parent_token`, that token itself if it was opaque; `act` says
    who acts. Deleted when revoked, and by cleanup once expired.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=16)
    client = models.ForeignKey(OAuthClient, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="gatepost_grants"
    )
    session = models.ForeignKey(
        "gatepost.Session", on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    family = models.ForeignKey(
        "gatepost.RefreshFamily", on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    parent_token = models.UUIDField(null=True)
    act = models.JSONField(null=True)
    session_number = models.BigIntegerField(null=True)
    auth_hash = models.CharField(max_length=64, default="")
    scope = models.TextField(default="")
    audience = models.TextField(default="")
    nonce = models.CharField(max_length=500, default="")
    auth_time = models.DateTimeField(null=True)
    acr = models.CharField(max_length=16, default="")
    amr = models.CharField(max_length=100, default="")
    jkt = models.CharField(max_length=64, default="")
    code_digest = ExactCharField(max_length=64, null=True, unique=True)
    code_expires_at = models.DateTimeField(null=True)
    code_challenge = models.CharField(max_length=64, default="")
    redirect_uri = models.CharField(max_length=2000, default="")
    redeemed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "gatepost"

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def scopes(self) -> frozenset[str]:
        """Its scopes."""
        return frozenset(self.scope.split())

    @property
    def audiences(self) -> list[str]:
        """The resource URIs that its tokens are for; none for this server itself."""
        return self.audience.split()


class DeviceRequest(models.Model):
    """A device that waits for its user, by keyed digests of the code with which it polls and of the one that it shows.

    `user` NULL is unanswered; once allowed, the other columns say what an ID token says of the login that allowed it.
    `interval` is how long the device must wait between polls, in seconds. Deleted by the poll that gets the tokens, and
    by cleanup once expired.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    digest = ExactCharField(max_length=64, unique=True)
    code_digest = ExactCharField(max_length=64, unique=True)
    client = models.ForeignKey(OAuthClient, on_delete=models.CASCADE, related_name="+")
    scope = models.TextField(default="")
    audience = models.TextField(default="")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    session_number = models.BigIntegerField(null=True)
    auth_hash = models.CharField(max_length=64, default="")
    auth_time = models.DateTimeField(null=True)
    acr = models.CharField(max_length=16, default="")
    amr = models.CharField(max_length=100, default="")
    denied_at = models.DateTimeField(null=True)
    polled_at = models.DateTimeField(null=True)
    interval = models.SmallIntegerField(default=5)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "gatepost"

    def __str__(self) -> str:
        return str(self.id)


class AccessToken(models.Model):
    """An opaque access token of a grant, by its keyed digest. Deleted when revoked, and by cleanup once expired."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    digest = ExactCharField(max_length=64, unique=True)
    grant = models.ForeignKey(Grant, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    scope = models.TextField(default="")
    audience = models.TextField(default="")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "gatepost"

    def __str__(self) -> str:
        return str(self.id)
