from django.urls import path

from coalitions.themes import views

urlpatterns = [
    path("doe-mee/idee/", views.idea_new, name="idea_new"),
    path("doe-mee/idee/<str:token>/", views.idea_confirm, name="idea_confirm"),
    path("bureau/aanmeldingen/ideeen/", views.idea_list, name="idea_list"),
    path("themas/", views.round_list, name="round_list"),
    path("themas/<slug:school_year>/", views.round_detail, name="round_detail"),
]
