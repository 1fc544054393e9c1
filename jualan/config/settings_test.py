"""What the suite changes: a home that is thrown away, a cheap password hash, mails kept in memory."""

import os
import tempfile

os.environ.setdefault("JUALAN_HOME", tempfile.mkdtemp(prefix="jualan-test-"))

from jualan.config.settings import *  # noqa: F403
from jualan.config.settings import DATABASES

SECRET_KEY = "only for tests"  # noqa: S105
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
ACCOUNT_RATE_LIMITS = {}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATABASES["default"]["CONN_MAX_AGE"] = (
    0  # threads share one database in memory, where an idle connection holds its tables
)
