"""The standard functions of social-auth's pipelines, and what does their work here."""

from collections.abc import Iterator

from django.conf import settings

ASSOCIATE_BY_EMAIL = "social_core.pipeline.social_auth.associate_by_email"
STANDARD = {
    "social_core.pipeline.debug.debug": "`gatepost explain` shows the decisions behind a refused request.",
    "social_core.pipeline.mail.mail_validation": "`accounts.email_verification` decides, as for every login.",
    "social_core.pipeline.social_auth.associate_by_email": (
        '`social.link = "verified"`; only if the provider and the account have both verified the address.'
    ),
    "social_core.pipeline.social_auth.associate_user": "Done at the first login; a unique constraint decides races.",
    "social_core.pipeline.social_auth.auth_allowed": "`social.pipeline.new` decides who may sign up.",
    "social_core.pipeline.social_auth.load_extra_data": (
        "Address, name and picture are updated at each login; other data of the provider isn't stored."
    ),
    "social_core.pipeline.social_auth.social_details": "Part of the provider's definition.",
    "social_core.pipeline.social_auth.social_names": "Part of the provider's definition.",
    "social_core.pipeline.social_auth.social_uid": "Part of the provider's definition.",
    "social_core.pipeline.social_auth.social_user": "`social.pipeline.known` finds the user.",
    "social_core.pipeline.user.create_user": "`accounts.signup_open` and `social.auto_signup` decide.",
    "social_core.pipeline.user.get_username": "`social.pipeline.new` decides; a taken name gets a suffix.",
    "social_core.pipeline.user.sync_groups": (
        "Groups of a provider aren't mapped to groups here; a function in `social.pipeline.fields` can do it."
    ),
    "social_core.pipeline.user.user_details": (
        "`social.pipeline.fields` decides; first and last name are stored at the sign-up only."
    ),
}
DISCONNECTING = {
    "social_core.pipeline.disconnect.allowed_to_disconnect": "A user's only way to sign in can't be disconnected.",
    "social_core.pipeline.disconnect.disconnect": "Done by the API's DELETE.",
    "social_core.pipeline.disconnect.get_entries": "Done by the API's DELETE.",
    "social_core.pipeline.disconnect.revoke_tokens": "Tokens are deleted here, and not revoked at the provider.",
}
CLOSED = (
    "without `create_user`, social-auth creates no account for a new person; gatepost does, unless "
    "`social.pipeline.new` names a function that raises `Refused`, or `accounts.signup_open` is off."
)


def advice() -> Iterator[str]:
    """What becomes of the functions in this project's pipelines."""
    for name, known in (("SOCIAL_AUTH_PIPELINE", STANDARD), ("SOCIAL_AUTH_DISCONNECT_PIPELINE", DISCONNECTING)):
        chosen = getattr(settings, name, None) or ()
        for one in chosen:
            if one not in known:
                yield f"{name}: {one} isn't called any more; `social.pipeline` has the steps that you can replace."
        if chosen and known is STANDARD and "social_core.pipeline.user.create_user" not in chosen:
            yield f"{name}: {CLOSED}"
