"""Mails that tell a user what happened to the account."""

from typing import Any

from gatepost import conf
from gatepost.accounts import account as accounts
from gatepost.accounts.account import Account
from gatepost.accounts.settings import AccountsSettings
from gatepost.flow.visit import Visit
from gatepost.ground import outbox


def tell(
    visit: Visit,
    user: Any,
    kind: str,
    *,
    to: str | None = None,
    account: Account | None = None,
    always: bool = False,
    **context: str,
) -> None:
    """Write a notice to the primary address, if notices are on and there is one.

    Args:
        visit: The door; the mail names its network and browser.
        user: Whom it concerns.
        kind: `<method>/<name>` of the message.
        to: Another address, for example the one that was just given up.
        account: What is known of the user already; saves a statement.
        always: Whatever the settings say.
        context: Further values for the templates.
    """
    if not always and not conf.read(AccountsSettings).notifications:
        return
    if to is None:
        primary = (account or accounts.load(user)).primary("email")
        to = primary.value if primary is not None else ""
    if to:
        values = {"user": accounts.display(user), "ip": visit.ip, "user_agent": visit.user_agent, **context}
        outbox.put("mail", kind, to, values, language=visit.language)
