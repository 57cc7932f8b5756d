"""The title of a row's programme or agreement in a query on the rows: one short column instead of ten long ones."""

from django.utils.translation import gettext

from cluster_portal.core.languages import ShownText, as_text, visitor_language


class TitleOf(ShownText):
    """What is shown of the title of `parent`, a foreign key: the same as `with_texts("title")` has it there."""

    def __init__(self, parent):
        super().__init__(f"{parent}__title", visitor_language(), f"{parent}__source_language")
        self.text_field = "title"  # as the columns are called in the parent's own table


def place_in_words(place):
    """Return where a step without a university is, from a column of `with_texts("place")`; that is often decided later.

    A `Text`, or a sentence of the page's language.
    """
    return as_text(place or "") or gettext("Place chosen later")
