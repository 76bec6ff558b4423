from django.urls import path

from frameworks.teams import views

urlpatterns = [
    path("trajecten/", views.trajectory_list, name="trajectory_list"),
    path("trajecten/nieuw/", views.trajectory_new, name="trajectory_new"),
    path("trajecten/<int:pk>/", views.trajectory_detail, name="trajectory_detail"),
    path("trajecten/<int:pk>/meedoen/<str:token>/", views.team_join, name="team_join"),
    path("trajecten/<int:pk>/link/", views.invitation_renew, name="invitation_renew"),
    path(
        "trajecten/<int:pk>/gesprek/<slug:moment>/",
        views.conversation_open,
        name="conversation_open",
    ),
    path("gesprekken/<int:pk>/", views.conversation_detail, name="conversation_detail"),
    path("gesprekken/<int:pk>/bewaren/", views.conversation_save, name="conversation_save"),
    path("gesprekken/<int:pk>/antwoord/<slug:code>/", views.answer_save, name="answer_save"),
    path("gesprekken/<int:pk>/sluiten/", views.conversation_close, name="conversation_close"),
]
