"""Writing a question set in the browser, by more people at once."""

from threading import Thread

import pytest
from django.db import connection, transaction
from django.urls import reverse

from frameworks.definitions import actions, drafting
from frameworks.definitions.definition import definition_of, questions_of
from frameworks.definitions.models import Concept, Framework, FrameworkVersion, Question, Section
from frameworks.tests.factories import draft_of, published, small
from knw_portal.forms import Stale
from knw_portal.log import LogEntry
from knw_portal.tests.factories import GroupFactory, GroupMemberFactory

SLUG = "klein-raamwerk"


@pytest.fixture
def version(db):
    return draft_of()


@pytest.fixture
def writer(client, version):
    user = GroupMemberFactory(group=version.framework.group).user
    client.force_login(user)
    return user


def url(name, code=None, slug=SLUG):
    return reverse(name, kwargs={"slug": slug} | ({"code": code} if code else {}))


def row(code):
    return Question.objects.select_related(
        "version__framework", "section", "concept", "scale", "lines"
    ).get(concept__code=code, version__status="draft")


def codes(version):
    return [
        [question["code"] for question in section["questions"]]
        for section in definition_of(version)["sections"]
    ]


def filled(client, name, code, **changes):
    """What the form of a page sends when only this is changed in it."""
    form = client.get(url(name, code)).context["form"]
    data = {bound.html_name: bound.value() for bound in form}
    return {key: value for key, value in (data | changes).items() if value not in (None, False)}


def said(response):
    return [str(message) for message in response.context["messages"]]


# --- beginning ----------------------------------------------------------------------------------


def test_a_member_begins_with_nothing_and_ends_with_something_to_publish(client, db):
    member = GroupMemberFactory()
    client.force_login(member.user)

    begun = client.post(
        reverse("framework_new"),
        {"title": "Samen leren!", "audience": "teams", "group": member.group_id},
    )
    slug = "samen-leren"
    client.post(url("draft_section_new", slug=slug), {"title": "Hoe gaat het?"})
    for text in ("Wat gaat goed?", "Wat niet?"):
        client.post(
            url("draft_question_new", "hoe-gaat-het", slug=slug), {"text": text, "kind": "open"}
        )

    framework = Framework.objects.get()
    assert begun.url == url("draft_write", slug=slug)
    assert (framework.slug, framework.code, framework.group) == (slug, "SAMEN-LEREN", member.group)
    assert codes(framework.versions.get()) == [["SAMEN-LEREN-01", "SAMEN-LEREN-02"]]
    version = framework.versions.get()
    assert (version.question_count, version.audience) == (2, "teams")
    client.post(url("framework_publish", slug=slug), {"draft": version.pk})
    version.refresh_from_db()
    assert version.number == 1


def test_a_title_that_is_taken_or_is_an_address_of_ours_comes_back_with_what_was_typed(
    client, version, writer
):
    given = {"group": version.framework.group_id, "audience": "iedereen"}

    taken = client.post(reverse("framework_new"), given | {"title": "Klein raamwerk"})
    ours = client.post(reverse("framework_new"), given | {"title": "Nieuw"})

    assert "Er is al een raamwerk dat ‘Klein raamwerk’ heet." in taken.content.decode()
    assert 'value="iedereen"' in taken.content.decode()
    assert "Kies een titel met letters" in ours.content.decode()
    assert Framework.objects.count() == 1


def test_nobody_begins_for_a_group_of_others(client, version, writer):
    other = GroupFactory()

    client.post(reverse("framework_new"), {"title": "Van hen", "group": other.pk})

    assert Framework.objects.count() == 1


@pytest.mark.parametrize(
    ("slug", "taken", "code"),
    [
        ("samen-leren", set(), "SAMEN-LEREN"),
        ("de-kracht-van-het-team", set(), "DE-KRACHT"),
        ("2026-2027", set(), "SET"),
        ("samen-leren", {"SAMEN-LEREN"}, "SAMEN-LEREN-2"),
    ],
)
def test_a_code_is_short_begins_with_a_letter_and_is_free(slug, taken, code):
    assert drafting.code_for(slug, taken) == code


