"""The settings with values for what comes from outside, for the type checker and the tests."""

import os

_GIVEN = {"CLINIC_DATABASE": ":memory:", "CLINIC_SECRET": "not a secret: for the checks alone"}
_OURS = [name for name in _GIVEN if name not in os.environ]
os.environ.update({name: _GIVEN[name] for name in _OURS})

from review.settings import *  # noqa: E402, F403

for _name in _OURS:
    del os.environ[_name]

# Playwright keeps an event loop in the tests' thread, beside which Django would refuse to ask the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
