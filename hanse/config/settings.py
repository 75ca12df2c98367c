"""Everything that can be set, in one file, from the environment only (docs/guide/settings.md lists it for operators)."""

from pathlib import Path
from urllib.parse import urlsplit

from hanse.config import env
from hanse.config.databases import database
from hanse.config.files import file_place
from hanse.config.mail import mail_sender, mail_server
from hanse.config.secret import secret_key
from hanse.version import VERSION  # noqa: F401  (settings.VERSION is what templates print)

PACKAGE = Path(__file__).resolve().parent.parent

DATA = Path(env.text("HANSE_DATA", "data")).expanduser().resolve()
DEBUG = env.flag("HANSE_DEBUG")
SAFE_MODE = env.choice("HANSE_SAFE_MODE", "off", {"off", "on", "demo"})
HOST = env.text("HANSE_HOST", "127.0.0.1")
PORT = env.number("HANSE_PORT", 8000, least=1, most=65535)
BASE_URL = env.text("HANSE_BASE_URL", f"http://{'localhost' if HOST == '127.0.0.1' else HOST}:{PORT}").rstrip(
    "/"
)
if urlsplit(BASE_URL).scheme not in {"http", "https"} or not urlsplit(BASE_URL).hostname:
    raise env.BadSetting(
        "HANSE_BASE_URL", f"“{BASE_URL}” is not a full address such as https://crm.example.com."
    )
WEB_PROCESSES = env.number("HANSE_WEB_PROCESSES", 1, least=1, most=64)
WEB_THREADS = env.number("HANSE_WEB_THREADS", 4, least=1, most=64)
# Addresses or networks of proxies in front of us, whose X-Forwarded-For names the real client.
TRUSTED_PROXIES = env.networks("HANSE_TRUSTED_PROXIES")
FILES = file_place(env.text("HANSE_FILES"), DATA)
FILE_LIMIT = env.number("HANSE_FILE_LIMIT_MB", 25, least=1, most=2000) * 1024 * 1024
# How much one record, and how much all of them may have; 0 is no limit.
FILES_PER_RECORD = env.number("HANSE_FILES_PER_RECORD_MB", 1000, most=10**8) * 1024 * 1024
FILES_TOTAL = env.number("HANSE_FILES_TOTAL_MB", 0, most=10**9) * 1024 * 1024
UPLOAD_LIMIT = env.number("HANSE_UPLOAD_LIMIT_MB", 50, least=1, most=2000) * 1024 * 1024

SECRET_KEY = secret_key(DATA)
DATABASES = {"default": database(env.text("DATABASE_URL"), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ALLOWED_HOSTS = env.words("HANSE_ALLOWED_HOSTS") or list(
    dict.fromkeys(["localhost", "127.0.0.1", "[::1]", urlsplit(BASE_URL).hostname or ""])
)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "template_partials",
    "django_htmx",
    "django_tasks",
    "axes",
    "hanse.foundation",
    "hanse.journal",
    "hanse.jobs",
    "hanse.setup",
    "hanse.views",
    "hanse.search",
    "hanse.mail",
    "hanse.customfields",
    "hanse.activity",
    "hanse.files",
    "hanse.imports",
    "hanse.bulk",
    "hanse.accounts",
    "hanse.companies",
    "hanse.contacts",
    "hanse.followups",
    "hanse.api",
    "hanse.web",
]

MIDDLEWARE = [
    "hanse.web.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "hanse.web.middleware.SecurityHeadersMiddleware",
    "hanse.api.middleware.ProblemMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hanse.web.middleware.PersonMiddleware",
    "hanse.web.middleware.ErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "hanse.config.urls"
WSGI_APPLICATION = "hanse.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "hanse.web.templatetags.hanse",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "hanse.web.context.shell",
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesBackend", "hanse.accounts.backend.HanseBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600

# Name and address together: a stranger who guesses at one name locks only himself out, never its owner elsewhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_RESET_ON_SUCCESS = True
# A guess during the lockout does not prolong it: "try again in 12 minutes" stays true.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "hanse.web.accounts.lockout.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "password"]

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "hanse.web.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
BEHIND_TLS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31536000 if BEHIND_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
CSRF_TRUSTED_ORIGINS = [BASE_URL]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["hanse.files.uploads.LimitedUpload"]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # login names are unique whatever their case, by a constraint that this check does not know
    "security.W005",  # whether other hosts below this domain speak TLS is not ours to promise
    "security.W008",  # the proxy that ends TLS redirects to it (docs/guide/operations.md)
    "security.W021",  # nor is the browsers' preload list
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "staticfiles"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31536000
MEDIA_URL = ""

EMAIL_SERVER = mail_server(env.text("HANSE_EMAIL_URL"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = mail_sender(env.text("HANSE_EMAIL_FROM", "hanse@localhost"))

TASKS = {"default": {"BACKEND": "hanse.jobs.backend.LeasedBackend"}}
# Schedules are dotted names, so that jobs imports no room: (task, seconds between two runs).
JOB_SCHEDULE = [
    ("hanse.mail.tasks.send_due_mail", 60),
    ("hanse.jobs.tasks.tidy_jobs", 24 * 3600),
    ("hanse.imports.tasks.tidy_imports", 24 * 3600),
    ("hanse.bulk.tasks.tidy_runs", 24 * 3600),
    ("hanse.files.tasks.tidy_files", 24 * 3600),
    ("hanse.mail.tasks.tidy_mail", 24 * 3600),
    ("hanse.accounts.tasks.tidy_accounts", 24 * 3600),
    ("hanse.api.tasks.tidy_idempotency_keys", 3600),
]

# The rooms with records of their own, by dotted names for the same reason: each is plugged in by its one declaration,
# in the order of the navigation (docs/how-to/add-a-room.md).
ROOMS = [
    "hanse.companies.room.COMPANIES",
    "hanse.contacts.room.CONTACTS",
    "hanse.followups.room.FOLLOW_UPS",
]
WEB_ROOMS = [
    "hanse.web.companies.room.COMPANIES",
    "hanse.web.contacts.room.CONTACTS",
    "hanse.web.followups.room.FOLLOW_UPS",
]
API_ROOMS = [
    "hanse.api.v1.companies.COMPANIES",
    "hanse.api.v1.contacts.CONTACTS",
    "hanse.api.v1.followups.FOLLOW_UPS",
]
# How what is no room's record is taken back, or why it is not.
UNDOERS = [
    "hanse.companies.restoring_setup.ROLE",
    "hanse.companies.restoring_setup.PROFILE",
    "hanse.companies.restoring_setup.FIELD",
    "hanse.companies.restoring_setup.SECTION",
    "hanse.companies.restoring_setup.VISIBILITY",
    "hanse.companies.restoring_setup.USER",
    "hanse.companies.restoring_setup.TOKEN",
    "hanse.companies.restoring_setup.EXPORT",
    "hanse.views.restoring.SAVED_VIEW",
]

LOG_LEVEL = env.choice("HANSE_LOG_LEVEL", "WARNING", {"DEBUG", "INFO", "WARNING", "ERROR"})
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "hanse.foundation.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {"hanse": {"level": "INFO"}, "django.security.DisallowedHost": {"level": "ERROR"}},
}
