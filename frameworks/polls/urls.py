from django.urls import path

from frameworks.polls import views

urlpatterns = [
    path("p/<str:token>/", views.poll_answer, name="poll_answer"),
    path("p/<str:token>/bedankt/", views.poll_thanks, name="poll_thanks"),
]
