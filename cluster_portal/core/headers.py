"""Response headers: what a browser may do with our pages, and who may keep a copy."""

from django.conf import settings
from django.utils.cache import patch_cache_control

# A shared cache may answer for a minute; a browser asks again each time and is told "not modified" (ETag).
SHARED_CACHE_SECONDS = 60


class HeadersMiddleware:
    """Send the permissions policy, and let shared caches keep what is the same for everyone.

    A response is the same for everyone if it is a plain page that neither read nor set a cookie.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        if "Cache-Control" not in response.headers:
            is_shared = (
                request.method in ("GET", "HEAD")
                and response.status_code in (200, 304)
                and not response.cookies
                and "cookie" not in response.get("Vary", "").lower()
            )
            if is_shared:
                patch_cache_control(response, public=True, max_age=0, s_maxage=SHARED_CACHE_SECONDS)
            else:
                patch_cache_control(response, private=True, no_cache=True)
        return response
