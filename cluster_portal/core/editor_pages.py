"""Pages with an editor of rich text, under the same strict policy as all others."""

from csp.constants import NONCE
from csp.decorators import csp_update
from django import forms
from js_asset import Media

from cluster_portal.core.rich_text import EDITOR_STYLE

# The editor's import map stands in the page and needs the page's nonce; its style element is known by its digest.
POLICY = {"script-src": [NONCE], "style-src": [EDITOR_STYLE]}
editor_page = csp_update(POLICY)  # for a view, or whatever else answers with such a page

# Listens before the editors begin, which are modules.
NAMES = forms.Media(js=[forms.Script("js/name-editors.js", defer=True)])


def editor_media(media, request):
    """Return the media of a form with an editor as the page writes them: with its nonce."""
    return Media.from_media(NAMES + media, nonce=str(request.csp_nonce))
