"""Where a team works. Each address is named after its view."""

from django.urls import include, path

from frameworks.teams.views import (
    ambitions,
    beginning,
    choosing,
    conversations,
    data,
    guides,
    preparing,
    questions,
    team_actions,
    team_polls,
    trajectories,
)


def pages(routes):
    return [path(route, view, name=view.__name__) for route, view in routes.items()]


of_a_trajectory = pages(
    {
        "": trajectories.trajectory_detail,
        "wijzigen/": trajectories.trajectory_edit,
        "meedoen/<str:token>/": trajectories.team_join,
        "link/": trajectories.invitation_renew,
        "gesprek/<slug:moment>/": conversations.conversation_open,
        # what is asked
        "vragen/<slug:moment>/": choosing.questions_choose,
        "vragen/<slug:moment>/tien/": choosing.ten_pick,
        "vragen/<slug:moment>/alle/": choosing.ten_drop,
        "eigen-vragen/nieuw/": choosing.own_question_new,
        "eigen-vragen/<int:number>/": choosing.own_question_edit,
        "eigen-vragen/<int:number>/weg/": choosing.own_question_withdraw,
        "eigen-vragen/<int:number>/terug/": choosing.own_question_restore,
        # what the team wants
        "ambities/": ambitions.ambition_list,
        "ambities/nieuw/": ambitions.ambition_new,
        "ambities/<int:number>/": ambitions.ambition_detail,
        "ambities/<int:number>/wijzigen/": ambitions.ambition_edit,
        "ambities/<int:number>/lagen/": ambitions.ambition_layers,
        "ambities/<int:number>/opzij/": ambitions.ambition_set_aside,
        "ambities/<int:number>/terug/": ambitions.ambition_restore,
        "ambities/<int:number>/opbrengst/": ambitions.outcome_new,
        "opbrengsten/<int:number>/": ambitions.outcome_edit,
        "opbrengsten/<int:number>/terugkijken/": ambitions.outcome_check,
        "opbrengsten/<int:number>/opzij/": ambitions.outcome_set_aside,
        "opbrengsten/<int:number>/terug/": ambitions.outcome_restore,
        # what it is going to do
        "acties/": team_actions.team_action_list,
        "acties/nieuw/": team_actions.team_action_new,
        "acties/<int:number>/": team_actions.team_action_edit,
        "acties/<int:number>/bezig/": team_actions.team_action_begin,
        "acties/<int:number>/gedaan/": team_actions.team_action_done,
        "acties/<int:number>/niet-meer/": team_actions.team_action_drop,
        "acties/<int:number>/weer-open/": team_actions.team_action_reopen,
        # what it makes of data
        "kaart/": data.data_map,
        "kaart/<slug:insight>/<slug:role>/": data.data_cell,
        "kaart/<slug:insight>/<slug:role>/opbrengst/": data.insight_use_edit,
        "duidingen/": data.interpretation_list,
        "duidingen/nieuw/": data.interpretation_new,
        "duidingen/<int:number>/": data.interpretation_detail,
        "duidingen/<int:number>/wijzigen/": data.interpretation_edit,
        "duidingen/<int:number>/interventie/": data.intervention_new,
        "interventies/<int:number>/": data.intervention_edit,
        "interventies/<int:number>/terugkijken/": data.intervention_review,
        "interventies/<int:number>/niet-meer/": data.intervention_drop,
        "interventies/<int:number>/weer-open/": data.intervention_reopen,
        "gidsen/": guides.guide_list,
        "gidsen/nieuw/<slug:issue>/": guides.guide_new,
        "gidsen/<int:number>/": guides.guide_detail,
        "gidsen/<int:number>/wijzigen/": guides.guide_edit,
    }
)

of_a_conversation = pages(
    {
        "": conversations.conversation_detail,
        "bewaren/": conversations.conversation_save,
        "antwoord/<slug:code>/": conversations.answer_save,
        "sluiten/": conversations.conversation_close,
        # before it
        "begin/": beginning.conversation_begin,
        "tafel/": beginning.conversation_table,
        "acties/<int:number>/": beginning.team_action_review,
        "voorbereiden/": preparing.preparation_start,
        "voorbereiden/<int:number>/": preparing.preparation_edit,
        "onthullen/": preparing.conversation_reveal,
        "verschil/": preparing.conversation_spread,
        # a poll among colleagues
        "peiling/": team_polls.poll_list,
        "peiling/nieuw/": team_polls.poll_new,
        "peiling/kaart/": team_polls.poll_card,
        "peiling/kaart.pdf": team_polls.poll_card_pdf,
        "peiling/<int:number>/": team_polls.poll_detail,
        "peiling/<int:number>/openen/": team_polls.poll_open,
        "peiling/<int:number>/sluiten/": team_polls.poll_close,
        "peiling/<int:number>/weg/": team_polls.poll_drop,
        "peiling/<int:number>/poster/": team_polls.poll_poster,
        "peiling/<int:number>/uitslag/": team_polls.poll_result,
        "peiling/<int:number>/uitslag.pdf": team_polls.poll_pdf,
        "peiling/<int:number>/teksten/": team_polls.poll_texts,
        "peiling/<int:number>/teksten/<uuid:text>/": team_polls.poll_text,
        # one question
        "scherm/<int:number>/": questions.question_screen,
        "vraag/<int:number>/": questions.question_talk,
        "vraag/<int:number>/bewaren/": questions.question_save,
        "vraag/<int:number>/tegengeluid/": questions.dissent_add,
        "vraag/<int:number>/bewijs/": questions.evidence_add,
        "vraag/<int:number>/actie/": questions.team_action_note,
        "vraag/<int:number>/veranderd/": questions.change_save,
        "vraag/<int:number>/tijd/": questions.timer_start,
        "vraag/<int:number>/tijd/stop/": questions.timer_stop,
        "<slug:kind>/<int:number>/weg/": questions.beside_remove,
        "<slug:kind>/<int:number>/terug/": questions.beside_restore,
    }
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
    *pages(
        {
            "trajecten/": trajectories.trajectory_list,
            "trajecten/nieuw/": trajectories.trajectory_new,
            "trajecten/nieuw/omvang/": trajectories.trajectory_size,
        }
    ),
    path("trajecten/<int:pk>/", include(of_a_trajectory)),
    path("gesprekken/<int:pk>/", include(of_a_conversation)),
]
