"""From the vision of the institution to what a team does, and what comes of it."""

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test import Client
from django.urls import reverse

from frameworks.teams import actions
from frameworks.teams.models import Ambition, Outcome, OutcomeCheck
from frameworks.tests.factories import team_of
from knw_portal.forms import Stale
from knw_portal.tests.factories import GroupMemberFactory, UserFactory

VISION = {"vision": "Leren begint bij de vraag.", "vision_source": "Strategie, bladzijde 4"}
NEW = VISION | {"text": "Elke student kiest zijn eigen opdracht.", "version": 1}
SIGN = {"statement": "Studenten kiezen zelf.", "sign": "Zij leggen hun keuze uit.", "version": 1}


@pytest.fixture
def lies(db):
    return UserFactory(name="Lies")


@pytest.fixture
def trajectory(lies):
    return team_of(lies)


@pytest.fixture
def ambition(trajectory, lies):
    return Ambition.objects.create(trajectory=trajectory, text=NEW["text"], added_by=lies, **VISION)


@pytest.fixture
def outcome(ambition, lies):
    return ambition.outcomes.create(
        statement="Studenten kiezen zelf.",
        indicator="Hoeveel groepen kiezen",
        value_now="één van vier",
        value_wanted="alle vier",
        question="Durven we los te laten?",
        added_by=lies,
    )


@pytest.fixture
def client(client, lies):
    client.force_login(lies)
    return client


def url(name, row, number=None):
    kwargs = {"pk": row.pk} if number is None else {"pk": row.pk, "number": number}
    return reverse(name, kwargs=kwargs)


# --- the ambition -------------------------------------------------------------------------------


def test_from_vision_to_ambition_to_four_layers_on_one_page(client, trajectory):
    answer = client.post(
        url("ambition_new", trajectory),
        NEW
        | {
            "concrete": "Docenten geven drie keuzes.",
            "feasible": "Eén dagdeel per week.",
            "direction": "Het examen staat vast.",
            "room": "De opdrachten kiezen wij.",
            "pdca": "plan",
        },
    )
    ambition = Ambition.objects.get()
    client.post(
        url("ambition_layers", trajectory, ambition.pk),
        {
            "layer_concept": "Leren door kiezen",
            "layer_curriculum": "Modulen in elke volgorde",
            "layer_teaching": "Coachen",
            "layer_doing": "Maandag stel ik één vraag minder",
            "version": 1,
        },
    )

    page = client.get(answer.url).content.decode()

    written = (
        *(NEW[name] for name in ("vision", "vision_source", "text")),
        "Docenten geven drie keuzes.",
        "Eén dagdeel per week.",
        "Het examen staat vast.",
        "De opdrachten kiezen wij.",
        "In PDCA: Plan.",
        "Leren door kiezen",
        "Modulen in elke volgorde",
        "Coachen",
        "Maandag stel ik één vraag minder",
    )
    assert answer.url == ambition.get_absolute_url()
    assert [text for text in written if text not in page] == []


def test_sent_twice_there_is_one_ambition(client, trajectory):
    for _ in range(2):
        client.post(url("ambition_new", trajectory), NEW)

    assert Ambition.objects.count() == 1


def test_an_ambition_needs_a_vision_and_nothing_typed_is_lost(client, trajectory):
    page = client.post(
        url("ambition_new", trajectory), {"text": "Wij willen dit", "version": 1}
    ).content.decode()

    assert "Schrijf op wat de visie van jullie instelling hierover zegt" in page
    assert "Wij willen dit</textarea>" in page


def test_who_edits_second_sees_both_texts_and_loses_nothing(client, trajectory, ambition):
    Ambition.objects.filter(pk=ambition.pk).update(text="Van Mo", version=2)

    page = client.post(url("ambition_edit", trajectory, ambition.pk), NEW | {"text": "Van Lies"})

    shown = page.content.decode()
    assert "Iemand anders was je net voor" in shown
    assert "Van Mo" in shown
    assert "Van Lies</textarea>" in shown
    assert Ambition.objects.get().text == "Van Mo"


