"""Pages of the back office with an editor of rich text, under the same strict policy as all others."""

from csp.constants import NONCE
from csp.decorators import csp_update
from js_asset import Media

from cluster_portal.core.rich_text import EDITOR_STYLE

# The editor's import map stands in the page and needs the page's nonce; its style element is known by its digest.
POLICY = {"script-src": [NONCE], "style-src": [EDITOR_STYLE]}


class RichTextAdmin:
    """For admin classes of models with a `RichTextField`; stands before `PortalAdmin`."""

    def changeform_view(self, request, *args, **kwargs):
        return csp_update(POLICY)(super().changeform_view)(request, *args, **kwargs)

    def render_change_form(self, request, context, *args, **kwargs):
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        return super().render_change_form(request, context, *args, **kwargs)
