"""Files for translators: what they hold, that they come back as they went, and what is refused."""

import csv
import io
from xml.etree import ElementTree as ET

import polib
import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from cluster_portal.translations import importing
from cluster_portal.translations.exchange import FORMATS, csv_file
from cluster_portal.translations.exchange.items import Item
from cluster_portal.translations.exporting import chosen, export, items_of
from cluster_portal.translations.importing import carry_out, plan
from cluster_portal.translations.judging import faults
from cluster_portal.translations.models import TranslationUnit
from news.models import Article
from tests.factories.members import UniversityFactory
from tests.factories.news import ArticleFactory, EventFactory
from tests.factories.programmes import PathFactory, ProgrammeFactory, StepFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

BOARD = "/admin/translations/translatedobject/"
ENDINGS = ["csv", "po", "xliff"]
XLIFF = "{urn:oasis:names:tc:xliff:document:1.2}"
BROKEN = "The mark-up is broken: a tag is not closed, or closed where it was not open."
NOT_UTF_8 = "The file is not UTF-8: byte 32 is wrong. Save it again as UTF-8."
NO_ENTITIES = "A document type or entities are not accepted in an XLIFF file."
NASTY = "=1+1 \"quoted\", 'single'; back\\slash \\n %(name)s {count} & <b> ]]>\nsecond line\ttab é e\u0301 \U0001f9ea"


@pytest.fixture
def article():
    """An article with a current, an outdated and a missing Finnish text; other objects and languages beside it."""
    EventFactory(title_en="Workshop", title_fi="Workshop", title_pt="Oficina")
    ProgrammeFactory(source_language="pt", title_pt="Fotónica", title_fi="Fotoniikka")
    article = ArticleFactory(
        title_en="The portal opens",
        title_fi="Portaali avautuu",
        title_sv="Portalen öppnar",
        body_en='<p>One %(name)s.</p><p>See <a href="/en/members/">the members</a>.</p>',
        body_fi='<p>Yksi %(name)s.</p><p>Katso <a href="/fi/members/">jäsenet</a>.</p>',
    )
    article.title_en = "The portal is open"
    article.save()
    return article


def everything():
    """Return all texts of articles and the states of all texts."""
    units = TranslationUnit.objects.order_by("pk").values_list("pk", "state", "source", "translation_fingerprint")
    columns = [field.name for field in Article._meta.concrete_fields]  # the manager would leave the languages out
    return list(Article.objects.order_by("pk").values(*columns)), list(units)


def file_of(ending, language="fi", units=None):
    return export(TranslationUnit.objects.all() if units is None else units, language, ending)


def with_texts(ending, texts, language="fi", **changes):
    """Return a file of all texts in which some are translated anew: {key: translation}."""
    items = items_of(TranslationUnit.objects.filter(language=language))
    for item in items:
        item.translation = texts.get(item.key, item.translation)
        if item.key in texts:
            item.state = "current"
        for name, value in changes.items():
            setattr(item, name, value)
    return FORMATS[ending].write(language, items)


def read(content, name, language="fi"):
    return plan(content, name, language, TranslationUnit.objects.all())


def problems(content, name="a.csv", language="fi"):
    """Return what is told of a file that must be refused; nothing may have changed."""
    before = everything()
    result = read(content, name, language)
    with pytest.raises(ValueError, match="with problems"):
        carry_out(result)
    assert everything() == before
    return [str(problem) for problem in result.problems]


def table(*rows, heading=("id", "source", "translation_fi")):
    stream = io.StringIO()
    csv.writer(stream).writerows([heading, *rows])
    return stream.getvalue().encode()


# What is in them ------------------------------------------------------------------------------------------------------


