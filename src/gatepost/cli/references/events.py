"""The reference page of the audit events."""

from typing import Any

import click

EVENTS: dict[str, str] = {
    "account_activated": "An account was activated by a mailed link.",
    "account_cleared": (
        "A mailbox or number was shown to be the user's for the first time: what others had attached to the "
        "account was removed."
    ),
    "account_created": (
        "Staff, a command, or a first login with another system's password created an account; `by` says which."
    ),
    "account_deleted": "An account was deleted, by its user or by a command.",
    "account_described": "The user changed the account's own fields; `columns` names them.",
    "account_disabled": "Staff or a command disabled an account.",
    "account_enabled": "A command enabled an account.",
    "account_taken_over": (
        "A provider vouched for the address of an account that never verified it: the provider's user got the account."
    ),
    "account_unlocked": "Staff or a command reset the account's limits.",
    "activate_requested": "A link that activates an account was requested.",
    "address_released": "A user removed from an account an address that is theirs.",
    "browser_trusted": "A user chose to trust a browser.",
    "connection_changed": "Staff changed a connection to a provider.",
    "email_added": "An address was added; it is not verified yet.",
    "email_removed": "An address was removed.",
    "email_verified": "An address was verified.",
    "factor_added": "A second factor was added; `type` says which.",
    "factor_removed": "A second factor was removed; `type` says which.",
    "factors_reset": "Staff or a command removed all second factors; `reason` says why.",
    "key_created": "An API key was created.",
    "keys_ended": "API keys were revoked; `count` says how many.",
    "logged_out_everywhere": "A user revoked all sessions, tokens and keys.",
    "login": (
        "A login is complete; with the outcome `refused`, an API without further steps refused it, and `step` "
        "names the one that was missing."
    ),
    "login_code_requested": "A login code was requested.",
    "login_pending": "A login waits for a further step; `step` names it.",
    "logins_ended": "A user revoked tokens and keys of other logins.",
    "logout": "A user logged out.",
    "moved_in": "Rows of another package were moved; `package` names it.",
    "moving_in_undone": "A move from another package was undone.",
    "name_changed_by_project": "The project's own code, or staff, wrote a name into the user model.",
    "network_limited": "A network went over a limit; `limit` names it.",
    "oauth_authorized": "A user let an app log them in, or act for them; `client` says which.",
    "oauth_client_changed": "A client of the provider was changed, by staff or by itself.",
    "oauth_client_created": "A client of the provider was registered; `by` says how.",
    "oauth_client_deleted": "A client of the provider was deleted.",
    "oauth_client_disabled": "A client of the provider was disabled.",
    "oauth_client_enabled": "A disabled client of the provider was enabled.",
    "oauth_client_secret_rotated": "A client of the provider got a new secret.",
    "oauth_code_replayed": "An authorization code was used again: what was issued for it was revoked.",
    "oauth_token_exchanged": "An app exchanged a user's access token; `from` is the app whose token it was.",
    "oauth_logout_sent": "An app was told that its user's session ended, or (`refused`) could not be told.",
    "oauth_consent_revoked": "A user withdrew an app's access; `client` says whose.",
    "passkey_added": "A password manager added a passkey after a password login; it is no second factor.",
    "passkey_counter_fell": "A security key's counter went backwards: it may have been copied.",
    "password_changed": "A user changed the password, or set a first one.",
    "password_imported": "A password was checked by the system that users come from, and kept.",
    "password_reset": "A password was reset by a mailed link or code.",
    "password_reset_requested": "A password reset was requested.",
    "password_reset_sent": "Staff sent a password reset.",
    "password_set": "Staff or a command set a password.",
    "password_shown": "A password was accepted without a login, for example by HTTP Basic; `by` says where.",
    "phone_change_requested": "A new phone number waits for its code.",
    "phone_changed": "The phone number was changed without a code.",
    "phone_verified": "A phone number was verified.",
    "primary_email_changed": "Another address became the primary one.",
    "provider_connected": "An account at a provider was connected.",
    "provider_disconnected": "An account at a provider was disconnected.",
    "provider_login": "A login at a provider failed; `reason` says why.",
    "reauthentication": "A logged-in user confirmed who they are.",
    "recovery_codes_generated": "New recovery codes were generated; the old ones are invalid.",
    "refresh_replayed": "A refresh token was used a second time: its login was ended.",
    "refresh_token_taken_over": "A refresh token of another package became a login here.",
    "reset_password_requested": "A link that resets the password was requested at an API without sessions.",
    "reset_username_requested": "A link that changes the username was requested.",
    "second_factor": "A second factor was refused.",
    "sessions_ended": "Sessions were ended; `count` says how many.",
    "signing_key_revoked": "A signing key was revoked.",
    "signing_key_rotated": "A new signing key signs access tokens.",
    "signup": "A sign-up is complete.",
    "signup_requested": "A sign-up with an address that an account has already.",
    "sms_budget_used_up": "No more SMS are sent for now: a budget is used up.",
    "token_ended": "A user revoked a token.",
    "token_opened": "A login issued a token.",
    "trust_ended": "A user revoked trusted browsers.",
    "username_changed": "A user changed the username.",
    "users_imported": "A command imported users.",
    "verification_requested": "A verification mail was requested.",
    "verification_sent": "A verification mail was sent for a sign-up without a session.",
}
INTRODUCTION = """
# Audit events

gatepost writes an event for each change of an account and each login, in the transaction of the change. The admin lists
them, and `recorded` sends each one to the project ([how](embedding.md#what-you-may-import)). Events contain neither
secrets nor text that was typed. Generated by `gatepost reference events`.

| field | meaning |
| --- | --- |
| `at` | when, in UTC |
| `kind` | one of the names below |
| `outcome` | `done` or `refused` |
| `user_key` | the user's primary key; empty if no user is known |
| `session_number` | the public id of the session |
| `network` | the client's network, as limits count it |
| `details` | further values, and the id of the request in `request_id` |

## Kinds

| kind | meaning |
| --- | --- |
"""


def rows(_: click.Group) -> list[dict[str, Any]]:
    """Every kind of event with its meaning."""
    return [{"event": name, "meaning": meaning} for name, meaning in EVENTS.items()]


def page(rows: list[dict[str, Any]]) -> str:
    """The page, as Markdown."""
    lines = [*INTRODUCTION.strip().split("\n"), *(f"| `{row['event']}` | {row['meaning']} |" for row in rows)]
    return "\n".join(lines) + "\n"
