from django.urls import path

from coalitions.desk import views

urlpatterns = [
    path("", views.home, name="home"),
    path("mijn/", views.mine, name="mine"),
    path("bureau/", views.bureau, name="bureau"),
]