# --- quick entry --------------------------------------------------------------------------------


def test_after_enter_the_cursor_stands_ready_for_the_next_question_of_that_kind(
    client, version, writer
):
    page = client.post(
        url("draft_question_new", "start-het-product"),
        {"text": "Wat nog?", "kind": "number"},
        follow=True,
    ).content.decode()

    assert page.count(" autofocus") == 1
    field = page.split(" autofocus")[0].rsplit("<input", 1)[1]
    assert 'id="id_start-het-product_text"' in field
    assert codes(version)[1] == ["TEST-S-02", "TEST-S-03", "TEST-06"]
    form = page.split('id="id_start-het-product_kind"')[1].split("</select>")[0]
    assert '<option value="number" selected>' in form


def test_an_empty_question_comes_back_with_words_at_its_own_section(client, version, writer):
    page = client.post(url("draft_question_new", "start-het-product"), {"text": " ", "kind": "one"})

    html = page.content.decode()
    assert html.count("Typ een vraag en druk op Enter") == 2  # above the page and at the field
    assert 'href="#id_start-het-product_text"' in html
    assert Question.objects.count() == 5


def test_a_code_is_never_given_twice_not_even_after_removal(client, version, writer):
    section = Section.objects.get(code="start-het-product")
    first = drafting.add_question(section, text="Een?", kind="open", by=writer)
    drafting.remove_question(row(first.concept.code), by=writer)

    second = drafting.add_question(section, text="Twee?", kind="open", by=writer)

    assert (first.concept.code, second.concept.code) == ("TEST-06", "TEST-07")


def test_no_more_questions_than_a_file_may_hold(version, writer, monkeypatch):
    monkeypatch.setattr(drafting, "MOST_QUESTIONS", 5)

    with pytest.raises(drafting.Refused):
        drafting.add_question(Section.objects.first(), text="Te veel?", kind="open", by=writer)

    assert Question.objects.count() == 5


@pytest.mark.parametrize("kind", Question.Kind.values)
def test_every_kind_can_be_written_and_published_and_read_back(client, version, writer, kind):
    client.post(url("draft_question_new", "start-het-product"), {"text": "Welke?", "kind": kind})
    lists = {
        "scale": {f"points:{step}": f"Trede {step}" for step in range(1, 5)},
        "one": {"points:new": "Ja\nNee"},
        "many": {"points:new": "Ja\n\n Nee "},
        "table": {"points:new": "Ja\nNee", "lines:new": "Wij\nZij"},
        "grid": {"points:new": "Wat (open)\nHoe (goed/slecht)", "lines:new": "Wij\nZij"},
    }

    client.post(
        url("draft_question_edit", "TEST-06"),
        filled(client, "draft_question_edit", "TEST-06", **lists.get(kind, {})),
    )

    actions.publish_version(version, by=writer)
    [question] = [one for one in questions_of(version.definition) if one["code"] == "TEST-06"]
    again = actions.begin_next_version(version, by=writer)
    assert question["kind"] == kind
    assert definition_of(again) == version.definition
    if kind in ("one", "many", "table"):
        assert [point["code"] for point in question["points"]] == ["ja", "nee"]
    if kind == "grid":
        assert [point["kind"] for point in question["points"]] == ["open", "one"]
    if kind == "scale":
        assert [point["value"] for point in question["points"]] == [1, 2, 3, 4]


# --- changing a question ------------------------------------------------------------------------