def test_an_ambition_is_set_aside_with_a_reason_and_taken_up_again(client, trajectory, ambition):
    page = url("ambition_set_aside", trajectory, ambition.pk)

    client.post(page, {"why": ""})
    untouched = Ambition.objects.get().set_aside_at
    client.post(page, {"why": "De visie is veranderd."})
    client.post(page, {"why": "Nog een keer."})
    listed = client.get(url("ambition_list", trajectory)).content.decode()
    client.post(url("ambition_restore", trajectory, ambition.pk))
    client.post(url("ambition_restore", trajectory, ambition.pk))

    assert untouched is None
    assert "De visie is veranderd." in listed
    assert (Ambition.objects.get().set_aside_at, Ambition.objects.get().set_aside_why) == (None, "")


def test_a_stranger_and_another_team_do_not_reach_it(trajectory, ambition, outcome):
    other = team_of(UserFactory(), framework=trajectory.framework_version.framework)
    reader = GroupMemberFactory(group=trajectory.team.group, role="reader").user
    pages = {}
    for name, user in (("stranger", other.started_by), ("reader", reader)):
        client = Client()
        client.force_login(user)
        pages[name] = [
            client.get(ambition.get_absolute_url()).status_code,
            client.get(url("outcome_edit", trajectory, outcome.pk)).status_code,
            client.get(url("ambition_detail", other, ambition.pk)).status_code,
        ]

    assert pages == {"stranger": [404, 404, 404], "reader": [200, 403, 404]}


# --- what comes of it ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    [
        {"indicator": "Aantal keuzes"},
        {"sign": "Zij leggen het uit"},
        {"question": "Durven we?"},
        {"indicator": "Aantal keuzes", "sign": "Zij leggen het uit", "question": "Durven we?"},
    ],
)
def test_an_outcome_is_measured_noticed_or_discussed_and_may_be_more(
    client, trajectory, ambition, kind
):
    client.post(
        url("outcome_new", trajectory, ambition.pk),
        {"statement": "Studenten kiezen zelf.", "version": 1} | kind,
    )

    added = Outcome.objects.get()
    names = {"indicator": "measurable", "sign": "noticeable", "question": "discussable"}
    assert [one["code"] for one in added.kinds] == [names[field] for field in kind]


def test_an_outcome_that_cannot_be_known_is_refused_in_words(client, trajectory, ambition):
    page = client.post(
        url("outcome_new", trajectory, ambition.pk),
        {"statement": "Iets moois", "version": 1},
    ).content.decode()

    assert "Hoe weten jullie dat het gelukt is?" in page
    assert "Iets moois" in page
    assert not Outcome.objects.exists()


def test_evidence_without_its_kind_is_told_where_to_mend_it(client, trajectory, ambition):
    page = client.post(
        url("outcome_new", trajectory, ambition.pk),
        SIGN | {"measurable_evidence": "Het rooster van periode 2"},
    ).content.decode()

    assert "Vul bij meetbaar ook dit in: wat meten we?" in page
    assert not Outcome.objects.exists()


def test_the_database_refuses_an_outcome_that_cannot_be_known(ambition, lies):
    with pytest.raises(IntegrityError), transaction.atomic():
        ambition.outcomes.create(statement="Iets moois", added_by=lies)


def test_each_kind_has_its_own_evidence(client, trajectory, ambition):
    client.post(
        url("outcome_new", trajectory, ambition.pk),
        SIGN
        | {
            "indicator": "Aantal",
            "question": "Durven we?",
            "measurable_evidence": "Uit het rooster",
            "noticeable_evidence": "Een gesprek op de gang",
            "discussable_evidence": "Verslag van het teamoverleg",
        },
    )

    kinds = Outcome.objects.get().kinds
    assert [(kind["name"], kind["evidence"]) for kind in kinds] == [
        ("Meetbaar", "Uit het rooster"),
        ("Merkbaar", "Een gesprek op de gang"),
        ("Bespreekbaar", "Verslag van het teamoverleg"),
    ]


def test_an_outcome_is_edited_by_version_and_added_once(client, trajectory, ambition):
    for _ in range(2):
        client.post(url("outcome_new", trajectory, ambition.pk), SIGN)
    outcome = Outcome.objects.get()
    page = url("outcome_edit", trajectory, outcome.pk)

    client.post(page, SIGN | {"statement": "Van Lies"})
    second = client.post(page, SIGN | {"statement": "Te laat"}).content.decode()

    outcome.refresh_from_db()
    assert (outcome.statement, outcome.version) == ("Van Lies", 2)
    assert "Iemand anders was je net voor" in second


