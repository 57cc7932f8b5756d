from django.db.models import Count
from django.http import Http404, HttpResponseGone
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cluster_portal.core.languages import text_of
from cluster_portal.core.publishing import Publication
from cluster_portal.core.requests import absolute, see_other
from cluster_portal.core.structured_data import breadcrumb_list
from programmes.agreement_page import LIST_FIELDS, AgreementPage, load_agreement
from programmes.models import FormerAgreementSlug, FrameworkAgreement
from programmes.views.programme import breadcrumbs


def _crumbs(*further):
    return breadcrumbs((_("Agreements"), reverse("programmes:agreement_list")), *further)


@require_safe
def agreement_list(request):
    day = timezone.localdate()
    agreements = (
        FrameworkAgreement.objects.published()
        .with_texts("title", "scope_note")
        .only(*LIST_FIELDS)
        .annotate(signature_count=Count("signatures"))
        .order_by("kind", "slug")
    )
    crumbs = _crumbs()
    return render(
        request,
        "programmes/agreement_list.html",
        {
            "agreements": [(agreement, agreement.is_valid_on(day)) for agreement in agreements],
            "day": day,
            "breadcrumbs": crumbs,
            "structured_data": [breadcrumb_list(crumbs, lambda path: absolute(request, path))],
        },
    )


@require_safe
def agreement_detail(request, slug):
    try:
        agreement = load_agreement(slug)
    except FrameworkAgreement.DoesNotExist:
        formers = FormerAgreementSlug.objects.exclude(target__publication=Publication.DRAFT)
        former = formers.filter(slug=slug).select_related("target").only("target__slug").first()
        if former is None:
            raise Http404 from None
        return redirect("programmes:agreement_detail", former.target.slug, permanent=True)
    if agreement.publication == Publication.WITHDRAWN:
        return HttpResponseGone()
    crumbs = _crumbs((text_of(agreement, "title"), agreement.get_absolute_url()))
    return render(
        request,
        "programmes/agreement_detail.html",
        {
            "agreement": agreement,
            "page": AgreementPage(agreement, timezone.now()),
            "breadcrumbs": crumbs,
            "structured_data": [breadcrumb_list(crumbs, lambda path: absolute(request, path))],
        },
    )


@require_safe
def agreement_by_id(request, uuid):
    """Lead from an agreement's lasting identifier to its page, whatever its slug is today."""
    agreements = FrameworkAgreement.objects.exclude(publication=Publication.DRAFT).only("slug")
    return see_other(request, get_object_or_404(agreements, uuid=uuid).get_absolute_url())
