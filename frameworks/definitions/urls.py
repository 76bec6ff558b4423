from django.urls import path

from frameworks.definitions import views

urlpatterns = [
    path("raamwerken/", views.framework_list, name="framework_list"),
    path("raamwerken/inlezen/", views.framework_import, name="framework_import"),
    path("raamwerken/<slug:slug>/", views.framework_detail, name="framework_detail"),
    path("raamwerken/<slug:slug>/concept/", views.framework_draft, name="framework_draft"),
    path(
        "raamwerken/<slug:slug>/concept/bestand.<slug:kind>",
        views.framework_draft_file,
        name="framework_draft_file",
    ),
    path("raamwerken/<slug:slug>/publiceren/", views.framework_publish, name="framework_publish"),
    path("raamwerken/<slug:slug>/nieuwe-versie/", views.framework_renew, name="framework_renew"),
    path(
        "raamwerken/<slug:slug>/versies/<int:number>/",
        views.framework_version,
        name="framework_version",
    ),
    path(
        "raamwerken/<slug:slug>/versies/<int:number>/bestand.<slug:kind>",
        views.framework_file,
        name="framework_file",
    ),
    path(
        "raamwerken/<slug:slug>/versies/<int:number>/papier/",
        views.framework_paper,
        name="framework_paper",
    ),
    path(
        "raamwerken/<slug:slug>/versies/<int:number>/papier.pdf",
        views.framework_paper_pdf,
        name="framework_paper_pdf",
    ),
    path(
        "raamwerken/<slug:slug>/versies/<int:number>/verbeteren/<slug:code>/",
        views.framework_mend,
        name="framework_mend",
    ),
    path(
        "raamwerken/<slug:slug>/versies/<int:number>/intrekken/",
        views.framework_withdraw,
        name="framework_withdraw",
    ),
]
