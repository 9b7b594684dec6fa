"""One statement a function; a Guard's row count decides."""

from typing import Any

from django.db import router

from gatepost.methods.totp.models import TotpSecret


def of_user(user_id: Any) -> TotpSecret | None:
    """A user's secret, with its authenticator."""
    rows = TotpSecret.objects.using(router.db_for_write(TotpSecret)).select_related("authenticator")
    return rows.filter(authenticator__user_id=user_id).first()


def insert(row: TotpSecret) -> None:
    """Write a new one."""
    row.save(force_insert=True)


def accept(row: TotpSecret, step: int) -> bool:
    """Guard: take a code of this step, if none of it or of a later one was taken before."""
    return TotpSecret.objects.filter(pk=row.pk, last_step__lt=step).update(last_step=step) == 1
