from django.views.decorators.http import require_safe

from cluster_portal.core.feeds import feed_answer
from cluster_portal.core.requests import absolute
from cluster_portal.network.models import network_of
from programmes.feeds import feed_of, latest_changes


@require_safe
def programme_feed(request):
    feed = feed_of(latest_changes(), network_of(request).name, lambda path: absolute(request, path))
    return feed_answer(feed)
