"""What templates of the workspace need to read what was typed, and names by number."""

from django import template

register = template.Library()


@register.filter
def entry(mapping, key):
    """Return the entry of a mapping, "" where there is none."""
    return mapping.get(key, "")


@register.filter
def chosen(posted, name):
    """Return a `Typed` that waits for the number of an item: `posted|chosen:"answer"|of:item.pk`."""
    return Typed(posted, name)


@register.filter
def of(typed, key):
    """Return what was typed for an item, "" where nothing was."""
    return typed.posted.get(f"{typed.name}-{key}", "")


class Typed:
    """What was posted under one name for several items."""

    def __init__(self, posted, name):
        self.posted, self.name = posted, name
