from django.urls import path

from frameworks.reports.views import (
    cards,
    conversations,
    feedback,
    role_scores,
    schools,
    sharing,
    trajectories,
    use,
)

urlpatterns = [
    path(
        "gesprekken/<int:pk>/verslag/",
        conversations.conversation_report,
        name="conversation_report",
    ),
    path(
        "gesprekken/<int:pk>/verslag.pdf", conversations.conversation_pdf, name="conversation_pdf"
    ),
    path(
        "gesprekken/<int:pk>/verslag.<slug:kind>",
        conversations.conversation_file,
        name="conversation_file",
    ),
    path("gesprekken/<int:pk>/delen/", sharing.sharing_edit, name="sharing_edit"),
    path("gesprekken/<int:pk>/delen/bevestigen/", sharing.sharing_confirm, name="sharing_confirm"),
    path("gesprekken/<int:pk>/terugkoppeling/", feedback.feedback_edit, name="feedback_edit"),
    path("gesprekken/<int:pk>/terugkoppeling/vraag/", feedback.objection_new, name="objection_new"),
    path("opmerkingen/<int:pk>/intrekken/", feedback.objection_withdraw, name="objection_withdraw"),
    path("trajecten/<int:pk>/verslag/", trajectories.trajectory_report, name="trajectory_report"),
    path(
        "trajecten/<int:pk>/verslag.<slug:kind>",
        trajectories.trajectory_file,
        name="trajectory_file",
    ),
    path("instellingen/teams/", schools.school_list, name="school_list"),
    path("instellingen/<slug:slug>/teams/", schools.school_teams, name="school_teams"),
    path(
        "instellingen/<slug:slug>/teams/<slug:framework>/",
        schools.school_framework,
        name="school_framework",
    ),
    path("instellingen/<slug:slug>/trajecten/<int:pk>/", schools.school_team, name="school_team"),
    path("instellingen/<slug:slug>/gesprekken/<int:pk>/", schools.school_talk, name="school_talk"),
    path("raamwerken/<slug:slug>/gebruik/", use.framework_use, name="framework_use"),
    path("raamwerken/<slug:slug>/gebruik/<int:pk>/", use.framework_talk, name="framework_talk"),
    path("raamwerken/<slug:slug>/helpt-het/", role_scores.role_score_edit, name="role_score_edit"),
    path(
        "raamwerken/<slug:slug>/helpt-het/weg/",
        role_scores.role_score_withdraw,
        name="role_score_withdraw",
    ),
    path("praktijkkaarten/", cards.card_list, name="card_list"),
    path("praktijkkaarten/nieuw/", cards.group_card_new, name="group_card_new"),
    path("praktijkkaarten/<int:pk>/bestanden/", cards.card_upload, name="card_upload"),
    path("praktijkkaarten/<int:pk>/bestanden/<int:number>/", cards.card_file, name="card_file"),
    path(
        "praktijkkaarten/<int:pk>/bestanden/<int:number>/weg/",
        cards.card_file_remove,
        name="card_file_remove",
    ),
    path("praktijkkaarten/<int:pk>/", cards.card_detail, name="card_detail"),
    path("trajecten/<int:pk>/praktijkkaart/", cards.card_new, name="card_new"),
    path("praktijkkaarten/<int:pk>/wijzigen/", cards.card_edit, name="card_edit"),
    path("praktijkkaarten/<int:pk>/delen/", cards.card_publish, name="card_publish"),
    path("praktijkkaarten/<int:pk>/intrekken/", cards.card_withdraw, name="card_withdraw"),
]
