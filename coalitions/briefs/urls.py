from django.urls import path

from coalitions.briefs.views import (
    briefs,
    coalitions,
    consultations,
    decisions,
    memos,
    milestones,
    phases,
    terms,
)

urlpatterns = [
    path("coalities/", coalitions.coalition_list, name="coalition_list"),
    path("coalities/<slug:slug>/", coalitions.coalition_detail, name="coalition_detail"),
    path("coalities/<slug:slug>/werk/opdracht/", briefs.brief_detail, name="brief_detail"),
    path("coalities/<slug:slug>/werk/opdracht/teksten/", briefs.brief_edit, name="brief_edit"),
    path(
        "coalities/<slug:slug>/werk/opdracht/<slug:part>/",
        briefs.brief_lines_edit,
        name="brief_lines_edit",
    ),
    path("coalities/<slug:slug>/opmerkingen/", consultations.comment_list, name="comment_list"),
    path(
        "coalities/<slug:slug>/opmerkingen/openen/",
        consultations.consultation_open,
        name="consultation_open",
    ),
    path(
        "coalities/<slug:slug>/opmerkingen/wijzigen/",
        consultations.consultation_edit,
        name="consultation_edit",
    ),
    path(
        "coalities/<slug:slug>/opmerkingen/sluiten/",
        consultations.consultation_close,
        name="consultation_close",
    ),
    path(
        "coalities/<slug:slug>/opmerkingen/<int:pk>/antwoord/",
        consultations.comment_answer,
        name="comment_answer",
    ),
    path(
        "coalities/<slug:slug>/opmerkingen/<int:pk>/terugnemen/",
        consultations.comment_drop,
        name="comment_drop",
    ),
    path(
        "coalities/<slug:slug>/opmerkingen/over/<slug:section>/",
        consultations.comment_new,
        name="comment_new",
    ),
    path("coalities/<slug:slug>/versies/", consultations.version_list, name="version_list"),
    path(
        "coalities/<slug:slug>/versies/<int:number>/",
        consultations.version_detail,
        name="version_detail",
    ),
    path(
        "coalities/<slug:slug>/versies/<int:number>/verschil/",
        consultations.version_compare,
        name="version_compare",
    ),
    path("coalities/<slug:slug>/werk/fase/", phases.phase_detail, name="phase_detail"),
    path(
        "coalities/<slug:slug>/werk/fase/publiceren/",
        phases.coalition_publish,
        name="coalition_publish",
    ),
    path(
        "coalities/<slug:slug>/werk/fase/intrekken/",
        phases.coalition_unpublish,
        name="coalition_unpublish",
    ),
    path("coalities/<slug:slug>/werk/fase/<slug:phase>/", phases.phase_move, name="phase_move"),
    path(
        "coalities/<slug:slug>/werk/mijlpalen/<int:pk>/gedaan/",
        milestones.milestone_done,
        name="milestone_done",
    ),
    path(
        "coalities/<slug:slug>/werk/mijlpalen/<int:pk>/weer-open/",
        milestones.milestone_reopen,
        name="milestone_reopen",
    ),
    path("themas/<slug:school_year>/afspraken/", terms.round_terms_edit, name="round_terms_edit"),
    path("themas/<slug:school_year>/besluit/", decisions.decision_edit, name="decision_edit"),
    path(
        "themas/<slug:school_year>/bevestigen/", decisions.decision_confirm, name="decision_confirm"
    ),
    path(
        "themas/<slug:school_year>/terugsturen/", decisions.decision_return, name="decision_return"
    ),
    path("themas/<slug:school_year>/memo/", memos.round_memo, name="round_memo"),
    path("themas/<slug:school_year>/memo.pdf", memos.round_memo_pdf, name="round_memo_pdf"),
    path("themas/<slug:school_year>/memo/nieuw/", memos.memo_new, name="memo_new"),
    path("memos/<int:pk>/", memos.memo_detail, name="memo_detail"),
    path("memos/<int:pk>/memo.pdf", memos.memo_pdf, name="memo_pdf"),
    path("memos/<int:pk>/memo.docx", memos.memo_docx, name="memo_docx"),
    path("memos/<int:pk>/wijzigen/", memos.memo_edit, name="memo_edit"),
    path("memos/<int:pk>/versturen/", memos.memo_send, name="memo_send"),
    path("memos/<int:pk>/proef/", memos.memo_try, name="memo_try"),
    path("memos/<int:pk>/weggooien/", memos.memo_drop, name="memo_drop"),
]
