"""The index of the search: one table for both databases, and the list of what it does not know yet.

Nothing here is typed by anybody: `index.py` writes it, and can write it anew at any time.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.core.languages import CODES, Text, visitor_language
from cluster_portal.core.validity import Precision

BITS = {code: 1 << place for place, code in enumerate(CODES)}


class Kind(models.TextChoices):
    """What can be found, in the order in which results of the same worth stand."""

    UNIVERSITY = "university", _("Members")
    PROGRAMME = "programme", _("Programmes")
    DEGREE = "degree", _("Degrees")
    SUBJECT = "subject", _("Fields of study")
    AGREEMENT = "agreement", _("Agreements")
    PAGE = "page", _("Pages")
    GROUP = "group", _("Groups")
    ARTICLE = "article", _("News")
    EVENT = "event", _("Events")
    DOCUMENT = "document", _("Documents")


def address_of(path):
    """Return the address that a path without a language has in the visitor's."""
    return f"/{visitor_language()}/{path}"


class EntryQuerySet(models.QuerySet):
    def visible(self, now=None, language=None):
        """Return what a reader of a language may find at a moment: for each object one entry at most.

        Never one whose object has changed since: it may have been withdrawn.
        """
        now = now or timezone.now()
        bit = BITS[language or visitor_language()]
        return self.alias(is_shown=F("shown_in").bitand(bit)).filter(
            Q(public_from__isnull=True) | Q(public_from__lte=now),
            Q(public_until__isnull=True) | Q(public_until__gt=now),
            ~Exists(SearchChange.objects.filter(kind=OuterRef("kind"), object_id=OuterRef("object_id"))),
            is_shown__gt=0,
        )


class SearchEntry(models.Model):
    """One object as the readers of some languages find it. Languages in which it says the same share an entry."""

    kind = models.CharField(max_length=12)  # a `Kind`
    object_id = models.BigIntegerField()
    shown_in = models.PositiveSmallIntegerField()  # the sum of the BITS of the languages whose readers find this entry
    language = models.CharField(max_length=2)  # in which it is written
    title = models.CharField(max_length=300)
    title_language = models.CharField(max_length=12, blank=True)
    detail = models.CharField(max_length=300, blank=True)  # what it is, in a few words
    first_day = models.DateField(null=True)  # when it takes place, or appeared
    last_day = models.DateField(null=True)
    precision = models.CharField(max_length=5, default=Precision.DAY)
    summary = models.TextField(blank=True)
    summary_language = models.CharField(max_length=2, blank=True)
    text = models.TextField(blank=True)  # what else can be quoted
    path = models.CharField(max_length=400)  # of its page, without the language
    public_from = models.DateTimeField(null=True)
    public_until = models.DateTimeField(null=True)
    current_until = models.DateTimeField(null=True)  # the moment from which it is over, closed or former
    fresh_on = models.DateField(null=True)  # when it last was known to be right
    names = models.TextField(blank=True)  # folded: its own names between bars, then those of others
    vector = SearchVectorField(null=True)  # PostgreSQL only

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the search")
        verbose_name_plural = _("entries of the search")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "shown_in"], name="searchentry_once"),
        ]
        indexes = [
            GinIndex(fields=["vector"], name="searchentry_vector"),
        ]

    def __str__(self):
        return f"{self.kind} {self.object_id}: {self.title}"

    @property
    def url(self):
        """The address of its page in the visitor's language."""
        return address_of(self.path)

    @property
    def shown_summary(self):
        language = self.summary_language
        return Text(self.summary, language, bool(language) and language != visitor_language())


class SearchWord(models.Model):
    """A word of a name, for typing mistakes: folded, and as it was written first.

    It may be the word of an object that nobody may see any more, so it is shown only with results that have it.
    """

    folded = models.CharField(max_length=60, unique=True)
    written = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("word of the search")
        verbose_name_plural = _("words of the search")

    def __str__(self):
        return self.written


class SearchChange(models.Model):
    """One object that the index may not know as it is now. Triggers write these, so nothing gets past them."""

    kind = models.CharField(max_length=12)
    object_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("change for the search")
        verbose_name_plural = _("changes for the search")
        indexes = [models.Index(fields=["kind", "object_id"], name="search_change_object")]

    def __str__(self):
        return f"{self.kind} {self.object_id}"
