"""Static files: the style sheets of the public pages in their order, and how production stores them."""

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.templatetags.static import static
from whitenoise.storage import CompressedManifestStaticFilesStorage

BUNDLE = "css/portal.css"
_BEFORE = ("css/tokens.css", "css/fonts.css", "css/reset.css", "css/base.css", "css/layout.css")
_AFTER = ("css/utilities.css", "css/print.css")


def style_sheets():
    """Return the names of the style sheets in the order of their layers, each file of css/components/ among them."""
    folder = settings.BASE_DIR / "cluster_portal" / "static"
    components = sorted(path.relative_to(folder).as_posix() for path in (folder / "css" / "components").glob("*.css"))
    return [*_BEFORE, *components, *_AFTER]


def style_sheet_urls():
    """Return the addresses that a page links: in production one bundle, else each file, to be found when inspecting."""
    names = [BUNDLE] if hasattr(staticfiles_storage, "bundles") else style_sheets()
    return [static(name) for name in names]


class PortalStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Names carry a hash of the content, each file lies there compressed, and the style sheets are one file.

    A first visit over HTTP/1.1 would else wait for forty of them.
    """

    bundles = True

    def post_process(self, paths, dry_run=False, **options):  # noqa: FBT002 - Django's signature
        if not dry_run:
            content = "\n".join(self._text(name) for name in style_sheets())
            self.delete(BUNDLE)
            self._save(BUNDLE, ContentFile(content.encode()))
            paths = {**paths, BUNDLE: (self, BUNDLE)}
        yield from super().post_process(paths, dry_run, **options)

    def _text(self, name):
        with self.open(name) as file:
            return file.read().decode()
