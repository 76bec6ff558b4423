from django.urls import path

from frameworks.teams.views import conversations, questions, trajectories

urlpatterns = [
    path("trajecten/", trajectories.trajectory_list, name="trajectory_list"),
    path("trajecten/nieuw/", trajectories.trajectory_new, name="trajectory_new"),
    path("trajecten/<int:pk>/", trajectories.trajectory_detail, name="trajectory_detail"),
    path("trajecten/<int:pk>/meedoen/<str:token>/", trajectories.team_join, name="team_join"),
    path("trajecten/<int:pk>/link/", trajectories.invitation_renew, name="invitation_renew"),
    path(
        "trajecten/<int:pk>/vragen/<slug:moment>/",
        questions.questions_choose,
        name="questions_choose",
    ),
    path("trajecten/<int:pk>/vragen/<slug:moment>/tien/", questions.ten_pick, name="ten_pick"),
    path("trajecten/<int:pk>/vragen/<slug:moment>/alle/", questions.ten_drop, name="ten_drop"),
    path(
        "trajecten/<int:pk>/eigen-vragen/nieuw/",
        questions.own_question_new,
        name="own_question_new",
    ),
    path(
        "trajecten/<int:pk>/eigen-vragen/<int:number>/",
        questions.own_question_edit,
        name="own_question_edit",
    ),
    path(
        "trajecten/<int:pk>/eigen-vragen/<int:number>/weg/",
        questions.own_question_withdraw,
        name="own_question_withdraw",
    ),
    path(
        "trajecten/<int:pk>/eigen-vragen/<int:number>/terug/",
        questions.own_question_restore,
        name="own_question_restore",
    ),
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
]
