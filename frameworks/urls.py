"""The rooms' addresses; a table of contents."""

from django.urls import include, path

urlpatterns = [
    path("", include("frameworks.definitions.urls")),
    path("", include("frameworks.polls.urls")),
    path("", include("frameworks.teams.urls")),
    path("", include("frameworks.reports.urls")),
]
