"""Static files of production: names carry a hash of the content, and each file lies there compressed."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class PortalStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hash what style sheets refer to; keep going where a third party's style sheet names a file it does not ship."""

    manifest_strict = True
