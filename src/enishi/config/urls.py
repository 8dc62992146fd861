from django.urls import path

from enishi.config.api import api
from enishi.config.health import front_page, healthz, readyz
from enishi.config.metrics import metrics

urlpatterns = [
    path("api/v1/", api.urls),
    path("", front_page),
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
]

handler400 = "enishi.config.problems.bad_request"
handler403 = "enishi.config.problems.permission_denied"
handler404 = "enishi.config.problems.page_not_found"
handler500 = "enishi.config.problems.server_error"
