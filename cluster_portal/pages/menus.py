"""The menus that pages stand in: the foot of every page, and the pages around one. One query for each request."""

from functools import cached_property

from cluster_portal.core.languages import text_of
from cluster_portal.pages.models import Page


def menu_title(page):
    """Return what a menu calls a page: a `Text`, its title where it has no shorter one in the visitor's language."""
    short, title = text_of(page, "menu_title"), text_of(page, "title")
    return short if short and (title.is_fallback or not short.is_fallback) else title


class Menus:
    """The published pages as menus show them; `pages` holds them in the order of their positions."""

    @cached_property
    def pages(self):
        return list(Page.objects.for_menus())

    @cached_property
    def foot(self):
        """The pages at the foot of every page: [(Text, address)]."""
        return [(menu_title(page), page.get_absolute_url()) for page in self.pages if page.menu == Page.Menu.FOOT]

    def above(self, page):
        """Return the published pages above a page, the first page of all first."""
        by_key = {each.pk: each for each in self.pages}
        found, step = [], page
        while step is not None and step.parent_id:
            step = by_key.get(step.parent_id)
            if step is not None:
                found.insert(0, step)
        return found

    def beside(self, page):
        """Return the same as `below` for a page and those next to it; nothing where it stands alone."""
        found = self.below(page.parent_id) if page.parent_id else []
        return found if len(found) > 1 else []

    def below(self, key):
        """Return (Text, address, page) for each page right below the one with this primary key that has a menu."""
        return [
            (menu_title(each), each.get_absolute_url(), each)
            for each in self.pages
            if each.parent_id == key and each.menu != Page.Menu.NONE
        ]


def menus_of(request):
    """Return the `Menus`, asked of the database once for each request, and only where a template reads them."""
    if not hasattr(request, "menus"):
        request.menus = Menus()
    return request.menus
