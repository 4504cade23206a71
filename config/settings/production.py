"""Production by settings alone. What is missing stops the start with a sentence."""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403
from config.settings.base import CONTENT_SECURITY_POLICY, EDITOR_SECURITY_POLICY, HERE, STORAGES


def required(name: str, why: str) -> str:
    if value := os.environ.get(name, "").strip():
        return value
    raise ImproperlyConfigured(f"{name} is not set: {why}")


SECRET_KEY = required("SECRET_KEY", "it signs sessions and addresses; give at least 50 random characters.")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is too short: give at least 50 random characters.")
ALLOWED_HOSTS = [
    host.strip()
    for host in required("ALLOWED_HOSTS", "name the hosts this site answers to, separated by commas.").split(",")
]
SITE_URL = WAGTAILADMIN_BASE_URL = required(
    "SITE_URL", "it is printed on certificates and slips, for example https://takwin.example."
).rstrip("/")
required("DATABASE_URL", "for example postgres://user:password@host/takwin.")
required("CELERY_BROKER_URL", "for example redis://host:6379/0 or amqp://user:password@host//.")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": required("CACHE_URL", "sign-in limits are shared between processes, for example redis://host/1."),
        "KEY_PREFIX": "takwin",
    },
    "here": HERE,
}

# Sign-in limits count by the visitor's address, which the proxies in front write into X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "1"))

if bucket := os.environ.get("MEDIA_S3_BUCKET"):
    # Nothing in the bucket is public: addresses are signed and last an hour. Keys come from AWS_ACCESS_KEY_ID and
    # AWS_SECRET_ACCESS_KEY, or from the machine's own role.
    endpoint, region = os.environ.get("MEDIA_S3_ENDPOINT"), os.environ.get("MEDIA_S3_REGION")
    if not (endpoint or region):
        raise ImproperlyConfigured(
            "MEDIA_S3_ENDPOINT is not set: give the address of the S3 service, or MEDIA_S3_REGION for Amazon's own."
        )
    _s3 = {
        "bucket_name": bucket,
        "endpoint_url": endpoint,
        "region_name": region,
        "file_overwrite": False,
        "default_acl": None,  # the bucket's own rule, which must be private
        "querystring_expire": 3600,  # seconds
        "signature_version": "s3v4",
        "addressing_style": "path" if endpoint else "virtual",
    }
    _backend = "storages.backends.s3.S3Storage"
    STORAGES["default"] = {"BACKEND": _backend, "OPTIONS": {**_s3, "location": "media"}}
    STORAGES["private"] = {"BACKEND": _backend, "OPTIONS": {**_s3, "location": "private"}}
    if endpoint:
        _origin = "{0.scheme}://{0.netloc}".format(urlsplit(endpoint))
    else:
        _origin = f"https://{bucket}.s3.{region}.amazonaws.com"
    for _kind in ("img-src", "media-src"):
        CONTENT_SECURITY_POLICY["DIRECTIVES"][_kind].append(_origin)
    EDITOR_SECURITY_POLICY = EDITOR_SECURITY_POLICY.replace("img-src 'self'", f"img-src 'self' {_origin}")

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = required("EMAIL_HOST", "notices and lost passwords go out by e-mail, for example smtp.example.")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = required("DEFAULT_FROM_EMAIL", "the sender of notices, for example Takwin <takwin@example.org>.")
SMS_ADAPTER = os.environ.get("SMS_ADAPTER", "")  # empty = no text messages: phones alone get a printed slip

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside, without a proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
