from django.urls import path

from coalitions.outputs.views import collections, deliveries

COLLECTIONS = "coalities/<slug:slug>/werk/uitvragen/"
ONE = COLLECTIONS + "<int:pk>/"
DELIVERY = ONE + "leveren/<slug:institution>/"

urlpatterns = [
    path(COLLECTIONS, collections.collection_list, name="collection_list"),
    path(COLLECTIONS + "nieuw/", collections.collection_new, name="collection_new"),
    path(ONE, collections.collection_detail, name="collection_detail"),
    path(ONE + "wijzigen/", collections.collection_edit, name="collection_edit"),
    path(ONE + "versturen/", collections.collection_send, name="collection_send"),
    path(ONE + "weggooien/", collections.collection_drop, name="collection_drop"),
    path(ONE + "toevoegen/", collections.collection_add, name="collection_add"),
    path(ONE + "intrekken/", collections.collection_withdraw, name="collection_withdraw"),
    path(ONE + "sluiten/", collections.collection_close, name="collection_close"),
    path(ONE + "heropenen/", collections.collection_reopen, name="collection_reopen"),
    path(ONE + "stand.<slug:kind>", collections.collection_table, name="collection_table"),
    path(
        ONE + "leveringen/<slug:institution>/", deliveries.delivery_detail, name="delivery_detail"
    ),
    path(ONE + "alles.zip", collections.collection_bundle, name="collection_bundle"),
    path(ONE + "bestanden/<int:number>/", deliveries.delivery_file, name="delivery_file"),
    path(DELIVERY, deliveries.delivery_edit, name="delivery_edit"),
    path(DELIVERY + "niet/", deliveries.delivery_decline, name="delivery_decline"),
    path("leveren/<str:token>/", deliveries.delivery_link, name="delivery_link"),
    path(
        "leveren/<str:token>/niet/", deliveries.delivery_link_decline, name="delivery_link_decline"
    ),
]
