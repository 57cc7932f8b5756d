"""Settings of the portal: one file, driven by the environment.

`SITE_URL` is the one switch. Unset means local mode: debug on, a development key, and only this machine answered. Set
means production: debug off, `SECRET_KEY` required, and cookie and transport flags derived from the scheme of the
address. Every variable is read once, here; docs/operations.md lists them and a test compares.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from cluster_portal.accounts.university_sign_in.configuration import read_providers

# Paths ------------------------------------------------------------------------------------------------------------

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))  # everything that the portal writes
VAR_DIR.mkdir(parents=True, exist_ok=True)

# Environment ------------------------------------------------------------------------------------------------------

SITE_URL = env.str("SITE_URL", default="").rstrip("/")
LOCAL_MODE = not SITE_URL
DEBUG = LOCAL_MODE
_site = urlsplit(SITE_URL or "http://127.0.0.1:8000")
if _site.scheme not in ("http", "https") or not _site.hostname:
    raise ImproperlyConfigured(f"SITE_URL must be an address such as https://portal.example.org, not {SITE_URL!r}.")

# Security ---------------------------------------------------------------------------------------------------------

SECRET_KEY = env.str("SECRET_KEY", default="only-for-this-machine" if LOCAL_MODE else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is missing: with SITE_URL set the portal runs in production and needs a long random key of its own."
    )
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
if not LOCAL_MODE:
    ALLOWED_HOSTS += [_site.hostname, *env.list("EXTRA_HOSTS", default=[])]  # this machine may ask, too: /healthz
CSRF_TRUSTED_ORIGINS = [] if LOCAL_MODE else [f"{_site.scheme}://{_site.netloc}"]
IS_HTTPS = _site.scheme == "https"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # monitoring on the machine itself asks without TLS
SECURE_HSTS_SECONDS = 31536000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # whether browsers ship with the host is for its owner to decide
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
# Whose address stands in X-Forwarded-For, counted from its end. Where a proxy speaks TLS for the portal, there is one.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1 if IS_HTTPS else 0)
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "cluster_portal.errors.csrf_failure"

# The same policy everywhere, the admin included, and in local mode too (docs/decisions/0004).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"

# Apps -------------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "modeltranslation",  # before the admin, which it extends
    "cluster_portal.accounts.admin_config.PortalAdminConfig",  # django.contrib.admin, with our site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.postgres",  # search vectors and trigrams; does nothing on SQLite
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",  # always, for its tables; what talks to services is imported where one is configured
    "allauth.usersessions",
    "django_countries",
    "django_prose_editor",
    # Ours, from the roof to the ground: docs/architecture.md.
    "cluster_portal",
    "cluster_portal.search",
    "cluster_portal.translations",
    "news",
    "programmes",
    "members",
    "cluster_portal.pages",
    "cluster_portal.pictures",
    "cluster_portal.review",
    "cluster_portal.network",
    "cluster_portal.accounts",
    "cluster_portal.mail",
]

# Middleware -------------------------------------------------------------------------------------------------------

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "cluster_portal.core.headers.HeadersMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "cluster_portal.errors.ErrorPagesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cluster_portal.search.middleware.SearchIndexMiddleware",
]
if DEBUG:
    MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")  # runserver serves the source files

ROOT_URLCONF = "cluster_portal.urls"
WSGI_APPLICATION = "cluster_portal.wsgi.application"

# Templates --------------------------------------------------------------------------------------------------------

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "cluster_portal" / "templates"],  # ahead of the admin's own, so that ours brand it
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",  # lazy: a page that does not ask sets no cookie
                "django.contrib.messages.context_processors.messages",
                "cluster_portal.context_processors.portal",
            ],
        },
    }
]

# Database ---------------------------------------------------------------------------------------------------------

DATABASE_URL = env.str("DATABASE_URL", default="")
if DATABASE_URL:
    _schemes = ("postgres", "postgresql", "sqlite")
    try:
        if urlsplit(DATABASE_URL).scheme not in _schemes:
            raise ValueError
        _database = environ.Env.db_url_config(DATABASE_URL)
        _database["PORT"] = int(_database.get("PORT") or 0) or ""
    except Exception:  # noqa: BLE001 - whatever environ trips over, the reader needs the same sentence
        raise ImproperlyConfigured(
            "DATABASE_URL is not a database address. Write postgres://user:password@host:5432/name (special characters "
            "in the password percent-encoded), or leave it out to use SQLite."
        ) from None
else:
    _database = {"ENGINE": "django.db.backends.sqlite3", "NAME": VAR_DIR / "portal.sqlite3"}
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits at BEGIN instead of failing in the middle
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
    }
else:
    _database.setdefault("CONN_MAX_AGE", 60)
    _database["CONN_HEALTH_CHECKS"] = True
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cache ------------------------------------------------------------------------------------------------------------

# Attempts to sign in are counted here, and codes that were used are remembered: all processes have to share it.
REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
elif LOCAL_MODE:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "shared_cache",
            # Where too many entries are kept some go early, and counting begins anew: more than an attacker makes.
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    }

# Accounts ---------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTHENTICATION_BACKENDS = ["cluster_portal.accounts.backends.PortalBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account_overview"  # who is of the staff comes to the back office: accounts/adapter.py
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "cluster_portal.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "cluster_portal.accounts.forms.SignInForm",
    "add_email": "cluster_portal.accounts.forms.NewAddressForm",
    "change_password": "cluster_portal.accounts.forms.ChangePasswordForm",
    "set_password": "cluster_portal.accounts.forms.SetPasswordForm",
    "reset_password": "cluster_portal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "cluster_portal.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "cluster_portal.accounts.forms.ReauthenticateForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # there is no registration; allauth's checks want them to agree
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever makes an account vouches for its address; a new one is confirmed
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # others end by themselves: the password is part of a session's hash
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_METHODS = {"password", "mfa"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600  # seconds; time to set up a second factor after signing in
SIGN_IN_PROVIDERS = read_providers(env.str("SIGN_IN_PROVIDERS", default=""), env.ENVIRON)
SOCIALACCOUNT_ADAPTER = "cluster_portal.accounts.university_sign_in.adapter.UniversitySignInAdapter"
SOCIALACCOUNT_STORE_TOKENS = False  # a service is asked once, at the sign-in
ACCOUNT_USER_DISPLAY = "cluster_portal.accounts.models.name_of"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # unless "stay signed in" was ticked, and after two weeks in any case
MFA_ADAPTER = "cluster_portal.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "cluster_portal.accounts.forms.CodeForm",
    "reauthenticate": "cluster_portal.accounts.forms.CodeAgainForm",
    "activate_totp": "cluster_portal.accounts.forms.ActivateAppForm",
    "add_webauthn": "cluster_portal.accounts.forms.AddKeyForm",
    "edit_webauthn": "cluster_portal.accounts.forms.RenameKeyForm",
}
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # only who was given an account has one, also while its address is being changed
MFA_TOTP_TOLERANCE = 1  # clocks differ: the code before and the one after count, each once
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL_MODE  # http://localhost

# Languages --------------------------------------------------------------------------------------------------------

# A literal, never from the environment: each language is a set of columns, so adding one is a migration and a release.
LANGUAGES = [
    ("en", _("English")),
    ("pt", _("Portuguese")),
    ("fr", _("French")),
    ("de", _("German")),
    ("it", _("Italian")),
    ("es", _("Spanish")),
    ("ca", _("Catalan")),
    ("nl", _("Dutch")),
    ("sv", _("Swedish")),
    ("fi", _("Finnish")),
]
LANGUAGE_CODE = "en"
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = tuple(code for code, _name in LANGUAGES)
USE_I18N = USE_TZ = USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Europe/Brussels"
FORMAT_MODULE_PATH = "cluster_portal.formats"
LOCALE_PATHS = [BASE_DIR / "cluster_portal" / "locale"]  # before the catalogues of packages, so that our words win

# Static files and uploads -----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Uploads are a proxy's to serve; without one (make serve on one machine) the portal does it itself.
# Files that only some may read lie apart; where a proxy stands in front, it sends them once the portal has said so.
PRIVATE_ROOT = VAR_DIR / "private"
PRIVATE_FILES_LOCATION = env.str("PRIVATE_FILES_LOCATION", default="")  # X-Accel-Redirect: /private-files/
SERVES_MEDIA = env.bool("SERVE_MEDIA", default=False)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "cluster_portal.core.static_files.PortalStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a university with its rows, in ten languages
FILE_UPLOAD_PERMISSIONS = 0o644  # whatever the umask, so that the proxy can read them
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o755

# Mail -------------------------------------------------------------------------------------------------------------

EMAIL_URL = env.str("EMAIL_URL", default="consolemail://")
vars().update(environ.Env.email_url_config(EMAIL_URL))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("FROM_EMAIL", default=f"portal@{_site.hostname}")
EMAIL_TIMEOUT = 30  # seconds for each step of a conversation with the server
DELIVERS_MAIL_AT_ONCE = LOCAL_MODE  # right after the commit; in production `deliver_mail` does, every minute

# Logging ----------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}

# Third parties ----------------------------------------------------------------------------------------------------

# Relative, so that it goes through static(): the stock address of modeltranslation's tabs is another origin.
JQUERY_UI_URL = "vendor/jquery-ui/jquery-ui.min.js"
COUNTRIES_OVERRIDE = {}
