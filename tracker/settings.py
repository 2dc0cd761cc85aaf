"""All settings, from the environment; without any set, the product runs on a laptop."""

from base64 import urlsafe_b64encode
from pathlib import Path
from urllib.parse import quote, urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from tracker import database, earnest, logs, message_formats, reporting
from tracker.queues import QUEUES
from tracker.redis_urls import broker_address, redis_address

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
# Each name may also be given as NAME_FILE: a file that holds the value, as secrets are mounted.
env = earnest.Environment()

# --- Secrets and switches -----------------------------------------------------------------------

DEMO_SECRET_KEY = "a demo has no secrets: with DEBUG=0 this key is refused, and that is meant"
DEMO_FIELD_KEY = urlsafe_b64encode(b"a demo's key, refused in earnest").decode()

# In the demo every default will do; the pages of errors are the product's own there too, unless
# somebody who works on it asks for Django's.
DEMO_DEFAULTS = env.bool("DEBUG", default=True)
DEBUG = DEMO_DEFAULTS and env.bool("DEBUG_PAGES", default=False)
HTTPS = env.bool("HTTPS", default=not DEMO_DEFAULTS)
# Where `make demo` and `make services` run their servers; what the environment names goes first.
if DEMO_DEFAULTS:
    env.read_env(VAR_DIR / "run" / "servers.env")
SECRET_KEY = env.str("SECRET_KEY", default=DEMO_SECRET_KEY)
FIELD_KEYS = env.list("FIELD_KEYS", default=[DEMO_FIELD_KEY])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# What this process is: web, worker, beat; a command says nothing.
PART = env.str("PART", default="command")

# --- Parts --------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "shipments",
    "customs",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    *(["tracker.simulation", "tracker.bench"] if DEMO_DEFAULTS else []),
]

MIDDLEWARE = [
    "tracker.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "tracker.health.ProbeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "shipments.web.language.AudienceLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "shipments.web.beginning.ReferenceMiddleware",
    "shipments.access.entry.EnterMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "shipments.web.language.theme",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                f"shipments.web.templatetags.{name}"
                for name in ("amounts", "badges", "components", "naming", "tables")
            ],
        },
    },
]

# Where the entries of each interface's menu stand.
MENUS = {
    "seller": "shipments.web.seller.menu.MENU",
    "staff": "shipments.web.staff.menu.MENU",
    "customs": "customs.web.menu.MENU",
}

# --- Database, cache, sessions ------------------------------------------------------------------

DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL", default="postgres:///tracker"),
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=600),
        "CONN_HEALTH_CHECKS": env.bool("CONN_HEALTH_CHECKS", default=True),
        "OPTIONS": database.options(env, PART),
    },
}

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
# Seconds a page waits for the cache; without it pages go on.
REDIS_TIMEOUT = env.float("REDIS_TIMEOUT", default=0.5)
CACHES = {
    "default": {
        "BACKEND": "shipments.memory.OpenCache",
        "LOCATION": redis_address(REDIS_URL, further=1),
        "KEY_PREFIX": "tracker",
        "OPTIONS": {"socket_timeout": REDIS_TIMEOUT, "socket_connect_timeout": REDIS_TIMEOUT},
    },
}
# Signed out, nothing is read; signed in, the session comes from the cache, and can be revoked.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 14 * 24 * 3600

# --- Background jobs ----------------------------------------------------------------------------

CELERY_BROKER_REDIS_URL = redis_address(REDIS_URL)
CELERY_BROKER_URL = broker_address(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_TIME_LIMIT = 8 * 60
CELERY_TASK_SOFT_TIME_LIMIT = 7 * 60
# A killed worker's tasks come back after this time, so it is longer than any task may run.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 10 * 60,
    "health_check_interval": 30,
    # A page that sends a task does not wait for a frozen Redis; a worker waits for tasks.
    **({"socket_timeout": 2, "socket_connect_timeout": 2} if PART == "web" else {}),
}
CELERY_TIMEZONE = "UTC"
CELERY_TASK_QUEUES = [Queue(name) for name in QUEUES]
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_BEAT_SCHEDULER = "tracker.beat.LivingScheduler"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True

