"""What is wrong in a long form of the back office, said once more at its top, each with a way to its field."""

from django import template
from django.contrib.admin.utils import flatten
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.text import capfirst

from cluster_portal.core.admin import TOLD_ELSEWHERE

register = template.Library()

MOST = 30  # as many as somebody reads before mending the first ones


@register.simple_tag
def error_links(adminform, inline_formsets):
    """Return [(id of the field or "", "Step 3: ECTS credits: what is wrong")], in the order of the page."""
    order = [name for _title, options in adminform.fieldsets for name in flatten(options["fields"])]
    found = _of_form(adminform.form, "", order=order)
    for inline in inline_formsets:
        name = capfirst(str(inline.opts.verbose_name))
        formset = inline.formset
        of_all = [
            words for error in formset.non_form_errors().as_data() if error.code != TOLD_ELSEWHERE for words in error
        ]
        found += [(f"{formset.prefix}-heading", f"{name}: {words}") for words in of_all]
        for number, form in enumerate(formset.forms, start=1):
            found += _of_form(form, f"{name} {number}: ", f"{formset.prefix}-{number - 1}")
    return found[:MOST]


def _of_form(form, row, row_id="", order=()):
    places = {name: place for place, name in enumerate(order)}
    found = []
    for name, errors in sorted(form.errors.items(), key=lambda pair: places.get(pair[0], -1)):
        is_known = name != NON_FIELD_ERRORS and name in form.fields
        label = f"{form[name].label}: " if is_known else ""
        address = form[name].id_for_label if is_known else row_id
        found += [(address, f"{row}{label}{words}") for words in errors]
    return found