def test_a_reworded_choice_keeps_its_code_and_moves_by_its_place(client, version, writer):
    data = filled(
        client,
        "draft_question_edit",
        "TEST-S-03",
        **{"points:overdag": "Tussen negen en vijf", "points:overdag:at": 2},
        **{"points:avond:at": 1, "points:new": "Weekend"},
    )

    client.post(url("draft_question_edit", "TEST-S-03"), data)

    [question] = [q for q in questions_of(definition_of(version)) if q["code"] == "TEST-S-03"]
    assert [(point["code"], point["text"]) for point in question["points"]] == [
        ("avond", "Avond"),
        ("overdag", "Tussen negen en vijf"),
        ("weekend", "Weekend"),
    ]


def test_everything_of_a_question_can_be_said_in_its_form(client, version, writer):
    data = filled(
        client,
        "draft_question_edit",
        "TEST-T-01",
        text="Wat\r\nhoren we?",
        help="Noem één ding.",
        source="Eigen werk",
        core="on",
        **{"axis:moment": ["after"], "axis:insight": ["i02", "i05"], "axis:role": ["team"]},
    )

    client.post(url("draft_question_edit", "TEST-T-01"), data)

    [question] = [q for q in questions_of(definition_of(version)) if q["code"] == "TEST-T-01"]
    assert question == question | {
        "text": "Wat\nhoren we?",
        "help": "Noem één ding.",
        "source": "Eigen werk",
        "core": True,
        "axes": {
            "moment": ["after"],
            "object": ["process"],
            "role": ["team"],
            "insight": ["i02", "i05"],
        },
    }
    version.refresh_from_db()
    assert version.axes == ["flex", "insight", "moment", "object", "role"]


def test_what_does_not_fit_comes_back_with_everything_that_was_typed(client, version, writer):
    data = filled(client, "draft_question_edit", "TEST-S-03", **{"points:new": "x" * 401}, help="H")

    page = client.post(url("draft_question_edit", "TEST-S-03"), data).content.decode()

    assert "geen tekst van hooguit 400 tekens" in page
    assert "x" * 401 in page
    assert ">H</textarea>" in page.replace("\n", "")


def test_saving_without_a_change_changes_nothing(client, version, writer):
    before = definition_of(version)

    for code in ("TEST-S-01", "TEST-S-02", "TEST-S-03", "TEST-T-01", "TEST-N-01"):
        data = filled(client, "draft_question_edit", code)
        assert client.post(url("draft_question_edit", code), data).status_code == 302

    assert definition_of(version) == before


def test_a_section_gets_its_guide_and_keeps_its_code(client, version, writer):
    data = filled(
        client,
        "draft_section_edit",
        "start-het-proces",
        title="Zo beginnen we",
        purpose="Begrijpen",
        minutes="12",
        steps="Lees\r\n\r\n Praat ",
    )

    client.post(url("draft_section_edit", "start-het-proces"), data)

    section = definition_of(version)["sections"][0]
    assert (section["code"], section["title"]) == ("start-het-proces", "Zo beginnen we")
    assert (section["purpose"], section["minutes"]) == ("Begrijpen", 12)
    assert section["steps"] == ["Lees", "Praat"]


def test_two_sections_cannot_be_called_the_same(client, version, writer):
    data = filled(client, "draft_section_edit", "start-het-proces", title="Start het product")

    page = client.post(url("draft_section_edit", "start-het-proces"), data).content.decode()
    client.post(url("draft_section_new"), {"title": "start, het product"})

    assert "Er is al een onderdeel dat ‘Start het product’ heet." in page
    assert Section.objects.count() == 4


@pytest.mark.parametrize(
    ("before", "after", "texts"),
    [
        ("TEST-S-03", "one", ["Overdag", "Avond"]),
        ("TEST-S-03", "scale", ["Overdag", "Avond", "", ""]),
        ("TEST-S-03", "open", []),
        ("TEST-S-03", "table", ["Overdag", "Avond"]),
        ("TEST-N-01", "many", ["Niets", "Iets", "Veel"]),
        ("TEST-S-01", "one", ["Nog nergens.", "Een idee.", "Halverwege.", "Klaar."]),
        ("TEST-S-02", "grid", []),
    ],
)
def test_another_kind_keeps_the_question_and_the_choices_that_still_fit(
    client, version, writer, before, after, texts
):
    concept = row(before).concept_id
    page = client.get(url("draft_question_kind", before))
    seen = page.context["form"].initial["seen"]

    client.post(url("draft_question_kind", before), {"seen": seen, "kind": after})

    question = row(before)
    assert (question.kind, question.concept_id) == (after, concept)
    found = question.scale.points.values_list("text", flat=True) if question.scale else []
    assert list(found) == texts


