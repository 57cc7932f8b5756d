"""The site of the back office: open to staff who signed in with a second factor, and to nobody else."""

from django.contrib.admin import AdminSite
from django.http import HttpResponseRedirect
from django.urls import reverse

from cluster_portal.accounts.second_factor import may_enter_back_office, way_into_back_office


class PortalAdminSite(AdminSite):
    def has_permission(self, request):
        return may_enter_back_office(request)

    def login(self, request, extra_context=None):
        """Lead to what is missing: signing in, a second factor, or using the one there is."""
        return way_into_back_office(request, default=reverse("admin:index"))

    def password_change(self, request, extra_context=None):
        """Lead to the page of the account, which tells the person by mail that the password was changed."""
        return HttpResponseRedirect(reverse("account_change_password"))
