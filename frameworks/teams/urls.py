from django.urls import path

from frameworks.teams.views import answers, conversations, joining, trajectories

urlpatterns = [
    path("trajecten/", trajectories.trajectory_list, name="trajectory_list"),
    path("trajecten/nieuw/", trajectories.trajectory_new, name="trajectory_new"),
    path("trajecten/<int:pk>/", trajectories.trajectory_detail, name="trajectory_detail"),
    path("trajecten/<int:pk>/meedoen/<str:token>/", joining.team_join, name="team_join"),
    path("trajecten/<int:pk>/link/", joining.invitation_renew, name="invitation_renew"),
    path(
        "trajecten/<int:pk>/gasten/<int:number>/weg/",
        joining.team_guest_remove,
        name="team_guest_remove",
    ),
    path("gast/", joining.team_guest_detail, name="team_guest_detail"),
    path("gast/gegevens/", joining.team_guest_export, name="team_guest_export"),
    path("gast/account/", joining.team_guest_account, name="team_guest_account"),
    path("gast/stoppen/", joining.team_guest_stop, name="team_guest_stop"),
    path("gast/<str:token>/", joining.team_guest_return, name="team_guest_return"),
    path(
        "trajecten/<int:pk>/gesprek/<slug:moment>/",
        conversations.conversation_open,
        name="conversation_open",
    ),
    path("gesprekken/<int:pk>/", conversations.conversation_detail, name="conversation_detail"),
    path("gesprekken/<int:pk>/bewaren/", conversations.conversation_save, name="conversation_save"),
    path("gesprekken/<int:pk>/nu/", answers.conversation_live, name="conversation_live"),
    path("gesprekken/<int:pk>/antwoord/<slug:code>/", answers.answer_save, name="answer_save"),
    path(
        "gesprekken/<int:pk>/antwoord/<slug:code>/geschiedenis/",
        answers.answer_history,
        name="answer_history",
    ),
    path(
        "gesprekken/<int:pk>/antwoord/<slug:code>/geschiedenis/<int:number>/terug/",
        answers.answer_restore,
        name="answer_restore",
    ),
    path(
        "gesprekken/<int:pk>/sluiten/", conversations.conversation_close, name="conversation_close"
    ),
]
