from django.urls import path

from coalitions.desk import views

urlpatterns = [
    path("", views.home, name="home"),
    path("mijn/", views.mine, name="mine"),
    path("bureau/", views.bureau, name="bureau"),
    path("lijnen/<slug:slug>/", views.line_detail, name="line_detail"),
    path("coalities/<slug:slug>/werk/startpakket/", views.starter_pack, name="starter_pack"),
]