def test_a_table_has_a_row_for_each_text_and_begins_with_a_mark(article):
    content = file_of("csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    key = f"news.article:{article.pk}"
    assert rows[0] == ["id", "object", "field", "source", "translation_fi", "state"]
    assert [row for row in rows if row[0].startswith(key)] == [
        [f"{key}:title", "The portal is open", "Title", "The portal is open", "Portaali avautuu", "outdated"],
        [f"{key}:lead", "The portal is open", "Lead", "What is new.", "", "missing"],
        [f"{key}:body", "The portal is open", "Text", article.body_en, article.body_fi, "current"],
    ]
    assert [row[3:] for row in rows if row[1] in ("Workshop", "Fotónica")] == [
        ["Workshop", "Workshop", "same"],
        ["What it is about.", "", "missing"],
        ["Fotónica", "Fotoniikka", "current"],
    ]


def test_a_catalogue_says_what_is_outdated_and_from_what_it_was_translated(article):
    catalogue = polib.pofile(file_of("po").decode())
    assert catalogue.metadata["Language"] == "fi"
    entry = catalogue.find(f"news.article:{article.pk}:title", by="msgctxt")
    assert (entry.msgid, entry.msgstr, entry.fuzzy, entry.previous_msgid) == (
        "The portal is open",
        "Portaali avautuu",
        True,
        "The portal opens",
    )
    line = TranslationUnit.objects.get(root__name="The portal is open", field="title", language="fi").root_id
    assert entry.comment == f"The portal is open: Title (en)\n{BOARD}{line}/change/"
    assert [each.msgid for each in catalogue if each.fuzzy] == ["The portal is open"]


def test_an_xliff_file_has_a_part_for_each_source_language(article):
    root = ET.fromstring(file_of("xliff"))
    assert root.tag == f"{XLIFF}xliff" and root.get("version") == "1.2"
    parts = {part.get("source-language"): part for part in root.iter(f"{XLIFF}file")}
    assert {code: part.get("target-language") for code, part in parts.items()} == {"en": "fi", "pt": "fi"}
    states = {
        unit.find(f"{XLIFF}source").text: unit.find(f"{XLIFF}target").get("state")
        for unit in parts["en"].iter(f"{XLIFF}trans-unit")
    }
    assert states == {
        "The portal is open": "needs-review-translation",
        "What is new.": "needs-translation",
        article.body_en: "translated",
        "Workshop": "translated",
        "What it is about.": "needs-translation",
    }


def test_a_file_is_of_what_is_to_be_done_or_of_one_kind(article):
    units = TranslationUnit.objects.filter(language="fi")
    assert [item.source for item in items_of(chosen(units, which="to-do", kind="news.article"))] == [
        "The portal is open",
        "What is new.",
    ]
    assert [item.source for item in items_of(chosen(units, kind="programmes.programme"))] == ["Fotónica"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "'x", "'=x", "''x", "'s-Hertogenbosch", "x=1", ""])
def test_no_cell_is_taken_for_a_formula_and_each_comes_back_as_it_was(text):
    content = csv_file.write("fi", [Item("a:1:b", source=text, translation=text, name=text)])
    cells = next(csv.reader(io.StringIO(content.decode("utf-8-sig").split("\r\n", 1)[1])))
    assert not any(cell[:1] in tuple("=+-@\t\r") and cell for cell in cells)
    (item,) = csv_file.read(content.decode("utf-8-sig"), "fi")
    assert (item.source, item.translation) == (text, text)


