from django.urls import path

from coalitions.members import views

urlpatterns = [
    path("doe-mee/interesse/", views.interest_new, name="interest_new"),
    path("doe-mee/interesse/<str:token>/", views.interest_confirm, name="interest_confirm"),
    path("bureau/aanmeldingen/", views.signup_list, name="signup_list"),
    path("bureau/aanmeldingen/belangstelling/", views.interest_list, name="interest_list"),
]
