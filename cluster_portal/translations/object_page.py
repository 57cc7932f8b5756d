"""The texts of one object in one language beside their sources: read, written and marked."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from cluster_portal.core.editor_pages import editor_media
from cluster_portal.core.languages import language_name
from cluster_portal.translations.models import TranslationUnit
from cluster_portal.translations.permissions import editable_units, languages_of, may_confirm, visible_objects
from cluster_portal.translations.rows import AGAIN, RIGHT, SAME, media_of, rows_of
from cluster_portal.translations.states import State, to_be_done_again
from cluster_portal.translations.writing import Edit, Refused, log, stand, stand_right, tidy, write

SAVE, CONFIRM, CONFIRM_ALL = "save", "confirm", "confirm-all"


def show(model_admin, request, object_id):
    """Answer the page of an object on GET; write and mark texts on POST."""
    line = visible_objects(request.user).filter(pk=object_id).first() if object_id.isdecimal() else None
    if line is None:
        raise Http404
    languages = [code for code in languages_of(request.user) if code != line.source_language]
    counts = _counts(request.user, line)
    language = request.POST.get("language") or request.GET.get("language")
    language = language or _of_board(request, languages) or _neediest(languages, counts)
    units = editable_units(request.user).filter(root=line, language=language)
    if language and language not in languages:
        raise PermissionDenied
    if request.method == "POST":
        with transaction.atomic():
            rows = rows_of(units)
            if _act(request, line, rows):
                query = urlencode({"language": language})
                return HttpResponseRedirect(f"{request.path}?{query}{_place(request)}")
    else:
        rows = rows_of(units)
    kind = line.content_type.model_class()._meta
    context = {
        **model_admin.admin_site.each_context(request),
        "title": line.name,
        "opts": model_admin.opts,
        "line": line,
        "kind": capfirst(str(kind.verbose_name)),
        "language": language,
        "language_name": language_name(language) if language else "",
        "source_language_name": language_name(line.source_language),
        "languages": [(code, language_name(code), counts.get(code, {})) for code in languages],
        "rows": [(row, row.form_address(request.user)) for row in rows],
        "may_confirm": may_confirm(request.user, line),
        "has_unconfirmed": any(not row.unit.is_confirmed for row in rows),
        "media": editor_media(model_admin.media + media_of(rows), request),
    }
    return TemplateResponse(request, "admin/translations/translatedobject/object.html", context)


def _counts(user, line):
    """Return {language: {"to_do": number, "total": number}}."""
    to_do = Q(state__in=[State.MISSING, State.OUTDATED])
    units = editable_units(user).filter(root=line).order_by().values("language")
    found = units.annotate(total=Count("pk"), to_do=Count("pk", filter=to_do))
    return {row["language"]: row for row in found}


def _of_board(request, languages):
    """Return the language by which the board was filtered that led here, None where it was by none of these."""
    filters = QueryDict(request.GET.get("_changelist_filters", ""))
    return filters.get("language") if filters.get("language") in languages else None


def _neediest(languages, counts):
    return max(languages, key=lambda code: counts.get(code, {}).get("to_do", 0), default="")


# Acting ---------------------------------------------------------------------------------------------------------------


def _act(request, line, rows):
    """Do what was asked for. Return whether it was done; else the rows have what stands in the way."""
    action, _sign, key = request.POST.get("do", SAVE).partition(":")
    edits = _edits(request, action, key, rows)
    if any(row.errors for row in rows):
        messages.error(request, gettext("Nothing was saved. Look at what is said beside the texts."))
        return False
    try:
        write(edits, user=request.user)
    except Refused as refused:
        by_unit = {row.unit.pk: row for row in rows}
        for edit, message in refused.errors:
            by_unit[edit.unit.pk].errors.append(message)
        messages.error(request, gettext("Nothing was saved. Look at what is said beside the texts."))
        return False
    marked = _mark(request, line, action, [row for row in rows if action == CONFIRM_ALL or str(row.unit.pk) == key])
    if edits or marked:
        count = len(edits) or marked
        sentence = ngettext("One translation was saved.", "%(count)d translations were saved.", count)
        messages.success(request, sentence % {"count": count})
    else:
        messages.info(request, gettext("There was nothing to save."))
    return True


def _edits(request, action, key, rows):
    """Return what is to be written: what was typed, and the source where a text is to be the same."""
    edits = []
    for row in rows:
        typed = request.POST.get(f"text-{row.unit.pk}")
        text = row.stored if typed is None else tidy(typed)
        if action == SAME and key == str(row.unit.pk) and SAME in row.marks:
            text = row.source
        is_written = text != tidy(row.stored)
        if (is_written or key == str(row.unit.pk)) and request.POST.get(f"seen-{row.unit.pk}") != row.seen:
            row.errors.append(gettext("Somebody else changed this text or its source meanwhile. Look at it again."))
        if is_written:
            row.typed = text
            edits.append(Edit(row.unit, text))
    return edits


def _mark(request, line, action, rows):
    """Mark texts as right, wrong or confirmed; return how many."""
    if action in (CONFIRM, CONFIRM_ALL) and not may_confirm(request.user, line):
        raise PermissionDenied
    marked = []
    for row in rows:
        unit = TranslationUnit.objects.select_related("root", "content_type").get(pk=row.unit.pk)
        if not unit.translation_fingerprint:
            continue
        if action == RIGHT and RIGHT in row.marks:
            stand_right(unit, row.source, is_rich=row.is_rich)
        elif action == AGAIN:
            stand(unit, to_be_done_again(unit.standing))
        elif action in (CONFIRM, CONFIRM_ALL) and not unit.is_confirmed:
            unit.is_confirmed = True
            unit.save(update_fields=["is_confirmed"])
        else:
            continue
        marked.append(unit)
    notes = {RIGHT: ": still right", AGAIN: ": to be done again", CONFIRM: ": confirmed", CONFIRM_ALL: ": confirmed"}
    log(request.user, marked, notes.get(action, ""))
    return len(marked)


def _place(request):
    _action, _sign, key = request.POST.get("do", "").partition(":")
    return f"#unit-{key}" if key.isdecimal() else ""
