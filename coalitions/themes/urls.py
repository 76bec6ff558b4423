from django.urls import path

from coalitions.themes import views

urlpatterns = [
    path("doe-mee/idee/", views.idea_new, name="idea_new"),
    path("doe-mee/idee/<str:token>/", views.idea_confirm, name="idea_confirm"),
    path("bureau/aanmeldingen/ideeen/", views.idea_list, name="idea_list"),
    path("themas/", views.round_list, name="round_list"),
    path("themas/nieuw/", views.round_new, name="round_new"),
    path("themas/<slug:school_year>/", views.round_detail, name="round_detail"),
    path("themas/<slug:school_year>/instellen/", views.round_edit, name="round_edit"),
    path("themas/<slug:school_year>/openen/", views.round_open, name="round_open"),
    path("themas/<slug:school_year>/voorstellen/", views.theme_new, name="theme_new"),
    path("themas/<slug:school_year>/voorstellen/<int:pk>/", views.theme_edit, name="theme_edit"),
    path(
        "themas/<slug:school_year>/voorstellen/<int:pk>/intrekken/",
        views.theme_withdraw,
        name="theme_withdraw",
    ),
    path(
        "themas/<slug:school_year>/stemmen/<slug:institution>/",
        views.ballot_edit,
        name="ballot_edit",
    ),
    path(
        "themas/<slug:school_year>/stemmen/<slug:institution>/ontvangst/",
        views.ballot_receipt,
        name="ballot_receipt",
    ),
    path(
        "themas/<slug:school_year>/stemmen/<slug:institution>/intrekken/",
        views.ballot_withdraw,
        name="ballot_withdraw",
    ),
    path("themas/<slug:school_year>/opkomst/", views.turnout_detail, name="turnout_detail"),
    path(
        "themas/<slug:school_year>/opkomst/herinneren/",
        views.turnout_remind,
        name="turnout_remind",
    ),
    path("themas/<slug:school_year>/uitslag/", views.result_detail, name="result_detail"),
    path("themas/<slug:school_year>/besluit/", views.decision_edit, name="decision_edit"),
]
