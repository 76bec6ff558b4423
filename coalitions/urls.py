"""The rooms' addresses; a table of contents."""

from django.urls import include, path

urlpatterns = [
    path("", include("coalitions.desk.urls")),
    path("", include("coalitions.members.urls")),
    path("", include("coalitions.briefs.urls")),
    path("", include("coalitions.sessions.urls")),
    path("", include("coalitions.outputs.urls")),
    path("", include("coalitions.themes.urls")),
]
