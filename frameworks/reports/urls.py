from django.urls import path

from frameworks.reports import views

urlpatterns = [
    path("gesprekken/<int:pk>/verslag/", views.conversation_report, name="conversation_report"),
    path("gesprekken/<int:pk>/verslag.pdf", views.conversation_pdf, name="conversation_pdf"),
]