# --- order --------------------------------------------------------------------------------------


def test_questions_and_sections_move_one_place_with_a_button_that_keeps_the_focus(
    client, version, writer
):
    down = client.post(
        url("draft_question_move", "TEST-S-02"), {"richting": "neer"}, follow=True
    ).content.decode()
    assert codes(version)[1] == ["TEST-S-03", "TEST-S-02"]
    client.post(url("draft_question_move", "TEST-S-02"), {"richting": "neer"})  # it is the last
    assert codes(version)[1] == ["TEST-S-03", "TEST-S-02"]
    client.post(url("draft_question_move", "TEST-S-02"), {"richting": "op"})
    client.post(url("draft_section_move", "na-het-proces"), {"richting": "op"})

    assert codes(version) == [
        ["TEST-S-01"],
        ["TEST-S-02", "TEST-S-03"],
        ["TEST-N-01"],
        ["TEST-T-01"],
    ]
    button = down.split(" autofocus")[0].rsplit("<button", 1)[1]
    assert 'value="op"' in button  # down is no more, so the other one of the same question
    assert down.split(" autofocus")[1].startswith('><span aria-hidden="true">↑</span>')


def test_a_question_goes_to_another_section(client, version, writer):
    client.post(url("draft_question_place", "TEST-S-02"), {"onderdeel": "na-het-proces"})
    gone = client.post(url("draft_question_place", "TEST-S-02"), {"onderdeel": "weg"}, follow=True)

    assert codes(version)[-1] == ["TEST-N-01", "TEST-S-02"]
    assert said(gone)[-1] == "Dat onderdeel is er niet meer. Kies een ander."
    numbers = Question.objects.filter(version=version).order_by("number")
    assert [one.number for one in numbers] == [1, 2, 3, 4, 5]


def test_removing_asks_first_and_takes_the_whole_part(client, version, writer):
    asked = client.get(url("draft_section_remove", "start-het-product")).content.decode()
    assert Section.objects.count() == 4
    client.post(url("draft_section_remove", "start-het-product"))
    client.get(url("draft_question_remove", "TEST-N-01"))
    client.post(url("draft_question_remove", "TEST-N-01"))

    assert "Welke vorm?" in asked
    assert codes(version) == [["TEST-S-01"], ["TEST-T-01"]]
    assert Concept.objects.count() == 5  # who they were is kept


# --- conditions ---------------------------------------------------------------------------------


@pytest.fixture
def hanging(version, writer, client):
    """The third question hangs on the first."""
    client.post(
        url("draft_question_condition", "TEST-S-03") + "?vraag=TEST-S-01",
        {"seen": row("TEST-S-03").seen, "points": ["3", "4"]},
    )
    return version


def when_of(version, code):
    return {one["code"]: one.get("when") for one in questions_of(definition_of(version))}[code]


def test_a_condition_is_made_in_two_steps_and_reads_as_a_sentence(client, hanging):
    first = client.get(url("draft_question_condition", "TEST-S-03")).content.decode()
    page = client.get(url("draft_write")).content.decode()

    assert when_of(hanging, "TEST-S-03") == {"question": "TEST-S-01", "is": ["3", "4"]}
    sentence = "Alleen als het antwoord op ‘Hoe ver zijn wij?’ is: Halverwege of Klaar."
    assert sentence in first
    assert sentence in page
    assert first.count("checked") == 2
    client.post(url("draft_question_always", "TEST-S-03"))
    assert when_of(hanging, "TEST-S-03") is None


