"""What LINE's servers and friends' phones fetch: the pictures that stand in messages. Open to anybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from enishi.content.services.uploads import open_upload

_YEAR = 365 * 24 * 3600


@require_safe
def uploaded_picture(request: HttpRequest, name: str) -> HttpResponse:
    """One picture. A name is given to one picture only, so it may be kept for good."""
    opened = open_upload(name)
    if opened is None:
        raise Http404
    response = HttpResponse(opened.content, content_type=opened.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    return response
