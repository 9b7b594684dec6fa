from pathlib import Path

import gatepost

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = "change me: this one is known to everybody"
DEBUG = True
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "notes",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "notes.middleware.htmx_login_middleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
ROOT_URLCONF = "config.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# --8<-- [start:gatepost]
LOGIN_URL = "/account/login"  # the page of gatepost's web app
GATEPOST = {
    "public_url": "http://localhost:8000",
    "outbox": {"delivery": "immediate", "loopback_links": DEBUG},
    "web": {"home": "/notes/"},
}
# --8<-- [end:gatepost]

gatepost.configure(globals())
