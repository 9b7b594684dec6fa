"""allauth.idp as an OpenID provider, as its documentation sets it up; RSA_KEY in the environment signs."""

import os

from settings_allauth import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "allauth.idp.oidc"]  # noqa: F405
ROOT_URLCONF = "urls_allauth_idp"
IDP_OIDC_PRIVATE_KEY = os.environ["RSA_KEY"]
IDP_OIDC_INTROSPECTION_ENABLED = True
IDP_OIDC_RATE_LIMITS = False
