"""Every address of the portal."""

from django.urls import include, path

from knw_portal import views

handler500 = "knw_portal.views.server_error"

urlpatterns = [
    path("privacy/", views.privacy, name="privacy"),
    path("toegankelijkheid/", views.accessibility, name="accessibility"),
    path("stijl/", views.style, name="style"),
    path("gezondheid/", views.health, name="health"),
    path("robots.txt", views.robots_txt, name="robots_txt"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("bureau/post/", include("knw_portal.mail.urls")),
    path("", include("knw_portal.people.urls")),
    path("", include("frameworks.urls")),
    path("", include("coalitions.urls")),
]