# There and back -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_that_comes_back_unchanged_changes_nothing(article, ending):
    path = PathFactory(programme=ProgrammeFactory(title_en="Photonics"))
    StepFactory(path=path, note_en="=Thesis", note_fi="-Opinnäyte")
    UniversityFactory(summary_en=f"{NASTY}\r\nmore", summary_fi=f"'{NASTY}\r\nlisää")
    before = everything()
    result = read(file_of(ending), f"translations.{ending}")
    assert (result.problems, result.changes, result.unfinished_count) == ([], [], 0)
    assert result.unchanged_count == TranslationUnit.objects.filter(language="fi").count()
    carry_out(result)
    assert everything() == before
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("ending", ENDINGS)
def test_translations_come_in_and_are_current(article, ending, superuser):
    key = f"news.article:{article.pk}"
    body = '<p>Katso <a href="/fi/members/">jäseniä</a>.</p><p>Eräs %(name)s.</p>'
    content = with_texts(ending, {f"{key}:title": "Portaali on auki", f"{key}:lead": "Uutta", f"{key}:body": body})
    result = read(content, f"a.{ending}")
    assert [change.item.key for change in result.changes] == [f"{key}:title", f"{key}:lead", f"{key}:body"]
    assert result.changes[0].difference == [("kept", "Portaali"), ("removed", "avautuu"), ("added", "on auki")]
    assert everything()[0][-1]["title_fi"] == "Portaali avautuu"  # nothing yet
    carry_out(result, user=superuser)
    article.refresh_from_db()
    assert (article.title_fi, article.lead_fi, article.body_fi) == ("Portaali on auki", "Uutta", body)
    assert article.title_sv == "Portalen öppnar"
    states = TranslationUnit.objects.filter(root__name="The portal is open", language="fi").values_list("state")
    assert set(states) == {("current",)}
    entry = LogEntry.objects.get()
    assert entry.get_change_message() == "Changed Title (fi), Lead (fi) and Text (fi)."


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_outdated_text_that_comes_back_as_finished_is_still_right(article, ending):
    key = f"news.article:{article.pk}:title"
    result = read(with_texts(ending, {key: "Portaali avautuu"}), f"a.{ending}")
    assert [(change.item.key, change.is_written) for change in result.changes] == [(key, False)]
    carry_out(result)
    assert TranslationUnit.objects.get(root__name="The portal is open", field="title", language="fi").state == "current"


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_source_that_changed_since_the_export_leaves_its_new_translation_outdated(article, ending):
    content = with_texts(ending, {f"news.article:{article.pk}:title": "Portaali on auki"})
    article.title_en = "The portal is open to all"
    article.save()
    result = read(content, f"a.{ending}")
    assert [change.has_other_source for change in result.changes] == [True]
    carry_out(result)
    unit = TranslationUnit.objects.get(root__name="The portal is open to all", field="title", language="fi")
    assert (unit.state, unit.source.text) == ("outdated", "The portal is open")
    article.refresh_from_db()
    article.save()
    unit.refresh_from_db()
    assert (article.title_fi, unit.state) == ("Portaali on auki", "outdated")


def test_a_text_whose_source_was_emptied_is_not_sent_to_translators(article):
    article.body_en = ""
    article.save()
    units = TranslationUnit.objects.filter(root__name=article.title_en, language="fi")
    assert {unit.field for unit in units} == {"title", "lead", "body"}
    assert [item.key.rpartition(":")[2] for item in items_of(units)] == ["title", "lead"]


def test_an_empty_translation_deletes_nothing(article):
    content = with_texts("csv", {f"news.article:{article.pk}:title": ""})
    assert read(content, "a.csv").changes == []


def test_what_a_catalogue_calls_fuzzy_is_left_out(article):
    catalogue = polib.pofile(file_of("po").decode())
    entry = catalogue.find(f"news.article:{article.pk}:title", by="msgctxt")
    entry.msgstr = "Portaali on melkein auki"
    result = read(str(catalogue).encode(), "a.po")
    assert (result.changes, result.unfinished_count) == ([], 1)


def test_a_table_may_come_back_with_semicolons_and_other_columns(article):
    key = f"news.article:{article.pk}:lead"
    content = f"translation_fi;id;source;remark\r\nUutta;{key};What is new.;good\r\n;;;\r\n".encode("utf-8-sig")
    assert [change.item.translation for change in read(content, "a.CSV").changes] == ["Uutta"]


def test_a_language_may_have_a_region(article):
    content = file_of("xliff").decode().replace('target-language="fi"', 'target-language="fi-FI"')
    assert read(content.encode(), "a.xlf").problems == []


