"""Django's settings of the desk. What differs from place to place comes from variables: docs/operator.md lists them."""

from __future__ import annotations

import os

from csp.constants import NONE, SELF

from review.environment import PROJECT, backups, backups_kept, clinic_facts, database, secret_key

CLINIC = clinic_facts()
SECRET_KEY = secret_key()
DEBUG = False
# The desk's own address, as staff type it: https://desk.clinic.example
DESK_ADDRESS = os.environ.get("CLINIC_DESK_ADDRESS", "http://127.0.0.1:5006").rstrip("/")
_HTTPS = DESK_ADDRESS.startswith("https://")
PROXIES_IN_FRONT = int(os.environ.get("CLINIC_DESK_PROXIES", "0"))
ALLOWED_HOSTS = [DESK_ADDRESS.split("://", 1)[-1].rsplit(":", 1)[0], "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [DESK_ADDRESS]

INSTALLED_APPS = [
    "review.accounts",
    "review.conversations",
    "review.review",
    "review.training",
    "review.insights",
    "review.privacy",
    "review.messaging",
    "review.backups",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "review.accounts.middleware.keep_out_of_caches",
    "review.accounts.middleware.end_when_idle",
    "review.accounts.middleware.demand_second_factor",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "review.urls"
WSGI_APPLICATION = "review.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT / "review" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "review.accounts.context.desk",
            ]
        },
    }
]
DATABASES = {"default": database()}
BACKUPS, BACKUPS_KEPT = backups(), backups_kept()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en-gb"
USE_TZ = True
TIME_ZONE = CLINIC.time_zone

STATIC_URL = "/static/"
STATICFILES_DIRS = [PROJECT / "review" / "static"]
STATIC_ROOT = PROJECT / ".run" / "static"
WHITENOISE_USE_FINDERS = True  # nothing to collect first

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "review.accounts.adapter.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # axes counts those, wrong codes included: see `lockout`
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # how long a link to choose a password is good
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = f"{CLINIC.name} desk"
MFA_FORMS = {"authenticate": "review.accounts.lockout.CodeForm", "reauthenticate": "review.accounts.lockout.CodeAgainForm"}

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["ip_address", "username"]  # either one on its own
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_RESET_ON_SUCCESS = False  # it would forget all failures from the address; `lockout` forgets those of the name alone
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # a lock ends when it says, whoever goes on trying
AXES_USERNAME_CALLABLE = "review.accounts.lockout.counted_name"
AXES_CLIENT_IP_CALLABLE = "review.accounts.addresses.client_address"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "code", "csrfmiddlewaretoken"]
AXES_ALLOWED_CORS_ORIGINS = DESK_ADDRESS

SECONDS_OF_IDLENESS = 15 * 60
SESSION_COOKIE_AGE = 4 * SECONDS_OF_IDLENESS  # the middleware ends it long before, and can still say whose it was
SESSION_SAVE_EVERY_REQUEST = False  # live updates are no sign of life; the middleware of `accounts` decides
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "clinic_desk"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_SSL_REDIRECT = False  # the proxy in front does that
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the code that a phone scans for the second factor
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

DEFAULT_FROM_EMAIL = os.environ.get("CLINIC_DESK_SENDER", "desk@localhost")
EMAIL_HOST = os.environ.get("CLINIC_MAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("CLINIC_MAIL_PORT", "25"))

# A log never holds what a visitor wrote: no SQL, no request bodies, no local variables.
# So not Django's way: `review.log` sets the log up before these settings are read.
LOGGING_CONFIG = None
