from django.urls import path

from coalitions.themes.views import ballots, ideas, merging, results, rounds, talk, themes

LIST = "themas/<slug:school_year>/"

urlpatterns = [
    path("doe-mee/idee/", ideas.idea_new, name="idea_new"),
    path("doe-mee/idee/<str:token>/", ideas.idea_confirm, name="idea_confirm"),
    path("bureau/aanmeldingen/ideeen/", ideas.idea_list, name="idea_list"),
    path(
        "bureau/aanmeldingen/ideeen/<int:pk>/voorstellen/", ideas.idea_propose, name="idea_propose"
    ),
    path(
        "bureau/aanmeldingen/ideeen/<int:pk>/terzijde/",
        ideas.idea_set_aside,
        name="idea_set_aside",
    ),
    path("bureau/aanmeldingen/ideeen/<int:pk>/terug/", ideas.idea_take_back, name="idea_take_back"),
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
    path(LIST + "lijkt-op/", themes.theme_alike, name="theme_alike"),
    path(LIST + "conferentie/", themes.theme_jot, name="theme_jot"),
    path(LIST + "conferentie/ongedaan/", themes.theme_unjot, name="theme_unjot"),
    path(LIST + "vergelijken/", merging.theme_compare, name="theme_compare"),
    path(LIST + "samenvoegen/", merging.theme_merge, name="theme_merge"),
    path(LIST + "<int:pk>/", themes.theme_detail, name="theme_detail"),
    path(LIST + "<int:pk>/terugzetten/", themes.theme_restore, name="theme_restore"),
    path(LIST + "<int:pk>/eerder-werk/", themes.theme_check, name="theme_check"),
    path(LIST + "<int:pk>/losmaken/", merging.theme_unmerge, name="theme_unmerge"),
    path(LIST + "<int:pk>/splitsen/", merging.theme_split, name="theme_split"),
    path(LIST + "<int:pk>/bijeen/", merging.theme_unsplit, name="theme_unsplit"),
    path(LIST + "<int:pk>/steunen/", talk.theme_support, name="theme_support"),
    path(LIST + "<int:pk>/steun-intrekken/", talk.theme_unsupport, name="theme_unsupport"),
    path(LIST + "<int:pk>/reageren/", talk.comment_new, name="comment_new"),
    path(LIST + "reacties/<int:pk>/intrekken/", talk.comment_withdraw, name="comment_withdraw"),
    path(LIST + "reacties/<int:pk>/terugzetten/", talk.comment_restore, name="comment_restore"),
    path(LIST + "reacties/<int:pk>/verbergen/", talk.comment_hide, name="comment_hide"),
    path(LIST + "reacties/<int:pk>/tonen/", talk.comment_show, name="comment_show"),
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
    path("themas/<slug:school_year>/besluit/", results.decision_edit, name="decision_edit"),
]