def test_there_is_nothing_to_hang_the_first_question_on(client, version, writer):
    page = client.get(url("draft_question_condition", "TEST-S-01")).content.decode()
    later = client.get(url("draft_question_condition", "TEST-S-01") + "?vraag=TEST-S-03")

    assert "nog geen schaal of keuzevraag" in page
    assert later.context["form"] is None


BREAKS = {
    "moving it above": ("draft_section_move", "start-het-product", {"richting": "op"}),
    "removing": ("draft_question_remove", "TEST-S-01", {}),
    "removing its section": ("draft_section_remove", "start-het-proces", {}),
    "moving the other below": ("draft_question_place", "TEST-S-01", {"onderdeel": "na-het-proces"}),
}


@pytest.mark.parametrize("deed", BREAKS)
def test_what_would_break_a_condition_is_refused_in_words(client, hanging, deed):
    before = definition_of(hanging)
    name, code, data = BREAKS[deed]

    page = client.post(url(name, code), data, follow=True)

    assert said(page)[-1].startswith("‘Welke tijden?’: de voorwaarde wijst naar TEST-S-01")
    assert definition_of(hanging) == before


def test_a_choice_or_a_kind_that_a_condition_needs_is_not_taken_away(client, version, writer):
    client.post(
        url("draft_question_condition", "TEST-N-01") + "?vraag=TEST-S-03",
        {"seen": row("TEST-N-01").seen, "points": ["avond"]},
    )
    # That question is asked at the start only, and this one afterwards.
    assert when_of(version, "TEST-N-01") is None
    for code in ("TEST-S-03", "TEST-N-01"):
        data = filled(client, "draft_question_edit", code)
        data |= {"axis:moment": [], "axis:flex": []}
        client.post(url("draft_question_edit", code), data)
    client.post(
        url("draft_question_condition", "TEST-N-01") + "?vraag=TEST-S-03",
        {"seen": row("TEST-N-01").seen, "points": ["avond"]},
    )
    assert when_of(version, "TEST-N-01") == {"question": "TEST-S-03", "is": ["avond"]}

    taken = filled(client, "draft_question_edit", "TEST-S-03", **{"points:avond": ""})
    page = client.post(url("draft_question_edit", "TEST-S-03"), taken).content.decode()
    kind = client.post(
        url("draft_question_kind", "TEST-S-03"), {"seen": row("TEST-S-03").seen, "kind": "open"}
    ).content.decode()

    assert "de voorwaarde noemt ‘avond’, en dat is geen keuze van TEST-S-03" in page
    assert "en daar valt niets te kiezen" in kind
    assert len(row("TEST-S-03").scale.points.all()) == 2


# --- races --------------------------------------------------------------------------------------


def test_who_saves_a_question_second_sees_both_texts_and_loses_nothing(client, version, writer):
    mine = filled(
        client,
        "draft_question_edit",
        "TEST-S-03",
        text="Mijn vraag?",
        **{"points:avond": "Mijn avond", "points:new": "Mijn nacht"},
    )
    theirs = filled(
        client,
        "draft_question_edit",
        "TEST-S-03",
        text="Hun vraag?",
        **{"points:overdag": "", "points:new": "Hun ochtend"},
    )
    client.post(url("draft_question_edit", "TEST-S-03"), theirs)

    page = client.post(url("draft_question_edit", "TEST-S-03"), mine)

    html = page.content.decode()
    assert page.status_code == 200
    assert row("TEST-S-03").text == "Hun vraag?"
    for words in ("Iemand anders was je net voor", "Hun vraag?", "Mijn vraag?", "Mijn nacht"):
        assert words in html
    form = page.context["form"]
    again = {bound.html_name: bound.value() for bound in form}
    client.post(
        url("draft_question_edit", "TEST-S-03"),
        {key: value for key, value in again.items() if value not in (None, False)},
    )
    assert row("TEST-S-03").text == "Mijn vraag?"
    # What the other added stays, and what I wrote where the other took it away stands there too.
    assert list(row("TEST-S-03").scale.points.values_list("text", flat=True)) == [
        "Mijn avond",
        "Hun ochtend",
        "Mijn nacht",
        "Overdag",
    ]


