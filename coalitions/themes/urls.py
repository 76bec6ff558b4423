from django.urls import path

from coalitions.themes.views import ballots, results, rounds, themes

urlpatterns = [
    path("doe-mee/idee/", themes.idea_new, name="idea_new"),
    path("doe-mee/idee/<str:token>/", themes.idea_confirm, name="idea_confirm"),
    path("bureau/aanmeldingen/ideeen/", themes.idea_list, name="idea_list"),
    path("themas/", rounds.round_list, name="round_list"),
    path("themas/nieuw/", rounds.round_new, name="round_new"),
    path("themas/<slug:school_year>/", rounds.round_detail, name="round_detail"),
    path("themas/<slug:school_year>/instellen/", rounds.round_edit, name="round_edit"),
    path("themas/<slug:school_year>/openen/", rounds.round_open, name="round_open"),
    path("themas/<slug:school_year>/voorstellen/", themes.theme_new, name="theme_new"),
    path("themas/<slug:school_year>/voorstellen/<int:pk>/", themes.theme_edit, name="theme_edit"),
    path(
        "themas/<slug:school_year>/voorstellen/<int:pk>/intrekken/",
        themes.theme_withdraw,
        name="theme_withdraw",
    ),
    path(
        "themas/<slug:school_year>/stemmen/<slug:institution>/",
        ballots.ballot_edit,
        name="ballot_edit",
    ),
    path(
        "themas/<slug:school_year>/stemmen/<slug:institution>/ontvangst/",
        ballots.ballot_receipt,
        name="ballot_receipt",
    ),
    path(
        "themas/<slug:school_year>/stemmen/<slug:institution>/intrekken/",
        ballots.ballot_withdraw,
        name="ballot_withdraw",
    ),
    path("themas/<slug:school_year>/opkomst/", ballots.turnout_detail, name="turnout_detail"),
    path(
        "themas/<slug:school_year>/opkomst/herinneren/",
        ballots.turnout_remind,
        name="turnout_remind",
    ),
    path("themas/<slug:school_year>/uitslag/", results.result_detail, name="result_detail"),
    path("themas/<slug:school_year>/uitslag/stemmen/", results.ballot_list, name="ballot_list"),
    path("themas/<slug:school_year>/uitslag/stemmen.json", results.ballot_json, name="ballot_json"),
    path("themas/<slug:school_year>/uitslag/stemmen.blt", results.ballot_blt, name="ballot_blt"),
    path("themas/<slug:school_year>/besluit/", results.decision_edit, name="decision_edit"),
]
