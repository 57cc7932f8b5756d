"""How a test fills in a form of the back office: as the browser does, starting from what the page shows."""

import re


def filled_in(response):
    """Return what the browser would send if the form of the page were submitted unchanged."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is None or value is False or getattr(field.field.widget, "needs_multipart_form", False):
                continue
            data[field.html_name] = "on" if value is True else value
    return data


def add_row(data, prefix, **values):
    """Add a row to the submission, as the link "Add another" does, and return its number."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    data[f"{prefix}-TOTAL_FORMS"] = number + 1
    data.update({f"{prefix}-{number}-{field}": value for field, value in values.items()})
    return number


def errors_of(response):
    """Return the errors that the page shows: {name of the field in the form: [messages]}; "" is above the form."""
    shown = {}
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += inline.formset.forms
        if inline.formset.non_form_errors():
            shown[inline.formset.prefix] = list(inline.formset.non_form_errors())
    for form in forms:
        for field, messages in form.errors.items():
            shown["" if field == "__all__" else form.add_prefix(field)] = list(messages)
    return shown


def shown_in(response, name):
    """Return what the page shows in a field: the value of an input, the text of a text area, the chosen option."""
    html = response.content.decode()
    if match := re.search(rf'<input[^>]*name="{re.escape(name)}"[^>]*>', html):
        value = re.search(r'value="([^"]*)"', match.group())
        return value.group(1) if value else ""
    if match := re.search(rf'<textarea[^>]*name="{re.escape(name)}"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL):
        return match.group(1)
    match = re.search(rf'<select[^>]*name="{re.escape(name)}"[^>]*>(.*?)</select>', html, re.DOTALL)
    chosen = re.search(r'<option value="([^"]*)"[^>]*selected', match.group(1))
    return chosen.group(1) if chosen else ""


def messages_of(response):
    """Return the messages that the next page would show, as plain text."""
    return [re.sub(r"<[^>]+>", "", str(message)) for message in response.wsgi_request._messages]
