"""Django's own sessions for async views, beside `settings_async_gatepost`."""

from settings_django import *  # noqa: F403
from settings_async_gatepost import DATABASES  # noqa: F401, I001 - in place of the other's

ROOT_URLCONF = "urls_async"
