from django.urls import path

from coalitions.members import take_back_views, views

urlpatterns = [
    path("doe-mee/interesse/", views.interest_new, name="interest_new"),
    path("doe-mee/interesse/<str:token>/", views.interest_confirm, name="interest_confirm"),
    path("bureau/aanmeldingen/", views.signup_list, name="signup_list"),
    path("bureau/aanmeldingen/belangstelling/", views.interest_list, name="interest_list"),
    path(
        "bureau/aanmeldingen/belangstelling/<int:pk>/aanmelden/",
        views.interest_apply,
        name="interest_apply",
    ),
    path("coalities/<slug:slug>/aanmelden/", views.application_new, name="application_new"),
    path(
        "coalities/<slug:slug>/aanmelden/wijzigen/",
        views.application_edit,
        name="application_edit",
    ),
    path(
        "coalities/<slug:slug>/aanmelden/intrekken/",
        views.application_withdraw,
        name="application_withdraw",
    ),
    path("coalities/<slug:slug>/werk/leden/", views.member_list, name="member_list"),
    path(
        "coalities/<slug:slug>/werk/halen/", take_back_views.take_back_list, name="take_back_list"
    ),
    path(
        "coalities/<slug:slug>/werk/halen/nieuw/",
        take_back_views.take_back_new,
        name="take_back_new",
    ),
    path(
        "coalities/<slug:slug>/werk/halen/<int:pk>/weg/",
        take_back_views.take_back_drop,
        name="take_back_drop",
    ),
    path(
        "coalities/<slug:slug>/werk/leden/<int:pk>/plaatsen/",
        views.application_place,
        name="application_place",
    ),
    path(
        "coalities/<slug:slug>/werk/leden/<int:pk>/wachtlijst/",
        views.application_wait,
        name="application_wait",
    ),
    path(
        "coalities/<slug:slug>/werk/leden/<int:pk>/afwijzen/",
        views.application_decline,
        name="application_decline",
    ),
    path(
        "coalities/<slug:slug>/werk/leden/<int:pk>/terugdraaien/",
        views.application_undo,
        name="application_undo",
    ),
]
