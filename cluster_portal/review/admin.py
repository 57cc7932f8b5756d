from django.contrib import admin

from cluster_portal.review.models import Proposal

admin.site.register(Proposal)
