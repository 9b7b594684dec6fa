"""The packages around REST framework; simplejwt rotates its refresh tokens and blacklists the old ones."""

from settings_rest import *  # noqa: F403
from settings_rest import SIMPLE_JWT as OTHERS

ROOT_URLCONF = "urls_costs_rest"
SIMPLE_JWT = {**OTHERS, "ROTATE_REFRESH_TOKENS": True, "BLACKLIST_AFTER_ROTATION": True}
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"]}
