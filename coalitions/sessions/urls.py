from django.urls import path

from coalitions.sessions import views

SESSIONS = "coalities/<slug:slug>/werk/bijeenkomsten/"
ONE = SESSIONS + "<int:pk>/"

urlpatterns = [
    path(SESSIONS, views.session_list, name="session_list"),
    path(SESSIONS + "nieuw/", views.session_new, name="session_new"),
    path(ONE, views.session_detail, name="session_detail"),
    path(ONE + "wijzigen/", views.session_edit, name="session_edit"),
    path(ONE + "afzeggen/", views.session_cancel, name="session_cancel"),
    path(ONE + "agenda/", views.session_agenda, name="session_agenda"),
    path(ONE + "antwoord/", views.session_answer, name="session_answer"),
    path(ONE + "bijeenkomst.ics", views.session_calendar, name="session_calendar"),
    path(ONE + "aanwezig/", views.session_presence, name="session_presence"),
    path(ONE + "verslag/", views.session_minutes, name="session_minutes"),
    path(ONE + "verslag/publiceren/", views.session_publish, name="session_publish"),
    path(ONE + "acties/nieuw/", views.session_action, name="session_action"),
    path("acties/<int:pk>/gedaan/", views.action_done, name="action_done"),
    path("acties/<int:pk>/heropenen/", views.action_reopen, name="action_reopen"),
    path("uitnodiging/<str:token>/", views.attendance_answer, name="attendance_answer"),
    path("agenda/<str:token>.ics", views.attendance_calendar, name="attendance_calendar"),
]
