from django.urls import path

from coalitions.desk import institutions, lists, network, views

urlpatterns = [
    path("", views.home, name="home"),
    path("mijn/", views.mine, name="mine"),
    path("bureau/", views.bureau, name="bureau"),
    path("bureau/netwerk/", network.network_report, name="network_report"),
    path("bureau/netwerk.xlsx", network.network_file, name="network_file"),
    path("instellingen/", institutions.institution_list, name="institution_list"),
    path("instellingen/<slug:slug>/", institutions.institution_detail, name="institution_detail"),
    path("bureau/lijsten/", lists.reference_index, name="reference_index"),
    path("bureau/lijsten/<slug:list>/", lists.reference_list, name="reference_list"),
    path("bureau/lijsten/<slug:list>/nieuw/", lists.reference_new, name="reference_new"),
    path("bureau/lijsten/<slug:list>/<int:pk>/", lists.reference_edit, name="reference_edit"),
    path(
        "bureau/lijsten/<slug:list>/<int:pk>/sluiten/",
        lists.reference_close,
        name="reference_close",
    ),
    path(
        "bureau/lijsten/<slug:list>/<int:pk>/openen/", lists.reference_open, name="reference_open"
    ),
    path(
        "bureau/lijsten/<slug:list>/<int:pk>/verwijderen/",
        lists.reference_delete,
        name="reference_delete",
    ),
    path(
        "bureau/lijsten/instellingen/<int:pk>/samenvoegen/",
        lists.institution_merge,
        name="institution_merge",
    ),
    path("lijnen/<slug:slug>/", views.line_detail, name="line_detail"),
    path("coalities/<slug:slug>/werk/startpakket/", views.starter_pack, name="starter_pack"),
]