# What is refused ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "The table lacks a column: “id”, “source” and “translation_fi” are needed."),
        ("a.csv", b"id,source\r\n", "The table lacks a column: “id”, “source” and “translation_fi” are needed."),
        ("a.csv", b"id,source,translation_pt\r\n", "This file is for the language “pt”, not for “fi”."),
        ("a.csv", b"id,source,translation_fi\r\n", "There is no text in this file."),
        ("a.csv", b"id,source,translation_fi\r\na,b\r\n", "Row 2 has 2 cells instead of 3."),
        ("a.csv", b'id,source,translation_fi\r\n"a"b,c,d\r\n', "This is not a table in CSV: ',' expected after '\"'."),
        ("a.csv", b"id,source,translation_fi\r\na,b,J\xe4sen\r\n", NOT_UTF_8),
        ("a.csv", b"id,source,translation_fi\r\na,b,\0\r\n", "There is a NUL character in line 2 of the file."),
        ("a.po", b'msgid ""\nmsgstr "Language: pt\\n"\n', "This file is for the language “pt”, not for “fi”."),
        ("a.po", b'msgid "a"\nmsgstr "b"\n', "This file is for the language “?”, not for “fi”."),
        ("a.po", b'msgid "a\nmsgstr', "This is not a catalogue of gettext: look at line 2."),
        ("a.po", b"/etc/hostname", "This is not a catalogue of gettext: look at line 1."),
        ("a.xliff", b"<xliff", "This is not XML: unclosed token: line 1, column 0."),
        ("a.xliff", b"<a/>", "This is not a file of XLIFF 1.2."),
        ("a.xliff", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', NO_ENTITIES),
        ("a.xliff", b'<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2"><file target-language="pt"/></xliff>',
         "This file is for the language “pt”, not for “fi”."),
        ("a.xls", b"x", "The name of the file must end in one of these: csv, po, xlf, xliff."),
        ("a", b"x", "The name of the file must end in one of these: csv, po, xlf, xliff."),
    ],
)  # fmt: skip
def test_a_file_that_is_none_or_of_another_language_is_refused(article, name, content, message):
    assert problems(content, name) == [message]


def test_a_file_that_is_too_large_is_refused(article, monkeypatch):
    monkeypatch.setattr(importing, "MAX_BYTES", 100)
    assert problems(b"x" * 101) == ["The file is larger than 5 MB."]


def test_every_problem_is_told_with_its_row_and_nothing_is_changed(article):
    key = f"news.article:{article.pk}"
    body = article.body_en
    told = problems(
        table(
            (f"{key}:lead", "What is new.", "Uutta"),  # right by itself
            ("news.article:999:title", "Gone", "Poissa"),
            (f"{key}:slug", "a", "b"),
            (f"programmes.programme:{article.pk}:title", "Fotónica", "Fotoniikka?"),
            (f"{key}:title", "The portal is open", "x" * 161),
            (f"{key}:body", body, '<p>Yksi.</p><p>Katso <a href="/fi/members/">jäsenet</a>.</p>'),
            (f"{key}:lead", "What is new.", "Muuta"),
            (f"{key}:lead", "", "Uutta"),
        )
    )
    programme = f"programmes.programme:{article.pk}:title"
    assert [line for line in told if programme not in line] == [
        "Row 3 (news.article:999:title): There is no such text to translate into this language.",
        f"Row 4 ({key}:slug): There is no such text to translate into this language.",
        f"Row 6 ({key}:title): Ensure this value has at most 160 characters (it has 161).",
        f"Row 7 ({key}:body): A place for a value is missing: %(name)s.",
        f"Row 8 ({key}:lead): This text stands in row 2 as well, with another translation.",
        f"Row 9 ({key}:lead): The source is missing.",
    ]


def test_the_source_language_of_an_object_is_not_written_over(article):
    key = items_of(TranslationUnit.objects.filter(root__name="Fotónica", language="fi"))[0].key
    content = table((key, "Fotónica", "Outra"), heading=("id", "source", "translation_pt"))
    assert problems(content, language="pt") == [
        f"Row 2 ({key}): There is no such text to translate into this language."
    ]


