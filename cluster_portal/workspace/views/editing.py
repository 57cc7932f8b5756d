"""Pages on which somebody changes an object: what they save stands in their draft until they send it."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cluster_portal.core.editor_pages import editor_media, editor_page
from cluster_portal.core.languages import CODES, own_name, visitor_language
from cluster_portal.core.previews import for_eyes_only
from cluster_portal.core.validity import today
from cluster_portal.review.drafts import Draft, begin
from cluster_portal.review.registry import subject_of
from cluster_portal.review.shown import label_of
from cluster_portal.review.tree import NEW, Change, Key, Operation
from cluster_portal.review.uploads import attach
from cluster_portal.review.values import is_reference, to_json
from cluster_portal.workspace.access import acts_for, find_university, workspace_page
from cluster_portal.workspace.forms import form_class
from cluster_portal.workspace.frame import frame
from cluster_portal.workspace.object_page import contents
from cluster_portal.workspace.pages import PAGES
from cluster_portal.workspace.place import Place
from programmes.actions import withdraw_participation


def _place(request, slug, code, reference, *, to_edit=False):
    university = find_university(request, slug)
    place = Place(request.user, university, code, reference, language=request.GET.get("in"))
    if to_edit and not place.may_edit():
        raise PermissionDenied
    return place


def _address(place, name="workspace:object", *args):
    path = reverse(name, args=[place.university.slug, place.page.code, place.reference, *args])
    return f"{path}?in={place.language}" if place.language else path


@workspace_page
def object_page(request, slug, code, reference):
    """Show what is published of an object and what the draft would change."""
    place = _place(request, slug, code, reference)
    languages = [(each, own_name(each)) for each in CODES if each != place.source_language]
    context = {
        **frame(request, place.university, "about"),
        "place": place,
        "contents": contents(place),
        "lacks": place.page.lacks(place.target, today()) if place.target is not None else [],
        "languages": languages,
        "may_edit": place.may_edit(),
        "title": place.heading,
    }
    return render(request, "workspace/object.html", context)


def keeps_what_was_typed(view):
    """Let a view give back the texts of a form that comes too late.

    By then its object, row or draft may be gone, or the session of who wrote them over.
    """

    @wraps(view)
    def keeping(request, slug, code, *args, **kwargs):
        texts = _typed_texts(request, code, kwargs.get("rows"))
        if texts and not request.user.is_authenticated:
            way = f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
            return _give_back(request, {"way": way, "texts": texts}, 403)
        try:
            return view(request, slug, code, *args, **kwargs)
        except Http404:
            university = find_university(request, slug) if texts else None
            if not texts or not acts_for(request.user, university):
                raise
        return _give_back(request, {**frame(request, university, "about"), "texts": texts}, 404)

    return keeping


def _give_back(request, context, status):
    response = for_eyes_only(render(request, "workspace/given_back.html", context, status=status))
    response.is_error_page = True  # it says itself what is wrong: no other page shall take its place
    return response


def _typed_texts(request, code, rows):
    """Return [(label, language, text)] of what was typed into the free texts of a form."""
    page = PAGES.get(code)
    label = page and (page.row_list(rows).label if rows and page.row_list(rows) else page.label)
    if not label or request.method != "POST":
        return []
    kind = subject_of(page.label).kind(label)
    found = []
    for name in kind.columns:
        column_field, text = kind.model._meta.get_field(name), request.POST.get(name, "").strip()
        is_text = isinstance(column_field, models.CharField | models.TextField) and not column_field.choices
        if text and is_text:
            found.append((label_of(kind.model, name), getattr(column_field, "language", ""), text))
    return found


@keeps_what_was_typed
@workspace_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit_section(request, slug, code, reference, section):
    """Change fields of the object itself."""
    place = _place(request, slug, code, reference, to_edit=True)
    shown = place.page.section(section)
    if shown is None:
        raise Http404
    key = place.root_key
    form = _form(request, place, place.subject.root, shown.fields, key)
    if request.method == "POST" and form.is_valid():
        return _take(request, place, form.changes(key, place.live))
    return _form_page(request, place, form, shown.heading)


@keeps_what_was_typed
@workspace_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit_row(request, slug, code, reference, rows, row):
    """Change a row of the object, or add one: then `row` is "new"."""
    place = _place(request, slug, code, reference, to_edit=True)
    row_list = place.page.row_list(rows)
    if row_list is None:
        raise Http404
    kind = place.subject.kind(row_list.label)
    is_new = row == NEW
    if is_new and kind.added is None:
        raise Http404
    key = Key(row_list.label, row)
    form = _form(request, place, kind, row_list.fields, key, is_new=is_new)
    if request.method == "POST" and form.is_valid():
        if not is_new:
            return _take(request, place, form.changes(key, place.live), row_name=place.title_of(key))
        return _add(request, place, row_list, form)
    heading = row_list.add if is_new else place.title_of(key)
    return _form_page(request, place, form, heading, row_list=row_list, key=None if is_new else key)


@workspace_page
@require_http_methods(["GET", "HEAD", "POST"])
def remove_row(request, slug, code, reference, rows, row):
    """Ask before a row is removed, and remove it in the draft."""
    place = _place(request, slug, code, reference, to_edit=True)
    row_list = place.page.row_list(rows)
    key = Key(row_list.label, row) if row_list else None
    if row_list is None or key not in place.tree.rows:
        raise Http404
    if request.method == "POST":
        change = Change(Operation.REMOVE, key, old=place.live.rows.get(key) or place.tree.rows[key])
        return _take(request, place, [change], row_name=place.title_of(key))
    context = {**frame(request, place.university, "about"), "place": place, "title": place.title_of(key)}
    return render(request, "workspace/remove_row.html", {**context, "back": _address(place)})


@workspace_page
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, slug, reference):
    """Ask before the university leaves a programme, and end its part at once: nobody has to agree."""
    place = _place(request, slug, "programme", reference, to_edit=True)
    if place.target is None:
        raise Http404
    errors = []
    if request.method == "POST":
        try:
            withdraw_participation(place.target, university=place.university.pk, user=request.user, at=timezone.now())
        except ValidationError as error:
            errors = error.messages
        else:
            messages.success(request, _("Your university takes part no more. Staff and the other partners are told."))
            return HttpResponseRedirect(reverse("workspace:about", args=[slug]))
    context = {**frame(request, place.university, "about"), "place": place, "errors": errors, "back": _address(place)}
    return render(request, "workspace/leave.html", context, status=422 if errors else 200)


@keeps_what_was_typed
@workspace_page
@require_http_methods(["GET", "HEAD", "POST"])
def begin_new(request, slug, code):
    """Begin a new object: what is typed here is the first item of a draft."""
    university = find_university(request, slug)
    page = PAGES.get(code)
    if page is None or not page.new:
        raise Http404
    if not acts_for(request.user, university):
        raise PermissionDenied
    place = NewPlace(request.user, university, code, request.GET.get("in"))
    section = page.sections[0]
    form = _form(request, place, place.subject.root, section.fields, place.root_key, is_new=True)
    if request.method == "POST" and form.is_valid():
        values = {**page.begins_with(university.pk), **form.typed, "source_language": place.source_language}
        name = next((value for value in form.typed.values() if isinstance(value, str) and value), str(page.heading))
        now = timezone.now()
        draft = begin(place.subject, None, author=request.user, university=university.pk, at=now, name=name)
        Draft(draft, request.user).put([Change(Operation.ADD, place.root_key, new=values)], row_name=name)
        attach(values.values(), draft)
        messages.success(request, _("Your draft is kept. Add what belongs to it, then send it."))
        return HttpResponseRedirect(reverse("workspace:object", args=[slug, code, draft.uuid]))
    return _form_page(request, place, form, page.new, back=reverse("workspace:about", args=[slug]))


class NewPlace(Place):
    """A place for an object of which nothing stands in any draft yet; it is written in the visitor's language."""

    def __init__(self, user, university, code, language):
        self.user, self.university, self.page = user, university, PAGES[code]
        self.subject = subject_of(self.page.label)
        self.target = self.draft = None
        self.reference, self.language = None, language if language in CODES else None

    @property
    def source_language(self):
        return self.language or visitor_language()