def test_who_saves_a_section_or_the_audience_second_sees_both_texts(client, version, writer):
    mine = filled(client, "draft_section_edit", "start-het-proces", purpose="Van mij")
    theirs = filled(client, "draft_section_edit", "start-het-proces", purpose="Van hen")
    client.post(url("draft_section_edit", "start-het-proces"), theirs)
    audience = {"seen": "", "audience": "mijn teams"}
    client.post(url("draft_edit"), audience | {"audience": "hun teams"})

    section = client.post(url("draft_section_edit", "start-het-proces"), mine).content.decode()
    framework = client.post(url("draft_edit"), audience).content.decode()

    assert ("Van mij" in section, "Van hen" in section) == (True, True)
    assert ("mijn teams" in framework, "hun teams" in framework) == (True, True)
    version.refresh_from_db()
    assert version.audience == "hun teams"


def test_a_draft_that_was_read_in_again_is_another_draft_to_who_was_writing(
    client, version, writer
):
    mine = filled(client, "draft_question_edit", "TEST-S-02", text="Mijn vraag?")
    actions.import_framework(small(), group=version.framework.group, by=writer)

    page = client.post(url("draft_question_edit", "TEST-S-02"), mine)

    assert "Mijn vraag?" in page.content.decode()
    assert row("TEST-S-02").text == "Welke vorm?"


def test_who_wrote_in_a_part_that_was_removed_meanwhile_gets_the_text_back(client, version, writer):
    mine = filled(client, "draft_question_edit", "TEST-S-02", help="Mijn lange toelichting")
    guide = filled(client, "draft_section_edit", "na-het-proces", purpose="Mijn doel")
    client.post(url("draft_question_remove", "TEST-S-02"))
    client.post(url("draft_section_remove", "na-het-proces"))

    question = client.post(url("draft_question_edit", "TEST-S-02"), mine)
    section = client.post(url("draft_section_edit", "na-het-proces"), guide)

    assert (question.status_code, section.status_code) == (409, 409)
    assert "Mijn lange toelichting" in question.content.decode()
    assert "Mijn doel" in section.content.decode()
    assert client.get(url("draft_question_edit", "TEST-S-02")).status_code == 404


def test_nothing_is_written_in_a_version_that_was_published_meanwhile(client, version, writer):
    question, section = row("TEST-S-02"), Section.objects.select_related("version").first()
    actions.publish_version(version, by=writer)

    for change in (
        lambda: drafting.remove_question(question, by=writer),
        lambda: drafting.add_question(section, text="Toch?", kind="open", by=writer),
        lambda: drafting.edit_audience(version, "x", seen="", by=writer),
    ):
        with pytest.raises(Stale):
            change()
    late = client.post(url("draft_question_move", "TEST-S-02"), {"richting": "neer"})
    assert late.status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_wins_and_the_other_is_told():
    draft_of()
    question, outcomes = row("TEST-S-02"), []
    values = {
        "help": "",
        "source": "",
        "about": "",
        "core": False,
        "points": [],
        "lines": [],
        "axes": {},
    }

    def save(text):
        try:
            drafting.edit_question(question, values | {"text": text}, seen=question.seen, by=None)
            outcomes.append(text)
        except Stale:
            outcomes.append("late")
        finally:
            connection.close()

    writers = [Thread(target=save, args=(text,)) for text in ("Een", "Twee")]
    for one in writers:
        one.start()
    for one in writers:
        one.join()

    assert sorted(outcomes)[1] == "late"
    assert row("TEST-S-02").text == sorted(outcomes)[0]
    assert row("TEST-S-02").revision == 2


