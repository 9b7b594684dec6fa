"""gatepost beside the same middlewares as the peers."""

from database import DATABASES, NAME  # noqa: F401

SECRET_KEY = "bench"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.messages", "gatepost"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "gatepost.sessions.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
ROOT_URLCONF = "urls_gatepost"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_ENGINE = "gatepost.sessions.store"
AUTHENTICATION_BACKENDS = ["gatepost.accounts.backend.Backend"]
PASSWORD_HASHERS = ["trivial.Hasher"]
GATEPOST = {
    "KEYS": ["b1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"],
    "outbox": {"delivery": "worker"},
    "limits": {"rates": {"login_network": ["1000000/60"], "login_failed": ["1000000/60"]}},
}