# --- Who comes in -------------------------------------------------------------------------------

AUTH_USER_MODEL = "shipments.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "tracker.accounts.LongEnough"},
    *(
        {"NAME": f"django.contrib.auth.password_validation.{name}"}
        for name in (
            "UserAttributeSimilarityValidator",
            "CommonPasswordValidator",
            "NumericPasswordValidator",
        )
    ),
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "public:enter"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "tracker.accounts.ClosedSignUp"
ACCOUNT_FORMS = {"login": "tracker.accounts.SignIn"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "HRB–SVX: "
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # an address we do not know is told nothing at all
# Wrong passwords: of an office behind one address, and of one name at one place.
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,5/5m/key"}
MFA_FORMS = {
    "authenticate": "tracker.accounts.SecondStep",
    "reauthenticate": "tracker.accounts.SecondStepAgain",
}
MFA_TOTP_ISSUER = "HRB–SVX"
# Roles that come in with a second step only, as admin, customs, seller_owner.
MFA_ROLES = env.list("MFA_ROLES", default=[])
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO_DEFAULTS
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=int(HTTPS))

# Where a buyer pays a customs duty; "{number}" in it becomes the parcel's. Empty: by customs' bill.
DUTY_PAY_URL = env.str("DUTY_PAY_URL", default="")
# Who knows what duty the buyers of parcels (ids) still owe, in roubles: for their letters.
DUTY_OWED = "customs.declarations.payments.owed_by"

# Whose messages are read, and by what.
MESSAGE_FORMATS = message_formats.MESSAGE_FORMATS

# Where the Bank of Russia gives its daily rates; empty: rates are kept by hand.
CBR_URL = env.str("CBR_URL", default="")

# How long a buyer's page is kept; what happens to its parcel forgets it at once. 0: never kept.
PAGE_CACHE_SECONDS = env.int("PAGE_CACHE_SECONDS", default=60)
# Who answers for the personal data, as the privacy page says; what is empty is not shown.
OPERATOR_NAME = env.str("OPERATOR_NAME", default="Sample operator" if DEMO_DEFAULTS else "")
OPERATOR_ADDRESS = env.str("OPERATOR_ADDRESS", default="")
PRIVACY_CONTACT = env.str("PRIVACY_CONTACT", default="privacy@example.com" if DEMO_DEFAULTS else "")

# What one address may do on the public pages. Thousands of phones stand behind one address of a
# mobile operator, so a number and a link of their own are counted first, and addresses generously.
PUBLIC_PER_MINUTE = env.int("PUBLIC_PER_MINUTE", default=300)
PUBLIC_NUMBERS_PER_HOUR = env.int("PUBLIC_NUMBERS_PER_HOUR", default=600)  # not seen before
PUBLIC_NUMBERS_PER_DAY = env.int("PUBLIC_NUMBERS_PER_DAY", default=3_000)
ASKING_PER_LINK = env.int("ASKING_PER_LINK", default=10)  # an hour, as the next
ASKING_PER_ADDRESS = env.int("ASKING_PER_ADDRESS", default=300)
DIGITS_PER_ADDRESS = env.int("DIGITS_PER_ADDRESS", default=30)  # in ten minutes

# Days that each kind of data is kept past its end (shipments/privacy/kinds.py). A claim may come
# for three years (Civil Code of Russia, art. 196); what proves who looked is kept as long.
RETAIN = {
    name: env.int(f"RETAIN_{name}_DAYS", default=days)
    for name, days in {
        "PEOPLE": 1095,
        "IDENTITY": 180,
        "SUBSCRIPTIONS": 90,
        "QUESTIONS": 365,
        "MESSAGES": 1095,
        "DRAFTS": 7,
        "ROWS": 30,
        "EXPORTS": 30,
        "LOG": 1095,
        "INVITATIONS": 90,
        "NEWS": 90,
        "BULK_ACTIONS": 365,
        "SESSIONS": 0,
    }.items()
}

