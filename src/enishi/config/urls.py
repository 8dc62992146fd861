from django.urls import include, path, re_path

from enishi.config import pages
from enishi.config.api import api
from enishi.config.health import healthz, readyz
from enishi.config.metrics import metrics
from enishi.content.public_api import uploaded_picture

urlpatterns = [
    path("api/v1/", api.urls),
    path("_allauth/browser/v1/", include("enishi.accounts.signin.urls")),
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
    path(pages.REPORTS_PATH, pages.reports),
    path("assets/<str:name>", pages.asset),
    path("m/<str:name>", uploaded_picture),
    # Last: every other address is a screen of the app, but what programs call stays problem JSON.
    re_path(r"^(?!(?:api|_allauth|webhook|assets|m)(?:/|$))(?P<path>.*)$", pages.page),
]

handler400 = "enishi.config.problems.bad_request"
handler403 = "enishi.config.problems.permission_denied"
handler404 = "enishi.config.problems.page_not_found"
handler500 = "enishi.config.problems.server_error"
