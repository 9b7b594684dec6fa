"""Settings of the project; database and public URL come from the environment."""

import os

SECRET_KEY = "only for tests"
USE_TZ = True
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["ASYNC_PROJECT_DATABASE"]}}
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "adrf", "rest_framework", "gatepost"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "gatepost.sessions.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "tests.live.async_project.urls"
ASGI_APPLICATION = "tests.live.async_project.asgi.application"
SESSION_ENGINE = "gatepost.sessions.store"
AUTHENTICATION_BACKENDS = ["gatepost.accounts.backend.Backend"]
PASSWORD_HASHERS = ["tests.hashers.CountingHasher"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_COOKIE_AGE = 600
GATEPOST = {
    "KEYS": ["t1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"],
    "public_url": "http://127.0.0.1:8000",
    "headless": {"trusted_proxies": 2, "address_header": "Forwarded"},
    "tokens": {"strategy": "jwt"},
}
