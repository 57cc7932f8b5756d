"""System checks: what `manage.py check` says about the set-up of this portal."""

from pathlib import Path

from django.conf import settings
from django.core.checks import Warning as CheckWarning
from django.core.checks import register


@register("translation")
def every_language_has_a_built_catalogue(app_configs, **kwargs):
    """Warn about each language whose catalogue is not built: its pages would stand in English."""
    locale = Path(settings.BASE_DIR) / "cluster_portal" / "locale"
    return [
        CheckWarning(
            f"The catalogue of {code} is not built: run `manage.py build_catalogues`.", id="cluster_portal.W001"
        )
        for code, _name in settings.LANGUAGES
        if code != settings.LANGUAGE_CODE and not (locale / code / "LC_MESSAGES" / "django.mo").exists()
    ]
