"""What the operations of `users/` respond with, for the OpenAPI document."""

from gatepost.dialects.djoser.forms import form
from gatepost.dialects.rest_framework.described import Answers, Invalid, Page

SHOWS = ("retrieve", "update", "partial_update")
MAILS = ("reset_password", "reset_username", "resend_activation")


def answers(operation: str, method: str | None) -> Answers:
    """The bodies by status.

    Args:
        operation: The name of the method of `Users`.
        method: The HTTP method.
    """
    if operation == "create":
        return {201: form("user_create")}
    if operation == "list":
        return {200: Page(form("user"))}
    if operation in SHOWS or (operation == "me" and method != "DELETE"):
        return {200: form("current_user" if operation == "me" else "user")}
    return {204: None, 400: (Invalid, list[str])} if operation.startswith(MAILS) else {204: None}
