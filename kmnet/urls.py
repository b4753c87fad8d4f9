"""The site's table of contents. Addresses are printed in books and on posters: they stay."""

from django.contrib import admin
from django.urls import include, path

from kmnet import views

urlpatterns = [
    path("", include("stories.urls")),
    path("", include("members.urls")),
    path("", include("villages.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]

handler400 = "django.views.defaults.bad_request"
handler403 = "django.views.defaults.permission_denied"
handler404 = "django.views.defaults.page_not_found"
handler500 = "kmnet.views.server_error"
