"""Pages of the back office with an editor of rich text."""

from cluster_portal.core.editor_pages import editor_media, editor_page


class RichTextAdmin:
    """For admin classes of models with a `RichTextField`; stands before `PortalAdmin`."""

    def changeform_view(self, request, *args, **kwargs):
        return editor_page(super().changeform_view)(request, *args, **kwargs)

    def render_change_form(self, request, context, *args, **kwargs):
        context["media"] = editor_media(context["media"], request)
        return super().render_change_form(request, context, *args, **kwargs)
