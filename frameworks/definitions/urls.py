from django.urls import path

from frameworks.definitions import views

urlpatterns = [
    path("raamwerken/", views.framework_list, name="framework_list"),
    path("raamwerken/inlezen/", views.framework_import, name="framework_import"),
    path("raamwerken/<slug:slug>/", views.framework_detail, name="framework_detail"),
    path("raamwerken/<slug:slug>/concept/", views.framework_draft, name="framework_draft"),
    path("raamwerken/<slug:slug>/publiceren/", views.framework_publish, name="framework_publish"),
]
