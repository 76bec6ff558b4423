"""Where a team works. Each address is named after its view."""

from django.urls import include, path

from frameworks.teams.views import (
    ambitions,
    answers,
    beginning,
    choosing,
    conversations,
    data,
    guides,
    joining,
    preparing,
    quality,
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
        "meedoen/<str:token>/": joining.team_join,
        "link/": joining.invitation_renew,
        "gasten/<int:number>/weg/": joining.team_guest_remove,
        "gasten/<int:number>/link/": joining.team_guest_link,
        "gesprek/<slug:moment>/": conversations.conversation_open,
        # what is asked
        "vragen/<slug:moment>/": choosing.questions_choose,
        "vragen/<slug:moment>/tien/": choosing.ten_pick,
        "vragen/<slug:moment>/alle/": choosing.ten_drop,
        "eigen-vragen/nieuw/": choosing.own_question_new,
        "eigen-vragen/<int:number>/": choosing.own_question_edit,
        "eigen-vragen/<int:number>/weg/": choosing.own_question_withdraw,
        "eigen-vragen/<int:number>/terug/": choosing.own_question_restore,
        "pdca/": data.pdca_steps,
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
        # who helps
        "kwaliteitszorg/": quality.quality_ask,
        "kwaliteitszorg/<int:number>/meelezen/": quality.quality_let_in,
        "kwaliteitszorg/<int:number>/niet-meelezen/": quality.quality_shut_out,
        "kwaliteitszorg/<int:number>/terug/": quality.quality_end,
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
        "nu/": answers.conversation_live,
        "antwoord/<slug:code>/": answers.answer_save,
        "antwoord/<slug:code>/geschiedenis/": answers.answer_history,
        "antwoord/<slug:code>/geschiedenis/<int:number>/terug/": answers.answer_restore,
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

urlpatterns = [
    *pages(
        {
            "trajecten/": trajectories.trajectory_list,
            "trajecten/nieuw/": trajectories.trajectory_new,
            "trajecten/nieuw/omvang/": trajectories.trajectory_size,
            "kwaliteitszorg/": quality.quality_desk,
            "kwaliteitszorg/<int:number>/oppakken/": quality.quality_pick_up,
            "gast/": joining.team_guest_detail,
            "gast/gegevens/": joining.team_guest_export,
            "gast/account/": joining.team_guest_account,
            "gast/stoppen/": joining.team_guest_stop,
            "gast/<str:token>/": joining.team_guest_return,
        }
    ),
    path("trajecten/<int:pk>/", include(of_a_trajectory)),
    path("gesprekken/<int:pk>/", include(of_a_conversation)),
]
