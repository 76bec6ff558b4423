"""Every list that the bureau reads can be taken along, and no cell of it becomes a formula."""

import csv
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils.timezone import now

from coalitions.desk.tests.test_access import patterns
from coalitions.outputs.models import OutputKind
from coalitions.sessions.models import Attendance, Session
from coalitions.tests.factories import (
    ActionItemFactory,
    ApplicationFactory,
    AttendanceFactory,
    CoalitionFactory,
    DeliveryFactory,
    IdeaFactory,
    InterestFactory,
    InterviewNoteFactory,
    SentCollectionFactory,
    SessionFactory,
    ThemeFactory,
    ThemeRoundFactory,
    a_consultation,
    a_draft,
    a_vote,
)
from coalitions.themes import actions as themes
from coalitions.themes.models import ThemeRound
from frameworks.definitions.models import QualityObject
from knw_portal import sheets
from knw_portal.documents.tables import starts_formula
from knw_portal.mail.models import Mail, Reminder
from knw_portal.people.models import Institution
from knw_portal.sheets import Sheet
from knw_portal.tests.factories import (
    AmbassadorRequestFactory,
    FunctionFactory,
    GroupMemberFactory,
    InstitutionFactory,
    RoleFactory,
    UserFactory,
)

EVIL = "=1+1"
AT = datetime(2030, 1, 1, 10, tzinfo=UTC)
# The pages with a list for the bureau, and what can be taken along from each.
TAKEN = {
    "bureau": {"wat_nu_loopt"},
    "coalition_list": {"coalities"},
    "collection_detail": {"stand"},
    "collection_input": {"input"},
    "collection_list": {"uitvragen"},
    "comment_list": {"opmerkingen"},
    "idea_list": {"ideeen"},
    "interest_list": {"belangstelling"},
    "mail_list": {"mail", "herinneringen"},
    "member_list": {"leden", "samenstelling"},
    "output_list": {"opbrengsten"},
    "person_list": {"mensen"},
    "reference_list functies": {"functies"},
    "reference_list instellingen": {"instellingen"},
    "reference_list objecten-van-kwaliteit": {"objecten_van_kwaliteit"},
    "reference_list soorten-opbrengst": {"soorten_opbrengst"},
    "round_detail": {"themas"},
    "round_list": {"themarondes"},
    "session_detail": {"acties"},
    "session_list": {"bijeenkomsten", "aanwezigheid"},
    "signup_list": {"ambassadeurs", "belangstelling", "ideeen"},
    "take_back_list": {"meegenomen"},
    "turnout_detail": {"opkomst"},
}
NOT_OF_THE_BUREAU = {
    "ballot_list",  # everybody's, without names; it has files of its own that can be counted
    "version_list",  # versions of a brief: to read side by side
    "framework_list",  # public question sets: cards, with nobody in them
    "trajectory_list",  # the teams one is in oneself
    # of a team, or of who writes a question set: their own
    *("ambition_list", "guide_list", "interpretation_list", "poll_list", "team_action_list"),
    "remark_list",
    "card_list",  # practice cards, for everybody who signs in
    "institution_list",  # names and places, for everybody; the bureau has its own list
    "school_list",  # for an ambassador: the own schools
}


@pytest.fixture
def bureau(db):
    return RoleFactory(kind="bureau", user__name="+Bureau").user


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def addresses(bureau):
    """The pages of the table above, each with at least one row in every list."""
    coalition = CoalitionFactory(slug="lijst", title=EVIL)
    session = SessionFactory(coalition=coalition, title=EVIL)
    round, vote = ThemeRoundFactory(), a_vote(schools=1)
    a_consultation(coalition=coalition)
    collection = SentCollectionFactory(coalition=coalition, title=EVIL)
    a_row_everywhere(coalition, session, round)
    school = vote.roll.get(had_ambassador=True).institution
    Institution.objects.filter(pk=school.pk).update(name="-School")
    voter = school.role_set.get().user
    entry = vote.roll.get(institution=school)
    themes.cast_ballot(entry, kind="abstain", seen=0, by=voter)
    known = {"slug": "lijst", "pk": session.pk, "school_year": round.school_year}
    urls = {name: address_of(name, **known) for name in TAKEN}
    urls["collection_detail"] = collection.get_absolute_url()
    talk = InterviewNoteFactory(
        delivery__collection__coalition=coalition,
        delivery__state="delivered",
        delivery__answered_by=voter,
        delivery__answered_at=AT,
        delivery__changed_at=AT,
        function=EVIL,
        quote=EVIL,
    )
    urls["collection_input"] = reverse(
        "collection_input", args=["lijst", talk.delivery.collection_id]
    )
    return {**urls, "turnout_detail": reverse("turnout_detail", args=[vote.school_year])}