@pytest.mark.parametrize(
    ("source", "translation", "is_rich", "message"),
    [
        ("%(count)d of {all} %s", "{all} %s", False, "A place for a value is missing: %(count)d."),
        ("One", "%s", False, "A place for a value is not in the source: %s."),
        ("<p>a</p>", "<p>a", True, BROKEN),
        (
            "<p>a</p>",
            "<p>a</em></p>",
            True,
            "The mark-up is broken: a tag is not closed, or closed where it was not open.",
        ),
        ("<p>a</p>", "<p>a <b", True, BROKEN),
        ("<p><em>a</em></p>", "<p>a</p>", True, "Mark-up of the source is missing: <em>."),
        ("<p>a</p>", "<p><script>a</script></p>", True, "There is mark-up that the source has not: <script>."),
        ("a", "<b>a</b>", False, "There is mark-up that the source has not: <b>."),
        (
            '<p><a href="/en/members/">a</a></p>',
            '<p><a href="/fi/news/">a</a></p>',
            True,
            "The links do not lead where those of the source lead.",
        ),
        (
            '<p><a href="https://a.example/">a</a></p>',
            '<p><a href="https://b.example/">a</a></p>',
            True,
            "The links do not lead where those of the source lead.",
        ),
    ],
)
def test_what_a_translation_lacks_or_has_too_much_is_told(source, translation, is_rich, message):
    assert faults(source, translation, is_rich=is_rich) == [message]


@pytest.mark.parametrize(
    ("source", "translation", "is_rich"),
    [
        ("%(count)d of {all}", "{all}: %(count)d", False),
        ("50 % of all < some", "50 % kaikista < jotkut", False),
        ('<p>A <a href="/en/members/">b</a><br>c</p>', '<p>C<br><a href="/fi/members/">b</a> a</p>', True),
        ('<p><a href="mailto:a@example.org">b</a></p>', '<p><a href="mailto:a@example.org">c</a></p>', True),
    ],
)
def test_what_a_translation_may_do(source, translation, is_rich):
    assert faults(source, translation, is_rich=is_rich) == []


# In the back office ---------------------------------------------------------------------------------------------------


def bring_in(client, content=None, name="a.csv", language="fi", **data):
    """Send the form of the import; a trial run unless `is_trial` is said to be None."""
    data = {"language": language, "is_trial": "on", **data}
    data = {key: value for key, value in data.items() if value is not None}
    if content is not None:
        data["file"] = SimpleUploadedFile(name, content)
    return client.post(f"{BOARD}import/", data)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_translator_exports_the_own_languages(translator_client, article, ending):
    response = translator_client.get(f"{BOARD}export/", {"language": "fi", "ending": ending, "which": "all"})
    assert response["Content-Disposition"] == f'attachment; filename="translations-fi.{ending}"'
    assert response.content == file_of(ending)
    response = translator_client.get(f"{BOARD}export/", {"language": "pt", "ending": ending, "which": "all"})
    assert "Content-Disposition" not in response and "Oficina" not in response.content.decode()


def test_an_editor_exports_every_language_and_is_asked_which(staff_client, article):
    assert staff_client.get(f"{BOARD}export/").context["form"].fields["language"].choices[1:][0] == ("en", "English")
    response = staff_client.get(f"{BOARD}export/", {"language": "pt", "ending": "csv", "which": "to-do"})
    assert "Oficina" not in response.content.decode() and "translation_pt" in response.content.decode()


def test_a_file_is_tried_first_and_then_brought_in_without_a_second_upload(translator_client, translator, article):
    key = f"news.article:{article.pk}"
    content = table(
        (f"{key}:lead", "What is new.", "Uutta"), (f"{key}:title", "The portal is open", "Portaali on auki")
    )
    tried = bring_in(translator_client, content)
    html = tried.content.decode()
    assert "<del>avautuu</del> <ins>on auki</ins>" in html and "<ins>Uutta</ins>" in html
    article.refresh_from_db()
    assert (article.title_fi, article.lead_fi) == ("Portaali avautuu", None)
    done = translator_client.post(f"{BOARD}import/", tried.context["again"])
    assert (done.status_code, done["Location"]) == (302, f"{BOARD}?language=fi")
    article.refresh_from_db()
    assert (article.title_fi, article.lead_fi) == ("Portaali on auki", "Uutta")
    assert LogEntry.objects.get().user == translator


