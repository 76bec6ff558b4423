"""Tips at a question before it is asked; nothing is refused."""

import pytest
from django.urls import reverse

from coalitions.outputs.asking import remarks
from coalitions.outputs.models import Collection
from coalitions.tests.factories import CollectionFactory


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Vindt u ook niet dat het plan te lang is?", "Vindt u ook niet"),
        ("Het plan is te lang, toch?", "toch?"),
        ("Welke tijd en/of gegevens missen jullie?", "en/of"),
        ("Wie doet het? En wanneer?", "Wie doet het? En wanneer?"),
        ("Werken jullie met een jaarplan?", "Werken jullie met een jaarplan?"),
        ("Waarom lukte het niet?", "Waarom lukte het niet?"),
    ],
)
def test_what_stands_out_is_named_with_its_words(text, words):
    assert words in [remark.words for remark in remarks(text)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Wat heb je nodig als je een teamplan maakt?",
        "Hoe bepalen jullie wat je wanneer doet?",
        "Schrijf op wat jullie doen. Voeg een voorbeeld toe.",
        "Wat werkt er goed?\n\nWat mist er nog?",  # each on its own line
    ],
)
def test_a_good_question_is_left_alone(text):
    assert remarks(text) == []


@pytest.mark.django_db
def test_a_leading_question_is_pointed_at_and_may_be_sent(coalition, people, as_person):
    collection = CollectionFactory(
        coalition=coalition, question="Vindt u ook niet dat het te lang is?"
    )
    client = as_person(people.guide)
    send = reverse("collection_send", args=["saat", collection.pk])

    for url in (collection.get_absolute_url(), send):
        assert "Dit stuurt het antwoord." in client.get(url).content.decode()
    client.post(send, {"version": 1})

    assert Collection.objects.get().is_open


@pytest.mark.django_db
def test_anybody_may_look_at_a_question_of_their_own(client):
    url = reverse("guide_asking")

    led = client.get(url, {"vraag": "Is het niet zo dat <i> werkt?"}).content.decode()
    good = client.get(url, {"vraag": "Wat gebruik je van het plan?"}).content.decode()
    empty = client.get(url, {"vraag": " "}).content.decode()

    assert "Dit stuurt het antwoord." in led
    assert "<i>" not in led
    assert "Hier valt ons niets op." in good
    assert "Schrijf eerst je vraag op" in empty