def address_of(name, **known):
    view, _, list = name.partition(" ")
    known["list"] = list
    [(_, parts)] = get_resolver().reverse_dict.getlist(view)[0][0]
    return reverse(view, kwargs={part: known[part] for part in parts})


def a_row_everywhere(coalition, session, round):
    """One row more in every list, each with a text that wants to be a formula."""
    person = UserFactory(
        name=EVIL, institution=InstitutionFactory(name=f"{EVIL} {Institution.objects.count()}")
    )
    RoleFactory(user=person, kind="expert", until=date(2021, 1, 1))
    GroupMemberFactory(group=coalition.group, user=person)
    ApplicationFactory(
        coalition=coalition, brings=EVIL, user__function=FunctionFactory(parent=FunctionFactory())
    )
    number = coalition.sessions.count() + 1
    function = FunctionFactory(plural=EVIL, parent=FunctionFactory())
    coalition.desired.create(function=function, wished=2, note=EVIL)
    OutputKind.objects.create(name=f"-{number}")
    QualityObject.objects.create(code=f"o{number}", name=f"-{number}")
    coalition.take_backs.create(institution=person.institution, by=person, text=EVIL)
    CoalitionFactory(title="-1", round=ThemeRoundFactory())
    InterestFactory(name=EVIL, confirmed_at=AT, coalition=coalition, institution=person.institution)
    IdeaFactory(title=EVIL, confirmed_at=AT)
    AmbassadorRequestFactory(name=EVIL, confirmed_at=AT)
    ThemeFactory(
        round=round, title=f"{EVIL} {round.themes.count()}", institution=person.institution
    )
    AttendanceFactory(session=session, user=person)
    ActionItemFactory(session=session, user=person, what=EVIL)
    coalition.consultations.get().comments.create(section="other", by=person, text=EVIL)
    asked = coalition.collections.earliest("pk")
    DeliveryFactory(collection=asked, institution=person.institution, reason=EVIL)
    SentCollectionFactory(coalition=coalition, title=EVIL)
    a_draft(coalition=coalition, title=f"{EVIL} {coalition.outputs.count()}")
    SessionFactory(coalition=coalition, number=number, title="@x", starts_at=AT)
    Mail.objects.create(key=f"m{number}", kind="x", to="a@example.org", subject=EVIL, body="b")
    Reminder.objects.create(
        kind="=x", about=f"x:{number}", to=person, occasion=EVIL, due_at=now() + timedelta(days=1)
    )


def links_on(client, url):
    """The addresses of the files on a page, by list and kind."""
    links = BeautifulSoup(client.get(url).content, "html.parser").select("a[href*='als=']")
    found = {}
    for link in links:
        asked = dict(pair.split("=") for pair in link["href"].partition("?")[2].split("&"))
        found.setdefault(asked["lijst"], {})[asked["als"]] = link["href"]
    return found


def csv_rows(response):
    return list(
        csv.reader(StringIO(response.content.decode("utf-8-sig"), newline=""), delimiter=";")
    )


def sheet_of(response):
    return openpyxl.load_workbook(BytesIO(response.content)).active


def test_every_list_page_is_in_the_table():
    lists = {p.name for p in patterns() if p.name.endswith("_list")}

    assert lists - {name.split()[0] for name in TAKEN} == NOT_OF_THE_BUREAU


def test_every_list_of_the_bureau_is_offered_as_both_kinds_of_file(bureau, addresses):
    client = client_of(bureau)

    found = {name: links_on(client, url) for name, url in addresses.items()}

    assert {name: set(links) for name, links in found.items()} == TAKEN
    assert {tuple(kinds) for links in found.values() for kinds in links.values()} == {
        ("xlsx", "csv")
    }


def test_both_files_have_the_same_rows_and_no_text_is_a_formula(bureau, addresses):
    client, escaped = client_of(bureau), set()
    for name, url in addresses.items():
        for code, kinds in links_on(client, url).items():
            plain = csv_rows(client.get(kinds["csv"]))
            book = sheet_of(client.get(kinds["xlsx"]))

            assert (book.max_row, book.max_column) == (len(plain), len(plain[0])), (name, code)
            assert len(plain) > 1, (name, code)
            cells = [cell for row in plain for cell in row]
            assert [one for one in cells if starts_formula(one)] == [], (name, code)
            assert not {cell.data_type for row in book.rows for cell in row} & {"f", "e"}
            if any(cell.startswith("'") for cell in cells):
                escaped.add((name, code))
    assert escaped >= {(name, code) for name, codes in TAKEN.items() for code in codes} - {
        ("round_list", "themarondes"),  # nobody types what stands in these two
        ("bureau", "wat_nu_loopt"),
    }


