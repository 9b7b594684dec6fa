"""allauth whose sign-ups end at a mailed code, with its authenticator apps."""

from settings_allauth import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "allauth.mfa", "rest_framework"]  # noqa: F405
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ROOT_URLCONF = "urls_costs_allauth"