def test_a_file_is_brought_in_at_once_where_no_trial_is_asked_for(staff_client, article):
    content = table((f"news.article:{article.pk}:lead", "What is new.", "Uutta"))
    assert bring_in(staff_client, content, is_trial=None).status_code == 302
    article.refresh_from_db()
    assert article.lead_fi == "Uutta"


def test_a_file_with_a_problem_is_refused_whole(staff_client, article):
    before = everything()
    key = f"news.article:{article.pk}"
    content = table((f"{key}:lead", "What is new.", "Uutta"), (f"{key}:title", "The portal is open", "{x}"))
    response = bring_in(staff_client, content, is_trial=None)
    assert response.status_code == 200
    assert f"Row 3 ({key}:title): A place for a value is not in the source: {{x}}." in response.content.decode()
    assert everything() == before


def test_a_translator_brings_in_no_other_language(translator_client, article):
    before = everything()
    key = f"news.article:{article.pk}:title"
    content = table((key, "The portal is open", "Outro"), heading=("id", "source", "translation_pt"))
    response = bring_in(translator_client, content, language="pt", is_trial=None)
    assert list(response.context["form"].errors) == ["language"]
    assert everything() == before


def test_an_editor_of_some_objects_brings_in_no_others(client, article):
    from django.contrib.auth.models import Permission

    from tests.factories.accounts import UserFactory

    account = UserFactory(is_staff=True)
    account.user_permissions.set(Permission.objects.filter(codename="change_event"))
    client.force_login(account)
    before = everything()
    key = f"news.article:{article.pk}:title"
    response = bring_in(client, table((key, "The portal is open", "Muu")), is_trial=None)
    assert [problem.key for problem in response.context["result"].problems] == [key]
    assert everything() == before


@pytest.mark.parametrize(
    ("content", "data"),
    [
        (None, {}),
        (None, {"kept": "not base64", "kept_name": "a.csv"}),
        (None, {"kept": "eJw=", "kept_name": "a.csv"}),
        (b"", {}),
    ],
)
def test_without_a_file_one_is_asked_for(staff_client, article, content, data):
    response = bring_in(staff_client, content, **data)
    assert response.status_code == 200
    result = response.context.get("result")
    assert (list(response.context["form"].errors) == ["file"]) or result.problems


def test_nothing_is_brought_in_by_a_mere_visit(staff_client, article):
    before = everything()
    assert staff_client.get(f"{BOARD}import/", {"language": "fi", "kept": "x"}).status_code == 200
    assert everything() == before


# Commands -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_commands_write_and_read_the_same_files(article, tmp_path, ending, capsys):
    path = tmp_path / f"fi.{ending}"
    call_command("export_translations", str(path), language="fi")
    assert capsys.readouterr().out == f"6 texts are in {path}.\n"
    assert path.read_bytes() == file_of(ending)
    key = f"news.article:{article.pk}:lead"
    path.write_bytes(with_texts(ending, {key: "Uutta"}))
    before = everything()
    call_command("import_translations", str(path), language="fi", dry_run=True)
    assert everything() == before
    call_command("import_translations", str(path), language="fi")
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(" ")[2] for line in lines] == [
        f"{key}: {{+Uutta+}}",
        "text would change.",
        f"{key}: {{+Uutta+}}",
        "text changed.",
    ]
    article.refresh_from_db()
    assert article.lead_fi == "Uutta"


def test_the_commands_refuse_in_one_sentence(article, tmp_path):
    path = tmp_path / "fi.csv"
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_translations", str(path), language="fi")
    path.write_bytes(table(("x", "y", "z")))
    with pytest.raises(CommandError, match=r"Nothing was changed:\n  Row 2 \(x\): There is no such text"):
        call_command("import_translations", str(path), language="fi")
    with pytest.raises(CommandError, match="must end in one of these"):
        call_command("export_translations", str(tmp_path / "fi.xls"), language="fi")
