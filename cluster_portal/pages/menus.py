"""The menus that pages stand in: the foot of every page, and the pages around one. One query for each request."""

from functools import cached_property
from typing import NamedTuple

from cluster_portal.core.languages import as_text
from cluster_portal.pages.models import Page, address_of


class Entry(NamedTuple):
    """A published page as menus show it: MENU_FIELDS of a page."""

    key: int
    path: str
    parent: int | None
    menu: str
    title_shown: str
    menu_title_shown: str

    @property
    def title(self):
        """What a menu calls the page: a `Text`, its title where it has no shorter one in the visitor's language."""
        short, title = as_text(self.menu_title_shown), as_text(self.title_shown)
        return short if short and (title.is_fallback or not short.is_fallback) else title

    @property
    def address(self):
        return address_of(self.path)


class Menus:
    """The published pages as menus show them; `pages` holds an `Entry` of each, in the order of their positions."""

    @cached_property
    def pages(self):
        return [Entry(*row) for row in Page.objects.for_menus()]

    @cached_property
    def foot(self):
        """The pages at the foot of every page."""
        return [entry for entry in self.pages if entry.menu == Page.Menu.FOOT]

    def above(self, page):
        """Return the published pages above a page, the first page of all first."""
        by_key = {entry.key: entry for entry in self.pages}
        found, step = [], by_key.get(page.parent_id)
        while step is not None:
            found.insert(0, step)
            step = by_key.get(step.parent)
        return found

    def beside(self, page):
        """Return the same as `below` for a page and those next to it; nothing where it stands alone."""
        found = self.below(page.parent_id) if page.parent_id else []
        return found if len(found) > 1 else []

    def below(self, key):
        """Return the pages right below the one with this primary key that have a menu."""
        return [entry for entry in self.pages if entry.parent == key and entry.menu != Page.Menu.NONE]


def menus_of(request):
    """Return the `Menus`, asked of the database once for each request, and only where a template reads them."""
    if not hasattr(request, "menus"):
        request.menus = Menus()
    return request.menus
