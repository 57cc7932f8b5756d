"""The page behind the link in the yearly mail: whoever has the link need not sign in. GET changes nothing."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from cluster_portal.core.requests import see_other
from cluster_portal.freshness.campaign import new_link
from cluster_portal.freshness.published import published_of
from cluster_portal.freshness.tokens import Altered, link_of
from cluster_portal.review.freshness import confirm_for, may_confirm
from cluster_portal.review.models import Channel


@method_decorator(never_cache, name="dispatch")
@method_decorator(csrf_exempt, name="dispatch")  # the link itself is the secret: no cookie says who is here
class Confirm(View):
    """What the portal publishes of a university, and a button that says that it is right."""

    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request, token):
        self.at = timezone.now()
        try:
            self.link = link_of(token)
        except Altered:
            return self.page("altered", status=404)
        return super().dispatch(request, token)

    def get(self, request, token):
        if self.link.has_expired(self.at):
            return self.page("expired", status=410)
        if not self.may():
            return self.page("ended", status=403)
        entries = published_of(self.link.university.pk, self.at)
        day = timezone.localdate(self.at)
        is_done = all(entry.confirmable.was_confirmed_on(day) for entry in entries)
        return self.page("done" if is_done else "asked", entries=entries)

    def post(self, request, token):
        if self.link.has_expired(self.at):
            new_link(self.link, at=self.at)
            return self.page("sent-again")
        seen = dict(value.rsplit(":", 1) for value in request.POST.getlist("seen") if ":" in value)
        try:
            outcome = confirm_for(
                self.link.university.pk, user=self.link.user, seen=seen, at=self.at, channel=Channel.LINK
            )
        except PermissionDenied:
            return self.page("ended", status=403)
        if outcome.changed:
            entries = published_of(self.link.university.pk, self.at)
            return self.page("changed", status=409, entries=entries, changed=outcome.changed)
        return see_other(request, request.path)

    def may(self):
        return may_confirm(self.link.user, self.link.university.pk, Channel.LINK)

    def page(self, state, *, status=200, **context):
        context |= {"state": state, "university": getattr(self, "link", None) and self.link.university}
        response = render(self.request, "freshness/confirm.html", {**context, "is_private": True}, status=status)
        response.is_error_page = True  # it says itself what is wrong: no other page shall take its place
        return response
