from django.urls import path

from coalitions.themes.views import ballots, course, meetings, results, rounds, themes

urlpatterns = [
    path("doe-mee/idee/", themes.idea_new, name="idea_new"),
    path("doe-mee/idee/<str:token>/", themes.idea_confirm, name="idea_confirm"),
    path("bureau/aanmeldingen/ideeen/", themes.idea_list, name="idea_list"),
    path("themas/", rounds.round_list, name="round_list"),
    path("themas/nieuw/", rounds.round_new, name="round_new"),
    path("themas/<slug:school_year>/", rounds.round_detail, name="round_detail"),
    path("themas/<slug:school_year>/instellen/", rounds.round_edit, name="round_edit"),
    path("themas/<slug:school_year>/openen/", rounds.round_open, name="round_open"),
    path("themas/<slug:school_year>/bijeenkomst/", meetings.meeting_detail, name="meeting_detail"),
    path(
        "themas/<slug:school_year>/bijeenkomst/plannen/",
        meetings.meeting_edit,
        name="meeting_edit",
    ),
    path(
        "themas/<slug:school_year>/bijeenkomst/afzeggen/",
        meetings.meeting_cancel,
        name="meeting_cancel",
    ),
    path(
        "themas/<slug:school_year>/bijeenkomst/uitnodigen/",
        meetings.meeting_invite,
        name="meeting_invite",
    ),
    path(
        "themas/<slug:school_year>/bijeenkomst/uitkomst/",
        meetings.meeting_outcome,
        name="meeting_outcome",
    ),
    path(
        "themas/<slug:school_year>/bijeenkomst/antwoord/",
        meetings.meeting_reply,
        name="meeting_reply",
    ),
    path("ambassadeurs/uitnodiging/<str:token>/", meetings.meeting_answer, name="meeting_answer"),
    path("ambassadeurs/agenda/<str:token>.ics", meetings.meeting_calendar, name="meeting_calendar"),
    path("themas/<slug:school_year>/zaal/", meetings.room_count_edit, name="room_count_edit"),
    path("themas/<slug:school_year>/regels/", course.round_rules, name="round_rules"),
    path("themas/<slug:school_year>/verlengen/", course.vote_extend, name="vote_extend"),
    path("themas/<slug:school_year>/afblazen/", course.vote_cancel, name="vote_cancel"),
    path("themas/<slug:school_year>/opnieuw/", course.vote_repeat, name="vote_repeat"),
    path("themas/<slug:school_year>/stemlijst/", course.roll_detail, name="roll_detail"),
    path(
        "themas/<slug:school_year>/stemlijst/<slug:institution>/afmelden/",
        course.roll_leave,
        name="roll_leave",
    ),
    path(
        "themas/<slug:school_year>/stemlijst/<slug:institution>/plaatsvervanger/",
        course.voter_new,
        name="voter_new",
    ),
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
]