# --- looking back -------------------------------------------------------------------------------


def test_at_the_next_conversation_every_outcome_asks_to_be_looked_at(
    client, trajectory, outcome, lies
):
    talk = actions.open_conversation(trajectory, "during", by=lies)
    before = client.get(url("ambition_list", trajectory)).context["to_check"]
    page = client.get(url("outcome_check", trajectory, outcome.pk))

    client.post(
        url("outcome_check", trajectory, outcome.pk),
        {
            "conversation": talk.pk,
            "checked_on": "2026-01-12",
            "stand": "some",
            "seen": "Twee groepen kiezen.",
            "measurable_evidence": "Geteld in week 2",
            "discussable_evidence": "Teamoverleg van 11 januari",
        },
    )

    assert before == [outcome]
    assert page.context["form"].initial["conversation"] == talk.pk
    assert "noticeable_evidence" not in page.context["form"].fields  # nobody said they would notice
    assert client.get(url("ambition_list", trajectory)).context["to_check"] == []
    check = OutcomeCheck.objects.get()
    assert check.evidence == [
        ("Meetbaar", "Geteld in week 2"),
        ("Bespreekbaar", "Teamoverleg van 11 januari"),
    ]
    whole = client.get(outcome.ambition.get_absolute_url()).content.decode()
    assert "we zien een begin" in whole
    assert "Twee groepen kiezen." in whole


def test_a_look_back_stands_and_a_second_sending_adds_nothing(client, trajectory, outcome):
    sent = {"conversation": "", "checked_on": "2026-01-12", "stand": "nothing", "seen": "Niets."}
    for _ in range(2):
        client.post(url("outcome_check", trajectory, outcome.pk), sent)

    assert OutcomeCheck.objects.count() == 1
    with pytest.raises(InternalError), transaction.atomic():
        OutcomeCheck.objects.update(seen="Toch iets.")


def test_one_does_not_look_back_on_a_day_that_still_comes(client, trajectory, outcome):
    page = client.post(
        url("outcome_check", trajectory, outcome.pk),
        {"checked_on": "2090-01-01", "stand": "nothing", "seen": "Niets."},
    ).content.decode()

    assert "Die dag komt nog. Kies de dag waarop jullie keken." in page
    assert not OutcomeCheck.objects.exists()


def test_what_is_set_aside_asks_for_nothing(client, trajectory, outcome, lies):
    talk = actions.open_conversation(trajectory, "during", by=lies)
    actions.set_aside(outcome, why="Klopt niet meer", by=lies)

    assert list(Outcome.objects.to_check(talk)) == []
    client.post(url("outcome_restore", trajectory, outcome.pk))
    assert list(Outcome.objects.to_check(talk)) == [outcome]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_set_it_aside_at_once_one_is_told_it_had_happened():
    lies = UserFactory()
    ambition = Ambition.objects.create(
        trajectory=team_of(lies), vision="V", text="A", added_by=lies
    )
    barrier, outcomes = Barrier(2), []

    def go(why):
        barrier.wait()
        try:
            actions.set_aside(ambition, why=why, by=lies)
            outcomes.append("done")
        except Stale:
            outcomes.append("stale")
        finally:
            connection.close()

    threads = [Thread(target=go, args=[why]) for why in ("Een", "Twee")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["done", "stale"]


# --- what it costs ------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_take_the_same_queries_for_any_number_of_rows(
    client, trajectory, lies, rows, django_assert_num_queries
):
    for _ in range(rows):
        ambition = Ambition.objects.create(
            trajectory=trajectory, vision="V", text="A", added_by=lies
        )
        for number in range(rows):
            outcome = ambition.outcomes.create(statement=f"S{number}", sign="M", added_by=lies)
            for _ in range(rows):
                outcome.checks.create(stand="some", seen="Zoiets", by=lies)
    actions.open_conversation(trajectory, "during", by=lies)
    client.get("/")

    with django_assert_num_queries(7):
        listed = client.get(url("ambition_list", trajectory))
    with django_assert_num_queries(6):
        detail = client.get(ambition.get_absolute_url())

    assert len(listed.context["standing"]) == rows
    assert detail.content.count(b'class="check"') == rows * rows
