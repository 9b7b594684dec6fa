"""Second factors of the app `dj_rest_auth.mfa`. Source: its modules `totp` and `recovery_codes` in version 7.2."""

import hashlib
import hmac
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import models

from gatepost.features.totp.operations import check
from gatepost.moving_in import second_factors
from gatepost.moving_in.dj_rest_auth.settings import number
from gatepost.moving_in.old_tables import registry, user_column

SALT = "dj-rest-auth-mfa-totp-secret"


class Authenticator(models.Model):
    """An app or a set of codes; `data` holds the signed secret, or the seed and which codes were used."""

    user_id = user_column()
    type = models.CharField(max_length=20)
    data = models.JSONField()
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        apps = registry
        app_label = "dj_rest_auth"
        db_table = "dj_rest_auth_mfa_authenticator"
        managed = False

    def __str__(self) -> str:
        return f"{self.type} {self.pk}"


def _secret(data: dict[str, Any]) -> str:
    try:
        return Signer(salt=SALT).unsign(data["secret"])
    except BadSignature as error:
        raise ValueError from error


def _codes(data: dict[str, Any]) -> dict[str, bool]:
    seed, used = bytes.fromhex(data["seed"]), int(data.get("used_mask", 0))
    texts = (hmac.new(seed, str(n).encode(), hashlib.sha256).hexdigest()[:8] for n in range(_count()))
    return {text: bool(used & 1 << n) for n, text in enumerate(texts)}


def _count() -> int:
    return number("MFA_RECOVERY_CODE_COUNT", 10)


def _format() -> tuple[int, int]:
    return number("MFA_TOTP_DIGITS", check.DIGITS), number("MFA_TOTP_PERIOD", check.SECONDS)


KINDS = second_factors.kinds(
    second_factors.Reading(model=Authenticator, secret=_secret, codes=_codes, format=_format, prefix="rest_auth_")
)
