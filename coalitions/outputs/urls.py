from django.urls import path

from coalitions.outputs.views import (
    collections,
    deliveries,
    guides,
    library,
    notes,
    outputs,
    polls,
    reading,
    scores,
)

COLLECTIONS = "coalities/<slug:slug>/werk/uitvragen/"
ONE = COLLECTIONS + "<int:pk>/"
OUTPUTS = "coalities/<slug:slug>/werk/opbrengsten/"
OUTPUT = OUTPUTS + "<int:pk>/"
DELIVERY = ONE + "leveren/<slug:institution>/"
NOTES = DELIVERY + "notities/"

urlpatterns = [
    path(COLLECTIONS, collections.collection_list, name="collection_list"),
    path(COLLECTIONS + "nieuw/", collections.collection_new, name="collection_new"),
    path(ONE, collections.collection_detail, name="collection_detail"),
    path(ONE + "wijzigen/", collections.collection_edit, name="collection_edit"),
    path(ONE + "vragen/", collections.collection_questions, name="collection_questions"),
    path(ONE + "input/", reading.collection_input, name="collection_input"),
    path(ONE + "terugblik/", reading.collection_lessons, name="collection_lessons"),
    path(ONE + "versturen/", collections.collection_send, name="collection_send"),
    path(ONE + "weggooien/", collections.collection_drop, name="collection_drop"),
    path(ONE + "toevoegen/", collections.collection_add, name="collection_add"),
    path(ONE + "intrekken/", collections.collection_withdraw, name="collection_withdraw"),
    path(ONE + "sluiten/", collections.collection_close, name="collection_close"),
    path(ONE + "heropenen/", collections.collection_reopen, name="collection_reopen"),
    path(
        ONE + "leveringen/<slug:institution>/", deliveries.delivery_detail, name="delivery_detail"
    ),
    path(ONE + "alles.zip", collections.collection_bundle, name="collection_bundle"),
    path(ONE + "bestanden/<int:number>/", deliveries.delivery_file, name="delivery_file"),
    path(DELIVERY, deliveries.delivery_edit, name="delivery_edit"),
    path(DELIVERY + "niet/", deliveries.delivery_decline, name="delivery_decline"),
    path(DELIVERY + "peiling/", polls.delivery_poll, name="delivery_poll"),
    path(DELIVERY + "peiling/kaart.pdf", polls.delivery_card_pdf, name="delivery_card_pdf"),
    path(DELIVERY + "namens/", deliveries.delivery_on_behalf, name="delivery_on_behalf"),
    path(DELIVERY + "terughalen/", deliveries.delivery_take_back, name="delivery_take_back"),
    path(DELIVERY + "terugblik/", notes.lesson_edit, name="lesson_edit"),
    path(NOTES + "nieuw/", notes.note_new, name="note_new"),
    path(NOTES + "<int:number>/", notes.note_edit, name="note_edit"),
    path(NOTES + "<int:number>/weggooien/", notes.note_drop, name="note_drop"),
    path(NOTES + "<int:number>/naam-weghalen/", notes.note_unname, name="note_unname"),
    path("hulp/vragen-stellen/", guides.guide_asking, name="guide_asking"),
    path("hulp/input-ophalen/", guides.guide_collecting, name="guide_collecting"),
    path("leveren/<str:token>/", deliveries.delivery_link, name="delivery_link"),
    path(
        "leveren/<str:token>/niet/", deliveries.delivery_link_decline, name="delivery_link_decline"
    ),
    path(OUTPUTS, outputs.output_list, name="output_list"),
    path(OUTPUTS + "nieuw/", outputs.output_new, name="output_new"),
    path(OUTPUT, outputs.output_preview, name="output_preview"),
    path(OUTPUT + "wijzigen/", outputs.output_edit, name="output_edit"),
    path(OUTPUT + "bestanden/", outputs.output_upload, name="output_upload"),
    path(OUTPUT + "bestanden/<int:number>/", outputs.output_draft_file, name="output_draft_file"),
    path(
        OUTPUT + "bestanden/<int:number>/weghalen/",
        outputs.output_file_remove,
        name="output_file_remove",
    ),
    path(OUTPUT + "makers/", outputs.output_makers, name="output_makers"),
    path(OUTPUT + "oordeel/", scores.output_score, name="output_score"),
    path(OUTPUT + "voorleggen/", outputs.output_submit, name="output_submit"),
    path(OUTPUT + "teruggeven/", outputs.output_return, name="output_return"),
    path(OUTPUT + "publiceren/", outputs.output_publish, name="output_publish"),
    path(OUTPUT + "intrekken/", outputs.output_withdraw, name="output_withdraw"),
    path(OUTPUT + "terugzetten/", outputs.output_restore, name="output_restore"),
    path(OUTPUT + "nieuwe-versie/", outputs.output_revise, name="output_revise"),
    path(OUTPUT + "weggooien/", outputs.output_drop, name="output_drop"),
    path("coalities/<slug:slug>/werk/afronden/", outputs.coalition_finish, name="coalition_finish"),
    path(
        "coalities/<slug:slug>/werk/heropenen/", outputs.coalition_reopen, name="coalition_reopen"
    ),
    path("bibliotheek/", library.library, name="library"),
    path("bibliotheek/<slug:slug>/", library.output_detail, name="output_detail"),
    path(
        "bibliotheek/<slug:slug>/versies/<int:number>/",
        library.output_version,
        name="output_version",
    ),
    path("bibliotheek/<slug:slug>/bestanden/<int:pk>/", library.output_file, name="output_file"),
    path(
        "bibliotheek/<slug:slug>/mijn-naam-weghalen/",
        library.credit_withdraw,
        name="credit_withdraw",
    ),
]
