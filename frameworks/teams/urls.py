from django.urls import include, path

from frameworks.teams.views import (
    ambitions,
    conversations,
    data,
    guides,
    questions,
    team_actions,
    trajectories,
)

# What a team keeps with its trajectory.
of_a_trajectory = [
    path("pdca/", data.pdca_steps, name="pdca_steps"),
    path("ambities/", ambitions.ambition_list, name="ambition_list"),
    path("ambities/nieuw/", ambitions.ambition_new, name="ambition_new"),
    path(
        "ambities/<int:number>/",
        ambitions.ambition_detail,
        name="ambition_detail",
    ),
    path(
        "ambities/<int:number>/wijzigen/",
        ambitions.ambition_edit,
        name="ambition_edit",
    ),
    path(
        "ambities/<int:number>/lagen/",
        ambitions.ambition_layers,
        name="ambition_layers",
    ),
    path(
        "ambities/<int:number>/opzij/",
        ambitions.ambition_set_aside,
        name="ambition_set_aside",
    ),
    path(
        "ambities/<int:number>/terug/",
        ambitions.ambition_restore,
        name="ambition_restore",
    ),
    path(
        "ambities/<int:number>/opbrengst/",
        ambitions.outcome_new,
        name="outcome_new",
    ),
    path("opbrengsten/<int:number>/", ambitions.outcome_edit, name="outcome_edit"),
    path(
        "opbrengsten/<int:number>/terugkijken/",
        ambitions.outcome_check,
        name="outcome_check",
    ),
    path(
        "opbrengsten/<int:number>/opzij/",
        ambitions.outcome_set_aside,
        name="outcome_set_aside",
    ),
    path(
        "opbrengsten/<int:number>/terug/",
        ambitions.outcome_restore,
        name="outcome_restore",
    ),
    path("acties/", team_actions.team_action_list, name="team_action_list"),
    path("acties/nieuw/", team_actions.team_action_new, name="team_action_new"),
    path(
        "acties/<int:number>/",
        team_actions.team_action_edit,
        name="team_action_edit",
    ),
    path(
        "acties/<int:number>/bezig/",
        team_actions.team_action_begin,
        name="team_action_begin",
    ),
    path(
        "acties/<int:number>/gedaan/",
        team_actions.team_action_done,
        name="team_action_done",
    ),
    path(
        "acties/<int:number>/niet-meer/",
        team_actions.team_action_drop,
        name="team_action_drop",
    ),
    path(
        "acties/<int:number>/weer-open/",
        team_actions.team_action_reopen,
        name="team_action_reopen",
    ),
    path("kaart/", data.data_map, name="data_map"),
    path("kaart/<slug:insight>/<slug:role>/", data.data_cell, name="data_cell"),
    path(
        "kaart/<slug:insight>/<slug:role>/opbrengst/",
        data.insight_use_edit,
        name="insight_use_edit",
    ),
    path("duidingen/", data.interpretation_list, name="interpretation_list"),
    path("duidingen/nieuw/", data.interpretation_new, name="interpretation_new"),
    path(
        "duidingen/<int:number>/",
        data.interpretation_detail,
        name="interpretation_detail",
    ),
    path(
        "duidingen/<int:number>/wijzigen/",
        data.interpretation_edit,
        name="interpretation_edit",
    ),
    path(
        "duidingen/<int:number>/interventie/",
        data.intervention_new,
        name="intervention_new",
    ),
    path(
        "interventies/<int:number>/",
        data.intervention_edit,
        name="intervention_edit",
    ),
    path(
        "interventies/<int:number>/terugkijken/",
        data.intervention_review,
        name="intervention_review",
    ),
    path(
        "interventies/<int:number>/niet-meer/",
        data.intervention_drop,
        name="intervention_drop",
    ),
    path(
        "interventies/<int:number>/weer-open/",
        data.intervention_reopen,
        name="intervention_reopen",
    ),
    path("gidsen/", guides.guide_list, name="guide_list"),
    path("gidsen/nieuw/<slug:issue>/", guides.guide_new, name="guide_new"),
    path("gidsen/<int:number>/", guides.guide_detail, name="guide_detail"),
    path("gidsen/<int:number>/wijzigen/", guides.guide_edit, name="guide_edit"),
]
urlpatterns = [
    path("trajecten/", trajectories.trajectory_list, name="trajectory_list"),
    path("trajecten/nieuw/", trajectories.trajectory_new, name="trajectory_new"),
    path("trajecten/nieuw/omvang/", trajectories.trajectory_size, name="trajectory_size"),
    path("trajecten/<int:pk>/", trajectories.trajectory_detail, name="trajectory_detail"),
    path("trajecten/<int:pk>/wijzigen/", trajectories.trajectory_edit, name="trajectory_edit"),
    path("trajecten/<int:pk>/meedoen/<str:token>/", trajectories.team_join, name="team_join"),
    path("trajecten/<int:pk>/link/", trajectories.invitation_renew, name="invitation_renew"),
    path(
        "trajecten/<int:pk>/vragen/<slug:moment>/",
        questions.questions_choose,
        name="questions_choose",
    ),
    path("trajecten/<int:pk>/vragen/<slug:moment>/tien/", questions.ten_pick, name="ten_pick"),
    path("trajecten/<int:pk>/vragen/<slug:moment>/alle/", questions.ten_drop, name="ten_drop"),
    path(
        "trajecten/<int:pk>/eigen-vragen/nieuw/",
        questions.own_question_new,
        name="own_question_new",
    ),
    path(
        "trajecten/<int:pk>/eigen-vragen/<int:number>/",
        questions.own_question_edit,
        name="own_question_edit",
    ),
    path(
        "trajecten/<int:pk>/eigen-vragen/<int:number>/weg/",
        questions.own_question_withdraw,
        name="own_question_withdraw",
    ),
    path(
        "trajecten/<int:pk>/eigen-vragen/<int:number>/terug/",
        questions.own_question_restore,
        name="own_question_restore",
    ),
    path("trajecten/<int:pk>/", include(of_a_trajectory)),
    path(
        "trajecten/<int:pk>/gesprek/<slug:moment>/",
        conversations.conversation_open,
        name="conversation_open",
    ),
    path("gesprekken/<int:pk>/", conversations.conversation_detail, name="conversation_detail"),
    path("gesprekken/<int:pk>/bewaren/", conversations.conversation_save, name="conversation_save"),
    path(
        "gesprekken/<int:pk>/antwoord/<slug:code>/", conversations.answer_save, name="answer_save"
    ),
    path(
        "gesprekken/<int:pk>/sluiten/", conversations.conversation_close, name="conversation_close"
    ),
]
