"""The one settings file. Machines differ by environment values, and only this page reads them.

README.md lists every variable; a test holds that table and this file together.
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    """One value of the environment, outer space taken off."""
    return os.environ.get(name, default).strip()


def env_bool(name: str) -> bool:
    """True for 1, true, yes and on, in any case."""
    return env(name).lower() in {"1", "true", "yes", "on"}


def env_list(name: str) -> list[str]:
    """Values parted by commas; an empty variable is an empty list."""
    return [part.strip() for part in env(name).split(",") if part.strip()]


def required(name: str, why: str) -> str:
    """A value that production cannot do without.

    Raises ImproperlyConfigured with a sentence that says what to set.
    """
    value = env(name)
    if not value:
        raise ImproperlyConfigured(f"ตั้งค่า {name} ก่อนเริ่มระบบ: {why} (Set {name}.)")
    return value


# Where we are -----------------------------------------------------------------------------------

DEBUG = env_bool("KMNET_DEBUG")
if DEBUG:
    SITE_URL = env("KMNET_SITE_URL", "http://127.0.0.1:" + env("PORT", "8000")).rstrip("/")
else:
    SITE_URL = required("KMNET_SITE_URL", "ที่อยู่เว็บ เช่น https://… ลิงก์ในจดหมายกับ QR ใช้ที่อยู่นี้").rstrip(
        "/"
    )
SITE_NAME = "เครือข่ายชุมชนอินทรีย์ นครศรีธรรมราช"
DATA_DIR = Path(env("KMNET_DATA_DIR") or BASE_DIR / "var").resolve()

# Secrets ----------------------------------------------------------------------------------------

if DEBUG:
    SECRET_KEY = env("KMNET_SECRET_KEY", "for-trying-out-only-" + "kmnet" * 8)
    ALLOWED_HOSTS = env_list("KMNET_HOSTS") or ["localhost", "127.0.0.1", "[::1]", "testserver"]
else:
    SECRET_KEY = required("KMNET_SECRET_KEY", "ข้อความลับยาวๆ ที่ไม่ซ้ำใคร")
    required("KMNET_HOSTS", "ชื่อเว็บ คั่นด้วยจุลภาค")
    ALLOWED_HOSTS = env_list("KMNET_HOSTS")
# Older keys keep keeper links and invitations valid while a new key takes over.
SECRET_KEY_FALLBACKS = env_list("KMNET_OLD_SECRET_KEYS")

# The demo network and its sign-ins exist only where DEBUG is on.
DEMO_PASSWORD = env("DEMO_PASSWORD", "khonkhokhor2569") if DEBUG else ""
DEMO_PHOTO_WIDTH = int(env("KMNET_DEMO_PHOTO_WIDTH", "1200"))  # pixels

# Apps -------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "stories",
    "members",
    "villages",
    "kmnet.apps.KmnetConfig",
    "kmnet.apps.KmnetAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.line",
    "csp",
]

# Visits lie above people in the layers; these name who can tell which visits were walked together,
# and who takes the way to a file out of the visits when the file is erased.
WALKS_WITH = "stories.walks.walks_with"
FORGETS_WALKS = "stories.walks.forget"

# The apps whose things lie on the coordinators' desk.
DESK_APPS = {"stories", "members", "villages"}

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kmnet.middleware.kind_faults",
    "kmnet.middleware.one_content_policy",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.middleware.signed_in_pages_stay_private",
    "members.middleware.staff_need_a_second_factor",
]

ROOT_URLCONF = "kmnet.urls"

# Templates --------------------------------------------------------------------------------------

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kmnet.context.site",
            ],
            "builtins": ["kmnet.templatetags.thai"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database ---------------------------------------------------------------------------------------

DATABASES = {
    "default": dj_database_url.parse(
        required("DATABASE_URL", "ที่อยู่ของ Postgres; make run กับ manage.py ตั้งให้เอง"),
        conn_max_age=60,
        conn_health_checks=True,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Two workers must share one count of attempts, so the cache lives in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kmnet_cache",
    }
}

# Accounts ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/me/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "members.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "keeper_link": "30/m/ip",
    "invitation": "10/m/ip",
    "voice": "20/m/ip",
    "own_file": "20/m/ip",
    "still": "20/m/ip",
    "met": "20/300s/ip",
    "withdraw": "30/300s/ip",
    "withdrawn": "30/m/ip",
    "person_link": "60/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(env("KMNET_TRUSTED_PROXIES", "0"))

MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "kmnet"
# A coordinator reads files about people: outside the demo, no admin without a second factor.
STAFF_NEED_SECOND_FACTOR = not DEBUG

LINE_LOGIN = bool(env("LINE_CHANNEL_ID") and env("LINE_CHANNEL_SECRET"))
SOCIALACCOUNT_ADAPTER = "members.adapter.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "line": {
        "APPS": [{"client_id": env("LINE_CHANNEL_ID"), "secret": env("LINE_CHANNEL_SECRET")}]
        if LINE_LOGIN
        else [],
        "SCOPE": ["profile", "openid"],
    }
}

SESSION_COOKIE_AGE = 60 * 60 * 24 * 60  # seconds; a field phone that signs out loses visits
SESSION_COOKIE_NAME = "kmnet_session" if DEBUG else "__Host-session"
CSRF_COOKIE_NAME = "kmnet_csrf" if DEBUG else "__Host-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "kmnet.views.csrf_failure"

# Language and time ------------------------------------------------------------------------------

LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "kmnet.formats"
USE_I18N = True
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True

# Files ------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
# Photos are private files: nothing serves this folder, views do after asking the gate.
MEDIA_ROOT = Path(env("KMNET_MEDIA_DIR") or DATA_DIR / "media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# A photo past its limit is read off and dropped, so that the rest of the form still arrives.
FILE_UPLOAD_HANDLERS = ["kmnet.uploads.CappedUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes of text in one form
# Past ten photos a sentence says so; a refused request would cost the words beside them.
DATA_UPLOAD_MAX_NUMBER_FILES = 200
DATA_UPLOAD_MAX_NUMBER_FIELDS = 600
PHOTO_MAX_BYTES = 12 * 1024 * 1024
PHOTO_MAX_PIXELS = 40_000_000
PHOTOS_PER_VISIT = 10
# Past this many bytes the whole request is refused before it is read.
REQUEST_MAX_BYTES = 256 * 1024 * 1024

# Reading ----------------------------------------------------------------------------------------

# Megabytes of public pages that each worker keeps ready, every encoding counted; 0 keeps none.
READY_MB = int(env("KMNET_READY_MB", "64"))

# In the field -----------------------------------------------------------------------------------

# Off, phones give up the worker that opens the visit form without signal; drafts stay with them.
FIELD_WORKER = env("KMNET_FIELD_WORKER", "1").lower() in {"1", "true", "yes", "on"}

# Letters ----------------------------------------------------------------------------------------

EMAIL_HOST = env("EMAIL_HOST")
EMAIL_PORT = int(env("EMAIL_PORT", "587"))
EMAIL_HOST_USER = env("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_TIMEOUT = 10  # seconds
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = DATA_DIR / "letters"
DEFAULT_FROM_EMAIL = env("KMNET_FROM_EMAIL", "เครือข่ายชุมชนอินทรีย์ <noreply@kmnet.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
ADMINS = [("kmnet", address) for address in env_list("KMNET_ADMINS")]

# Security ---------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],  # data: the QR of the second factor
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
if LINE_LOGIN:
    # Browsers hold the redirect after a form to form-action as well.
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append("https://access.line.me")

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SILENCED_SYSTEM_CHECKS = ["security.W002"]  # frame-ancestors 'none' does what the header did
if not DEBUG:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    CSRF_TRUSTED_ORIGINS = [SITE_URL]
    if ALLAUTH_TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Logging ----------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "PIL": {"level": "WARNING"},
    },
}
