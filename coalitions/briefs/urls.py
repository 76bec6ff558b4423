from django.urls import path

from coalitions.briefs import views

urlpatterns = [
    path("coalities/", views.coalition_list, name="coalition_list"),
    path("coalities/<slug:slug>/", views.coalition_detail, name="coalition_detail"),
    path("coalities/<slug:slug>/werk/opdracht/", views.brief_detail, name="brief_detail"),
    path("coalities/<slug:slug>/werk/opdracht/teksten/", views.brief_edit, name="brief_edit"),
    path(
        "coalities/<slug:slug>/werk/opdracht/<slug:part>/",
        views.brief_lines_edit,
        name="brief_lines_edit",
    ),
    path("themas/<slug:school_year>/afspraken/", views.round_terms_edit, name="round_terms_edit"),
    path("themas/<slug:school_year>/besluit/", views.decision_edit, name="decision_edit"),
    path("themas/<slug:school_year>/bevestigen/", views.decision_confirm, name="decision_confirm"),
    path("themas/<slug:school_year>/terugsturen/", views.decision_return, name="decision_return"),
    path("themas/<slug:school_year>/memo/", views.round_memo, name="round_memo"),
    path("themas/<slug:school_year>/memo.pdf", views.round_memo_pdf, name="round_memo_pdf"),
    path("themas/<slug:school_year>/memo/nieuw/", views.memo_new, name="memo_new"),
    path("memos/<int:pk>/", views.memo_detail, name="memo_detail"),
    path("memos/<int:pk>/memo.pdf", views.memo_pdf, name="memo_pdf"),
    path("memos/<int:pk>/memo.docx", views.memo_docx, name="memo_docx"),
    path("memos/<int:pk>/wijzigen/", views.memo_edit, name="memo_edit"),
    path("memos/<int:pk>/versturen/", views.memo_send, name="memo_send"),
    path("memos/<int:pk>/weggooien/", views.memo_drop, name="memo_drop"),
]