# What they share ------------------------------------------------------------------------------------------------------


def _form(request, place, kind, names, key, *, is_new=False):
    values = {} if is_new else place.tree.rows.get(key)
    if values is None:
        raise Http404
    if is_new:
        instance = kind.model()
        if kind.belongs_directly:
            setattr(instance, kind.parent, place.root_instance)
        values = _defaults(place, kind, instance)
    else:
        instance = place.instance(key)
        if place.target is None and key == place.root_key:
            values = {**_defaults(place, kind, instance), **values}
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    is_stored = not is_new and not is_reference(key.row)
    # Whose a row is stays as it is: see `review.risks.may_be_proposed`.
    form = form_class(place, kind, [name for name in names if not (is_stored and kind.owner and name == kind.owner)])
    return form(data, files, place=place, kind=kind, values=values, key=None if is_new else key, instance=instance)


def _defaults(place, kind, instance):
    """Return what a new row says before anybody has typed something."""
    values = {}
    for column in kind.columns.keys() - place.page.filled_later:
        column_field = kind.model._meta.get_field(column)
        if not column_field.many_to_many:
            values[column] = to_json(column_field, getattr(instance, getattr(column_field, "attname", column)))
    return values


@transaction.atomic
def _add(request, place, row_list, form):
    basket = place.basket(timezone.now())
    basket.lock()  # two windows at once do not give two rows one name
    values = dict(form.typed)
    if row_list.placed:
        values[row_list.placed] = len(place.keys_of(row_list.label))
    key = Key(row_list.label, basket.next_reference())
    place.tree.rows[key] = values
    place.__dict__.pop("wording", None)
    basket.put([Change(Operation.ADD, key, new=values)], row_name=place.title_of(key))
    messages.success(request, _("Kept in your draft. Nothing is sent yet."))
    return HttpResponseRedirect(_address(place))


def _take(request, place, changes, row_name=""):
    if changes:
        basket = place.basket(timezone.now())
        basket.put(changes, row_name=row_name)
        attach([change.new for change in changes], basket.proposal)
        messages.success(request, _("Kept in your draft. Nothing is sent yet."))
    else:
        messages.info(request, _("Nothing was changed."))
    return HttpResponseRedirect(_address(place))


def _form_page(request, place, form, heading, *, back="", **context):
    context = {
        **frame(request, place.university, "about"),
        "place": place,
        "form": form,
        "heading": heading,
        "media": editor_media(form.media, request) if form.has_editor else "",
        "back": back or _address(place),
        **context,
    }
    answer = editor_page(render) if form.has_editor else render
    return answer(request, "workspace/form.html", context, status=422 if form.is_bound else 200)
