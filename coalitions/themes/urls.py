from django.urls import path

from coalitions.themes import views

urlpatterns = [
    path("themas/", views.round_list, name="round_list"),
    path("themas/<slug:school_year>/", views.round_detail, name="round_detail"),
]
