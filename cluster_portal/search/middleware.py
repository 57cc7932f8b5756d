"""After a change has been made through a page, the index learns of it before the answer goes out."""

from cluster_portal.search.index import catch_up

_SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


class SearchIndexMiddleware:
    """Bring the index up to date after each request that may have changed something.

    Changes of other ways, by commands or in the database itself, are caught up with by the next question, and so are
    these where somebody else is just writing: what was saved is saved.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method not in _SAFE:
            catch_up()
        return response