# What the process that parses one file may take: memory above its own, and time of a processor.
FILE_MEMORY_MB = env.int("FILE_MEMORY_MB", default=1024)
FILE_SECONDS = env.int("FILE_SECONDS", default=30)

# --- The machines' interface --------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "shipments.access.keys.KeyAuthentication",
        "shipments.access.keys.BrowserAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["shipments.api.strict.StrictJSON"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "shipments.api.paging.Pages",
    "DEFAULT_SCHEMA_CLASS": "shipments.api.described.Described",
    "EXCEPTION_HANDLER": "shipments.api.errors.answer",
    "COERCE_DECIMAL_TO_STRING": True,
    "URL_FORMAT_OVERRIDE": None,  # `?format=` names the format of a partner's message
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Cross-border tracker",
    "DESCRIPTION": "Orders, parcels and flights between Harbin and Yekaterinburg.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "OrderStatus": "shipments.orders.models.Order.Status",
        "ReplenishmentStatus": "shipments.stock.models.Replenishment.Status",
        "ConsolidationStatus": "shipments.containers.models.Consolidation.Status",
        "LegStatus": "shipments.flights.models.Leg.Status",
        "HoldStatus": "shipments.holds.models.Hold.Status",
        "HoldReason": "shipments.holds.models.Hold.Reason",
        "DeliveryStatus": "shipments.notifications.models.Delivery.Status",
        "ImportStatus": "shipments.imports.models.ImportRun.Status",
        "ImportKind": "shipments.imports.models.ImportRun.Kind",
        "DeclarationStatus": "customs.declarations.models.ExportDeclaration.Status",
        "Headline": "shipments.parcels.models.Headline",
        "Movement": "shipments.parcels.models.Movement",
        "ExportClearance": "shipments.parcels.models.ExportClearance",
        "ImportClearance": "shipments.parcels.models.ImportClearance",
        "Battery": "shipments.catalogue.models.Product.Battery",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "shipments.api.described.finish",
    ],
}
# Whom sellers ask for help, as they read it: an e-mail or a phone; nothing is shown where empty.
SUPPORT_CONTACT = env("SUPPORT_CONTACT", default="")
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- What a browser may do ----------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
# How long a browser asks by https alone; of which names below ours, and from its first visit on.
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=365 * 24 * 3600) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and env.bool("HSTS_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = HTTPS and env.bool("HSTS_PRELOAD", default=True)
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
X_FRAME_OPTIONS = "DENY"

# --- Static files -------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "tracker" / "static"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEMO_DEFAULTS
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO_DEFAULTS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))

# --- Languages and time -------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("zh-hans", _("Chinese")), ("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "tracker" / "locale"]
FORMAT_MODULE_PATH = ["tracker.formats"]
TIME_ZONE = "UTC"
USE_TZ = True

# --- The world outside --------------------------------------------------------------------------

PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
EMAIL_URL = env.str("EMAIL_URL", default=f"filemail:///{quote(str(VAR_DIR / 'mail'))}")
vars().update(environ.Env.email_url_config(EMAIL_URL))
# A mail server that does not answer must not keep a job, or a page.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
SENDER = "localhost" if DEMO_DEFAULTS else urlsplit(PUBLIC_URL).hostname
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="") or f"tracker@{SENDER}"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
CEB_XSD_DIR = env.str("CEB_XSD_DIR", default="")

# --- Logs and errors ----------------------------------------------------------------------------

LOG_FORMAT = env.str("LOG_FORMAT", default="console" if DEMO_DEFAULTS else "json")
LOGGING = logs.configure(LOG_FORMAT)
# A line for each request: who, what, how it ended, how long it took.
ACCESS_LOG = env.bool("ACCESS_LOG", default=not DEMO_DEFAULTS)
if SENTRY_DSN := env.str("SENTRY_DSN", default=""):
    reporting.begin(SENTRY_DSN, part=PART)

if not DEMO_DEFAULTS:
    earnest.refuse_what_is_not_safe(
        env, secret=(SECRET_KEY, DEMO_SECRET_KEY), keys=(FIELD_KEYS, DEMO_FIELD_KEY)
    )
