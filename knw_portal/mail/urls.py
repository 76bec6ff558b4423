from django.urls import path

from knw_portal.mail import views

urlpatterns = [
    path("", views.mail_list, name="mail_list"),
    path("<int:pk>/", views.mail_detail, name="mail_detail"),
    path("<int:pk>/tegenhouden/", views.mail_hold, name="mail_hold"),
    path("<int:pk>/opnieuw/", views.mail_retry, name="mail_retry"),
    path("gepland/<int:pk>/", views.reminder_detail, name="reminder_detail"),
    path("gepland/<int:pk>/tegenhouden/", views.reminder_hold, name="reminder_hold"),
    path("gepland/<int:pk>/vrijgeven/", views.reminder_release, name="reminder_release"),
]