@pytest.mark.django_db(transaction=True)
def test_questions_that_two_add_at_once_both_stand_there_with_codes_of_their_own():
    version = draft_of()
    section = Section.objects.select_related("version__framework").get(code="start-het-product")
    troubles = []

    def add():
        try:
            drafting.add_question(section, text="Nog een?", kind="open", by=None)
        except Exception as error:
            troubles.append(error)
        finally:
            connection.close()

    writers = [Thread(target=add) for _ in range(3)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()

    assert troubles == []
    assert codes(version)[1][2:] == ["TEST-06", "TEST-07", "TEST-08"]


# --- a next version -----------------------------------------------------------------------------


def test_a_question_changed_in_the_browser_is_compared_with_the_version_before(client, db):
    version = published()
    client.force_login(GroupMemberFactory(group=version.framework.group).user)
    client.post(url("framework_renew"))
    for code, text in (
        ("TEST-S-01", "Hoe ver zijn we?"),
        ("TEST-S-02", "Iets heel anders dan eerst?"),
    ):
        data = filled(client, "draft_question_edit", code, text=text)
        client.post(url("draft_question_edit", code), data)
    client.post(url("draft_question_new", "na-het-proces"), {"text": "Nieuw?", "kind": "open"})

    draft = FrameworkVersion.objects.get(status="draft")
    assert dict(draft.question_rows.values_list("concept__code", "equivalence")) == {
        "TEST-S-01": "equivalent",
        "TEST-S-02": "changed",
        "TEST-S-03": "identical",
        "TEST-T-01": "identical",
        "TEST-N-01": "identical",
        "TEST-06": "new",
    }
    changes = client.get(url("draft_changes")).content.decode()
    assert "Iets heel anders" in changes
    assert changes.count('<del><span class="visually-hidden">Vervallen: </span>') >= 2


def test_publishing_says_what_misses_with_a_link_to_the_question(client, version, writer):
    client.post(url("draft_section_new"), {"title": "Nog leeg"})
    for kind in ("one", "scale", "grid"):
        client.post(
            url("draft_question_new", "na-het-proces"), {"text": f"Een {kind}?", "kind": kind}
        )

    page = client.get(url("framework_publish")).content.decode()
    client.post(url("framework_publish"), {"draft": version.pk})

    assert "Onderdeel ‘Nog leeg’ heeft geen vragen." in page
    for code, words in (
        ("TEST-06", "‘Een one?’: er zijn twee of meer keuzes nodig."),
        ("TEST-07", "‘Een scale?’: vul alle 4 omschrijvingen van de schaal in."),
        ("TEST-08", "‘Een grid?’: er zijn twee of meer kolommen nodig."),
        ("TEST-08", "‘Een grid?’: er zijn twee of meer rijen nodig."),
    ):
        assert f'<a href="{url("draft_question_edit", code)}">{words}</a>' in page
    assert not FrameworkVersion.objects.exclude(number=None).exists()


def test_every_change_is_in_the_log_by_codes_only(client, version, writer):
    client.post(url("draft_question_move", "TEST-S-02"), {"richting": "neer"})

    entry = LogEntry.objects.filter(action="framework.draft_changed").get()
    assert (entry.by, entry.details) == (writer, {"part": "TEST-S-02"})


# --- what it costs ------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_writing_takes_the_same_queries_however_much_there_is(
    client, version, writer, rows, django_assert_num_queries
):
    for number in range(rows):
        with transaction.atomic():
            section = drafting.add_section(version, title=f"Deel {number}", by=writer)
            drafting.add_question(section, text=f"Vraag {number}?", kind="scale", by=writer)
    client.get("/")

    with django_assert_num_queries(14):
        client.get(url("draft_write"))
    with django_assert_num_queries(18):
        client.get(url("draft_question_edit", "TEST-S-03"))
    with django_assert_num_queries(37):
        client.post(url("draft_question_move", "TEST-S-02"), {"richting": "neer"})
