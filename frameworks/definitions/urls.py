from django.urls import path

from frameworks.definitions import (
    drafting_views,
    looking_views,
    question_views,
    remark_views,
    views,
)

DRAFT = "raamwerken/<slug:slug>/concept/"

urlpatterns = [
    path("raamwerken/", views.framework_list, name="framework_list"),
    path("raamwerken/inlezen/", views.framework_import, name="framework_import"),
    path("raamwerken/inzichten/", drafting_views.insight_edit, name="insight_edit"),
    path("raamwerken/nieuw/", drafting_views.framework_new, name="framework_new"),
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
    path(
        "raamwerken/<slug:slug>/versies/<int:number>/opmerkingen/",
        remark_views.remark_kept,
        name="remark_kept",
    ),
    path(f"{DRAFT}schrijven/", drafting_views.draft_write, name="draft_write"),
    path(f"{DRAFT}voor-wie/", drafting_views.draft_edit, name="draft_edit"),
    path(f"{DRAFT}onderdelen/", drafting_views.draft_section_new, name="draft_section_new"),
    path(
        f"{DRAFT}onderdelen/<slug:code>/",
        drafting_views.draft_section_edit,
        name="draft_section_edit",
    ),
    path(
        f"{DRAFT}onderdelen/<slug:code>/verplaatsen/",
        drafting_views.draft_section_move,
        name="draft_section_move",
    ),
    path(
        f"{DRAFT}onderdelen/<slug:code>/verwijderen/",
        drafting_views.draft_section_remove,
        name="draft_section_remove",
    ),
    path(
        f"{DRAFT}onderdelen/<slug:code>/vragen/",
        question_views.draft_question_new,
        name="draft_question_new",
    ),
    path(
        f"{DRAFT}vragen/<slug:code>/",
        question_views.draft_question_edit,
        name="draft_question_edit",
    ),
    path(
        f"{DRAFT}vragen/<slug:code>/soort/",
        question_views.draft_question_kind,
        name="draft_question_kind",
    ),
    path(
        f"{DRAFT}vragen/<slug:code>/voorwaarde/",
        question_views.draft_question_condition,
        name="draft_question_condition",
    ),
    path(
        f"{DRAFT}vragen/<slug:code>/altijd/",
        question_views.draft_question_always,
        name="draft_question_always",
    ),
    path(
        f"{DRAFT}vragen/<slug:code>/verplaatsen/",
        question_views.draft_question_move,
        name="draft_question_move",
    ),
    path(
        f"{DRAFT}vragen/<slug:code>/onderdeel/",
        question_views.draft_question_place,
        name="draft_question_place",
    ),
    path(
        f"{DRAFT}vragen/<slug:code>/verwijderen/",
        question_views.draft_question_remove,
        name="draft_question_remove",
    ),
    path(f"{DRAFT}zoals-een-team/", looking_views.draft_preview, name="draft_preview"),
    path(f"{DRAFT}als-peiling/", looking_views.draft_poll, name="draft_poll"),
    path(f"{DRAFT}proefrit/", looking_views.draft_trial, name="draft_trial"),
    path(f"{DRAFT}verschil/", looking_views.draft_changes, name="draft_changes"),
    path(f"{DRAFT}opmerkingen/", remark_views.remark_list, name="remark_list"),
    path(f"{DRAFT}opmerkingen/bij/<slug:place>/", remark_views.remark_new, name="remark_new"),
    path(
        f"{DRAFT}opmerkingen/<int:pk>/afgehandeld/",
        remark_views.remark_resolve,
        name="remark_resolve",
    ),
    path(
        f"{DRAFT}opmerkingen/<int:pk>/heropenen/",
        remark_views.remark_reopen,
        name="remark_reopen",
    ),
]
