from django.urls import path

from frameworks.teams.views import conversations, team_polls, trajectories

urlpatterns = [
    path("trajecten/", trajectories.trajectory_list, name="trajectory_list"),
    path("trajecten/nieuw/", trajectories.trajectory_new, name="trajectory_new"),
    path("trajecten/<int:pk>/", trajectories.trajectory_detail, name="trajectory_detail"),
    path("trajecten/<int:pk>/meedoen/<str:token>/", trajectories.team_join, name="team_join"),
    path("trajecten/<int:pk>/link/", trajectories.invitation_renew, name="invitation_renew"),
    path(
        "trajecten/<int:pk>/gesprek/<slug:moment>/",
        conversations.conversation_open,
        name="conversation_open",
    ),
    path("gesprekken/<int:pk>/", conversations.conversation_detail, name="conversation_detail"),
    path("gesprekken/<int:pk>/bewaren/", conversations.conversation_save, name="conversation_save"),
    path(
        "gesprekken/<int:pk>/antwoord/<slug:code>/", conversations.answer_save, name="answer_save"
    ),
    path(
        "gesprekken/<int:pk>/sluiten/", conversations.conversation_close, name="conversation_close"
    ),
    path("gesprekken/<int:pk>/peiling/", team_polls.poll_list, name="poll_list"),
    path("gesprekken/<int:pk>/peiling/nieuw/", team_polls.poll_new, name="poll_new"),
    path("gesprekken/<int:pk>/peiling/kaart/", team_polls.poll_card, name="poll_card"),
    path("gesprekken/<int:pk>/peiling/kaart.pdf", team_polls.poll_card_pdf, name="poll_card_pdf"),
    path("gesprekken/<int:pk>/peiling/<int:number>/", team_polls.poll_detail, name="poll_detail"),
    path(
        "gesprekken/<int:pk>/peiling/<int:number>/openen/", team_polls.poll_open, name="poll_open"
    ),
    path(
        "gesprekken/<int:pk>/peiling/<int:number>/sluiten/",
        team_polls.poll_close,
        name="poll_close",
    ),
    path("gesprekken/<int:pk>/peiling/<int:number>/weg/", team_polls.poll_drop, name="poll_drop"),
    path(
        "gesprekken/<int:pk>/peiling/<int:number>/poster/",
        team_polls.poll_poster,
        name="poll_poster",
    ),
    path(
        "gesprekken/<int:pk>/peiling/<int:number>/uitslag/",
        team_polls.poll_result,
        name="poll_result",
    ),
    path(
        "gesprekken/<int:pk>/peiling/<int:number>/uitslag.pdf",
        team_polls.poll_pdf,
        name="poll_pdf",
    ),
    path(
        "gesprekken/<int:pk>/peiling/<int:number>/teksten/",
        team_polls.poll_texts,
        name="poll_texts",
    ),
    path(
        "gesprekken/<int:pk>/peiling/<int:number>/teksten/<uuid:text>/",
        team_polls.poll_text,
        name="poll_text",
    ),
]
