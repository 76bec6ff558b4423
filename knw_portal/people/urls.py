from django.urls import path

from knw_portal.people import bureau_views, views

urlpatterns = [
    path("inloggen/", views.account_login, name="account_login"),
    path("inloggen/code/", views.account_confirm_login_code, name="account_confirm_login_code"),
    path("inloggen/wachtwoord/", views.password_sign_in, name="password_sign_in"),
    path("inloggen/oefenen/", views.demo_sign_in, name="demo_sign_in"),
    path("uitloggen/", views.account_logout, name="account_logout"),
    path("mijn/gegevens/", views.profile, name="profile"),
    path("mijn/gegevens/downloaden/", views.profile_export, name="profile_export"),
    path("mijn/wachtwoord/", views.password_edit, name="password_edit"),
    path("mijn/rol/", views.role_switch, name="role_switch"),
    path("doe-mee/", views.join, name="join"),
    path("doe-mee/bijna-klaar/", views.join_mailed, name="join_mailed"),
    path("doe-mee/ambassadeur/", views.ambassador_new, name="ambassador_new"),
    path(
        "doe-mee/ambassadeur/<str:token>/",
        views.ambassador_confirm,
        name="ambassador_confirm",
    ),
    path("bureau/mensen/", bureau_views.person_list, name="person_list"),
    path("bureau/mensen/nieuw/", bureau_views.person_new, name="person_new"),
    path("bureau/mensen/<int:pk>/", bureau_views.person_detail, name="person_detail"),
    path("bureau/mensen/<int:pk>/rol/", bureau_views.role_add, name="role_add"),
    path(
        "bureau/mensen/<int:pk>/rol/<int:role_pk>/beeindigen/",
        bureau_views.role_end,
        name="role_end",
    ),
    path("bureau/mensen/<int:pk>/sluiten/", bureau_views.person_disable, name="person_disable"),
    path("bureau/mensen/<int:pk>/openen/", bureau_views.person_enable, name="person_enable"),
    path("bureau/mensen/<int:pk>/wissen/", bureau_views.person_erase, name="person_erase"),
    path(
        "bureau/mensen/<int:pk>/uitnodiging/",
        bureau_views.invitation_resend,
        name="invitation_resend",
    ),
    path(
        "bureau/mensen/<int:pk>/uitnodiging/intrekken/",
        bureau_views.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path(
        "bureau/aanmeldingen/<int:pk>/toelaten/",
        bureau_views.ambassador_approve,
        name="ambassador_approve",
    ),
    path(
        "bureau/aanmeldingen/<int:pk>/afwijzen/",
        bureau_views.ambassador_decline,
        name="ambassador_decline",
    ),
]