def test_a_moment_in_a_workbook_is_a_moment(bureau, addresses):
    url = links_on(client_of(bureau), addresses["mail_list"])["mail"]["xlsx"]

    posted = sheet_of(client_of(bureau).get(url))["C2"]

    assert (type(posted.value).__name__, posted.number_format) == ("datetime", "dd-mm-yyyy hh:mm")


def test_a_file_has_the_filters_of_its_page(bureau):
    UserFactory(name="Anna Bos")
    UserFactory(name="Bert Dal")
    client = client_of(bureau)

    links = links_on(client, reverse("person_list") + "?q=bos&pagina=1")["mensen"]

    assert links["csv"] == "/bureau/mensen/?q=bos&lijst=mensen&als=csv"
    assert [row[0] for row in csv_rows(client.get(links["csv"]))] == ["Naam", "Anna Bos"]


def test_a_file_holds_the_whole_list_and_the_page_one_page_of_it(bureau, monkeypatch):
    monkeypatch.setattr("knw_portal.people.bureau_views.PAGE", 2)
    for number in range(4):
        UserFactory(name=f"Persoon {number}")

    rows = csv_rows(
        client_of(bureau).get(reverse("person_list"), {"lijst": "mensen", "als": "csv"})
    )

    assert len(rows) == 6


def test_a_list_that_is_cut_says_so_in_its_last_row(monkeypatch):
    monkeypatch.setattr(sheets, "LONGEST", 2)
    sheet = Sheet("Getallen", {"getal": lambda number: number, "nog eens": str})

    header, rows = sheet.of(range(1, 5)).table()

    assert header == ["Getal", "Nog eens"]
    assert rows == [[1, "1"], [2, "2"], [sheets.CUT, ""]]
    assert sheet.of([1, 2]).table()[1] == [[1, "1"], [2, "2"]]


@pytest.mark.parametrize(
    "asked", [{"lijst": "mensen", "als": "exe"}, {"lijst": "iets", "als": "csv"}, {"als": "csv"}]
)
def test_what_no_page_offers_is_not_there(bureau, asked):
    assert client_of(bureau).get(reverse("person_list"), asked).status_code == 404


def test_who_reads_a_page_takes_along_no_more_than_it_shows(addresses):
    place = GroupMemberFactory(group=Session.objects.get(title=EVIL).coalition.group)
    client = client_of(place.user)

    offered = {
        name: set(links_on(client, addresses[name])) for name in ("member_list", "session_list")
    }
    refused = [
        client.get(addresses["member_list"], {"lijst": "leden", "als": "csv"}).status_code,
        client.get(addresses["session_list"], {"lijst": "aanwezigheid", "als": "csv"}).status_code,
        Client().get(addresses["coalition_list"], {"lijst": "coalities", "als": "csv"}).status_code,
    ]

    assert offered == {"member_list": {"samenstelling"}, "session_list": {"bijeenkomsten"}}
    assert refused == [403, 403, 403]
    assert links_on(Client(), addresses["coalition_list"]) == {}


def test_the_turnout_says_who_voted_and_not_what(bureau, addresses):
    url = links_on(client_of(bureau), addresses["turnout_detail"])["opkomst"]["csv"]

    header, *rows = csv_rows(client_of(bureau).get(url))

    assert header == ["Instelling", "Gestemd", "Door", "Wanneer", "Had een ambassadeur"]
    assert sorted(row[1] for row in rows).count("ja") == 1


def test_a_file_takes_the_same_queries_for_one_row_and_for_three(bureau, addresses):
    coalition = Session.objects.get(title=EVIL).coalition
    session = coalition.sessions.get(title=EVIL)
    round = ThemeRound.objects.get(roll_frozen_at=None, themes__title__startswith=EVIL)
    client = client_of(bureau)
    urls = [kinds["csv"] for url in addresses.values() for kinds in links_on(client, url).values()]

    before = {url: counted(client, url) for url in urls}
    for _ in range(2):
        a_row_everywhere(coalition, session, round)

    assert {url: counted(client, url) for url in urls} == before
    assert Attendance.objects.count() == 3


def counted(client, url):
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)
