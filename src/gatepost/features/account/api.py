"""Native API of the account."""

from gatepost import conf
from gatepost.accounts.settings import AccountsSettings
from gatepost.api.endpoint import Endpoint
from gatepost.api.shapes import Unauthenticated
from gatepost.features.account import operations

ENDPOINTS = (
    Endpoint(
        verb="DELETE",
        path="account",
        summary="Delete the account",
        login=True,
        enabled=lambda: conf.read(AccountsSettings).deletion,
        answers={401: Unauthenticated},
        handler=lambda call: operations.close(call.visit),
    ),
)
