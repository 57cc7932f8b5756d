"""The universities, and what they offer together."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch
from django.urls import reverse
from django.utils.translation import ngettext

from cluster_portal.core.countries import country_name
from cluster_portal.core.languages import CODES, Text, visitor_language
from cluster_portal.search.models import Kind
from cluster_portal.search.sources.base import (
    LONG_OVER,
    Doc,
    Facts,
    Source,
    Watch,
    among,
    end_of,
    in_all_languages,
    in_words,
    named,
    path_of,
    said,
    text_in,
    texts_in,
    written,
)
from members.models import Membership, University, UniversityName
from programmes import isced, vocabulary
from programmes.models import FrameworkAgreement, Programme, ProgrammePartner, ProgrammeSubject, Signature


class Universities(Source):
    kind = Kind.UNIVERSITY
    watches = (
        Watch(University),
        Watch(UniversityName, "university_id"),
        Watch(Membership, "university_id"),
    )

    def rows(self, keys=None):
        return among(University.objects.published(), keys).prefetch_related("names", "memberships")

    def facts(self, row):
        return Facts(path_of(row.get_absolute_url()), current_until=self._member_until(row), fresh_on=row.confirmed_on)

    def _member_until(self, row):
        ends = [LONG_OVER, *(end_of(period) for period in row.memberships.all())]
        return None if None in ends else max(ends)

    def doc(self, row):
        summary = text_in(row, "summary")
        return Doc(
            title=said(row.name),
            detail=in_words(text_in(row, "city"), country_name(row.country.code)),
            summary=summary,
            written_in=summary.language or visitor_language(),
            body=texts_in(row, "description", "strengths", "for_incoming", "for_outgoing"),
            names=named(row),
            related=(*in_all_languages(row, "city"), *written(row.alliance)),
        )


def _names_and_list(partners):
    """Return the names by which the partners of a programme may be looked for, and how they are listed."""
    names, listed = [], []
    for partner in partners:
        if partner.university:
            names += named(partner.university)
            listed.append(partner.university.short_name)
        elif partner.external_name:
            names.append(Text(partner.external_name, ""))
            listed.append(partner.external_name)
    return tuple(dict.fromkeys(names)), listed


WITH_NAMES = Prefetch("university", University.objects.only("slug", "source_language").prefetch_related("names"))


class Programmes(Source):
    kind = Kind.PROGRAMME
    watches = (
        Watch(Programme),
        Watch(ProgrammePartner, "programme_id"),
        Watch(ProgrammeSubject, "programme_id"),
    )

    def rows(self, keys=None):
        partners = Prefetch("partners", ProgrammePartner.objects.prefetch_related(WITH_NAMES))
        return among(Programme.objects.published(), keys).prefetch_related(partners, "subjects")

    def facts(self, row):
        return Facts(path_of(row.get_absolute_url()), current_until=_closed(row), fresh_on=row.confirmed_on)

    def doc(self, row):
        names, listed = _names_and_list(row.partners.all())
        degrees = (Text(each.degree_title, each.degree_title_language) for each in row.partners.all())
        subjects = [isced.label(subject.code) for subject in row.subjects.all()]
        status = vocabulary.Status(row.status)
        return Doc(
            title=text_in(row, "title"),
            detail=in_words(
                vocabulary.Kind(row.kind).label,
                vocabulary.Level(row.level).label,
                ", ".join(listed),
                "" if status == vocabulary.Status.OPEN else status.label,
            ),
            summary=text_in(row, "summary"),
            body=(
                Text(", ".join(subjects), visitor_language()),
                *texts_in(
                    row,
                    *("subtitle", "subject_note", "description", "career", "how_to_apply", "selection"),
                    *("recognition_note", "thesis_rule", "defence_rule", "costs_note"),
                ),
            ),
            names=(*in_all_languages(row, "title"), *written(row.acronym)),
            related=(
                *names,
                *filter(None, degrees),
                *(Text(label, visitor_language()) for label in subjects),
                *written(row.scheme_name, row.joint_degree_title),
            ),
        )


def _closed(programme):
    return None if vocabulary.Status(programme.status).takes_applications else LONG_OVER


class Degrees(Source):
    """The titles that universities award, in their own words: each leads to the programme that it is awarded in."""

    kind = Kind.DEGREE
    watches = (Watch(ProgrammePartner),)

    def rows(self, keys=None):
        partners = ProgrammePartner.objects.filter(programme__in=Programme.objects.published()).exclude(degree_title="")
        return among(partners, keys).select_related("programme").prefetch_related(WITH_NAMES)

    def facts(self, row):
        programme = row.programme
        path = f"{path_of(programme.get_absolute_url())}#diplomas-heading"
        return Facts(path, current_until=_closed(programme), fresh_on=programme.confirmed_on)

    def doc(self, row):
        names, listed = _names_and_list([row])
        title = text_in(row.programme, "title")
        return Doc(
            # A degree keeps its own words in every language, and its reader is told in theirs what it belongs to.
            title=Text(row.degree_title, row.degree_title_language),
            detail=", ".join(listed),
            summary=title,
            written_in=title.language,
            names=written(row.degree_abbreviation),
            related=names,
        )


@dataclass(frozen=True)
class _Subject:
    pk: int
    code: str
    count: int


class Subjects(Source):
    """The detailed fields of ISCED-F in which there are programmes: each leads to these in the catalogue."""

    kind = Kind.SUBJECT
    watches = (Watch(ProgrammeSubject, "code"),)

    def rows(self, keys=None):
        counted = ProgrammeSubject.objects.filter(programme__in=Programme.objects.published()).order_by("code")
        if keys is not None:
            counted = counted.filter(code__in=[f"{key:04}" for key in keys])
        counted = counted.values_list("code").annotate(number=Count("programme", distinct=True))
        return [_Subject(int(code), code, number) for code, number in counted]

    def keys(self):
        return [row.pk for row in self.rows()]

    def facts(self, row):
        return Facts(f"{path_of(reverse('programmes:programme_list'))}?subject={row.code}")

    def doc(self, row):
        number = ngettext("%(number)s programme", "%(number)s programmes", row.count) % {"number": row.count}
        return Doc(
            title=Text(isced.label(row.code), visitor_language()),
            detail=number,
            names=tuple(Text(isced.label(row.code, code), code) for code in CODES),
        )


class Agreements(Source):
    kind = Kind.AGREEMENT
    watches = (Watch(FrameworkAgreement), Watch(Signature, "agreement_id"))

    def rows(self, keys=None):
        signatures = Prefetch(
            "signatures", Signature.objects.only("agreement", "university").prefetch_related(WITH_NAMES)
        )
        return among(FrameworkAgreement.objects.published(), keys).prefetch_related(signatures)

    def facts(self, row):
        return Facts(path_of(row.get_absolute_url()), current_until=end_of(row), fresh_on=row.signed_on)

    def doc(self, row):
        return Doc(
            title=text_in(row, "title"),
            summary=text_in(row, "summary"),
            body=texts_in(row, "scope_note", "conditions"),
            names=in_all_languages(row, "title"),
            related=tuple(
                name
                for signature in row.signatures.all()
                if signature.university
                for name in named(signature.university)
            ),
        )
