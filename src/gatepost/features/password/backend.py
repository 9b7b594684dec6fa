"""Password check for Django's `authenticate()`, the same as for every other entry point."""

from typing import Any

import msgspec
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from gatepost.accounts import accounts, backend
from gatepost.door import visitor
from gatepost.errors import Refused
from gatepost.features.password.operations import log_in
from gatepost.flow import engine
from gatepost.flow.visit import Visit
from gatepost.ground import audit, decisions, text


@backend.use
def authenticate(request: HttpRequest | None, name: str, password: str) -> Any:
    """The user of a name and password, if the login needs no further step.

    Raises:
        PermissionDenied: Wrong password, too many attempts, disabled user, or a further step is required.
    """
    visit = visitor.without_session(request, "browser") if request is not None else Visit(client="browser")
    visit = msgspec.structs.replace(visit, request=None)  # Django sends its signals itself
    if not text.clean(name):
        raise PermissionDenied
    try:
        verified = log_in.verify(visit, kinds=accounts.kinds_of(name), name=name, password=password)
    except Refused as refused:
        decisions.refuse(refused)
        raise PermissionDenied(str(refused.refusals[0].text)) from refused
    if missing := engine.missing(visit, verified.account, (verified.proof,)):
        decisions.note("answer", missing[0], refused=True)
        raise PermissionDenied
    audit.record("password_shown", visit=visit, user_id=verified.account.id, by="authenticate")
    return verified.account.user
