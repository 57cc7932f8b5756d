"""What the filters of lists in the back office share."""

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters


class ChoiceFilter(admin.SimpleListFilter):
    """A filter that refuses a value which it does not offer, as the stock ones do."""

    def value(self):
        value = super().value()
        if value is not None and value not in {str(choice) for choice, _label in self.lookup_choices}:
            raise IncorrectLookupParameters
        return value
