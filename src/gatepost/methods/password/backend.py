"""Django's `authenticate()` through the same check as every other door."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from gatepost.accounts import backend
from gatepost.errors import Refused
from gatepost.flow import engine
from gatepost.flow.visit import Visit
from gatepost.ground import audit, text
from gatepost.methods.password.operations import log_in
from gatepost.wire import clients


@backend.use
def authenticate(request: HttpRequest | None, name: str, password: str) -> Any:
    """The user of a name and password, where nothing else is needed for a login.

    Raises:
        PermissionDenied: Wrong, too often, disabled, or a further step is missing.
    """
    visit = clients.stranger(request, "browser") if request is not None else Visit(client="browser")
    normal = text.password(password)
    if normal is None or not text.clean(name):
        raise PermissionDenied
    try:
        verified = log_in.verify(visit, kind=log_in.kind_of(name), name=name, password=normal)
    except Refused as refused:
        raise PermissionDenied(str(refused.refusals[0].text)) from refused
    if engine.missing(visit, verified.account, (verified.proof,)):
        raise PermissionDenied
    audit.record("password_shown", visit=visit, user_id=verified.account.id, by="authenticate")
    return verified.account.user
