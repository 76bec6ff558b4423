"""The vote: who may, until when, what stands, what others can know of it."""

import re
from contextlib import suppress
from datetime import timedelta
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from django.db.utils import IntegrityError, InternalError
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, get_resolver, resolve, reverse
from django.utils.timezone import now

from coalitions.tests.factories import (
    DeliveryFactory,
    SentCollectionFactory,
    ThemeFactory,
    ThemeRoundFactory,
    a_vote,
    an_output,
    check_earlier_work,
    close_vote,
)
from coalitions.themes import actions
from coalitions.themes.models import Ballot, BallotEvent, Count, Preference, RollEntry, ThemeRound
from coalitions.themes.overview import rounds_that_wait, votes_that_wait
from knw_portal.forms import Stale
from knw_portal.log import LogEntry
from knw_portal.mail.ledger import send_due
from knw_portal.mail.messages import message
from knw_portal.mail.models import Mail, Reminder
from knw_portal.tests.factories import InstitutionFactory, RoleFactory


@pytest.fixture
def round(db):
    return a_vote()


@pytest.fixture
def entry(round):
    return round.roll.first()


def voter_of(entry):
    return actions.voters_of(entry).first()


def ids(round):
    return list(round.themes.standing().values_list("pk", flat=True))


def address(name, entry):
    kwargs = {"school_year": entry.round.school_year, "institution": entry.institution.slug}
    return reverse(name, kwargs=kwargs)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def cast(entry, chosen, star=None, **kwargs):
    kwargs = {"kind": "choices", "by": voter_of(entry), **kwargs}
    return actions.cast_ballot(entry, chosen=chosen, star=star, **kwargs)


# --- opening ----------------------------------------------------------------------------------


def test_opening_writes_down_every_affiliated_institution_and_whether_it_had_an_ambassador(db):
    without = InstitutionFactory()
    InstitutionFactory(is_affiliated=False)
    InstitutionFactory(merged_into=without)

    round = a_vote(schools=2)

    assert round.roll.count() == 3
    assert list(round.roll.filter(had_ambassador=False)) == [round.roll.get(institution=without)]


def test_what_was_opened_cannot_be_changed_by_anybody(round, entry):
    theme = round.themes.first()
    changes = [
        lambda: ThemeRound.objects.update(seats=9),
        lambda: ThemeRound.objects.update(vote_closes_at=now() + timedelta(days=99)),
        lambda: ThemeRound.objects.update(roll_frozen_at=None),
        lambda: ThemeRound.objects.update(tie_rule="Het lot beslist"),
        lambda: RollEntry.objects.create(
            round=round, institution=InstitutionFactory(), had_ambassador=True
        ),
        lambda: RollEntry.objects.update(had_ambassador=False),
        lambda: entry.delete(),
        lambda: ThemeFactory(round=round),
        lambda: round.themes.update(title="Iets anders"),
        lambda: round.themes.update(withdrawn_at=now()),
        lambda: round.themes.filter(pk=theme.pk)._raw_delete("default"),
    ]

    for change in changes:
        with pytest.raises(InternalError), transaction.atomic():
            change()
    ThemeRound.objects.update(meeting_note="Dit mag nog")


def test_a_round_is_opened_once_and_not_before_it_is_ready(db):
    bureau = RoleFactory(kind="bureau").user
    early = ThemeRoundFactory(
        proposals_close_at=now() + timedelta(days=1),
        vote_opens_at=now() + timedelta(days=2),
        vote_closes_at=now() + timedelta(days=3),
    )

    with pytest.raises(actions.NotYet, match="voorstellen zijn nog niet gesloten"):
        actions.open_vote(early, by=bureau)
    opened = a_vote()
    with pytest.raises(Stale):
        actions.open_vote(opened, by=bureau)

    assert not early.roll.exists()


def test_the_bureau_opens_the_vote_in_the_browser_and_can_change_no_rule_after(db):
    round = ThemeRoundFactory(
        proposals_close_at=now() - timedelta(days=1),
        vote_opens_at=now() - timedelta(hours=1),
        vote_closes_at=now() + timedelta(days=3),
    )
    ThemeFactory(round=round)
    client = signed_in(RoleFactory(kind="bureau").user)
    url = reverse("round_open", kwargs={"school_year": round.school_year})

    assert "nog geen twee thema" in client.get(url).content.decode()
    ThemeFactory(round=round)
    assert "nagegaan wat er eerder aan is gedaan" in client.get(url).content.decode()
    check_earlier_work(round, by=RoleFactory(kind="bureau").user)
    client.post(url)
    page = client.get(reverse("round_edit", kwargs={"school_year": round.school_year}), follow=True)

    round.refresh_from_db()
    assert round.vote_open()
    assert "liggen de lijst en de regels vast" in page.content.decode()


# --- casting ----------------------------------------------------------------------------------


def test_a_vote_is_cast_in_the_browser_and_the_receipt_holds_no_choices(round, entry):
    first, second, _ = round.themes.all()
    client = signed_in(voter_of(entry))
    data = {"thema": [first.pk, second.pk], "eerste": second.pk, "version": 0, "deed": "vote"}

    receipt = client.post(address("ballot_edit", entry), data, follow=True)

    ballot = Ballot.objects.get()
    assert actions.choices_of(ballot) == {first.pk: False, second.pk: True}
    said = receipt.content.decode()
    assert "De stem is binnen" in said
    assert ballot.tracker in said
    mail = Mail.objects.get(kind="ballot_receipt")
    for theme in round.themes.all():
        assert str(theme) not in said.split("<main")[1]
        assert str(theme) not in mail.subject + mail.body


def test_the_tracker_code_is_in_the_mail_that_leaves_and_nowhere_the_bureau_can_read(round, entry):
    ballot = cast(entry, ids(round)[:1])
    mail = Mail.objects.get(kind="ballot_receipt")
    bureau = signed_in(RoleFactory(kind="bureau").user)

    leaves = message(mail)
    pages = [bureau.get(url).content.decode() for url in (mail.get_absolute_url(), "/bureau/post/")]

    assert f"Volgcode: {ballot.tracker}" in leaves.body
    [(html, _)] = leaves.alternatives
    assert ballot.tracker in html
    assert "staat alleen in de mail zelf" in pages[0]
    row = "".join(map(str, Mail.objects.values_list().get(pk=mail.pk)))
    logged = str(list(LogEntry.objects.values_list("details", "about")))
    for text in (*pages, row, logged):
        assert ballot.tracker not in text


def test_main_and_deputy_see_and_change_the_same_ballot_and_both_get_the_receipt(round, entry):
    deputy = RoleFactory(kind="deputy", institution=entry.institution).user
    main = actions.voters_of(entry).exclude(pk=deputy.pk).get()
    one, two, three = ids(round)
    cast(entry, [one, two], star=one, by=main)

    page = signed_in(deputy).get(address("ballot_edit", entry)).content.decode()
    seen = Ballot.objects.get().version
    cast(entry, [three], by=deputy, seen=seen)

    assert ticked(page) == {str(one), str(two)}
    assert actions.choices_of(Ballot.objects.get()) == {three: False}
    assert ticked(signed_in(main).get(address("ballot_edit", entry)).content.decode()) == {
        str(three)
    }
    assert [(event.what, event.by) for event in BallotEvent.objects.all()] == [
        ("cast", main),
        ("changed", deputy),
    ]
    assert sorted(Mail.objects.filter(kind="ballot_receipt").values_list("to", flat=True)) == (
        sorted([main.email, deputy.email] * 2)
    )


def ticked(page):
    boxes = re.findall(r'<input[^>]*name="thema"[^>]*>', page)
    return {re.search(r'value="(\d+)"', box)[1] for box in boxes if " checked" in box}


def test_more_ticks_than_allowed_are_refused_in_words_and_nothing_ticked_is_lost(db):
    round = a_vote(options=5)
    entry = round.roll.first()
    four = ids(round)[:4]

    page = signed_in(voter_of(entry)).post(
        address("ballot_edit", entry), {"thema": four, "eerste": four[0], "deed": "vote"}
    )

    said = page.content.decode()
    assert "Je kruiste vier thema’s aan. Het mogen er hooguit drie zijn: haal er één weg." in said
    assert ticked(said) == {str(pk) for pk in four}
    assert not Ballot.objects.exists()


def test_a_form_that_was_passed_by_cannot_break_the_rules_either(db):
    round, other = a_vote(options=5), a_vote()
    entry = round.roll.first()
    for chosen, star in [(ids(round)[:4], None), ([], None), (ids(other)[:1], None)]:
        with pytest.raises(ValueError, match="too many"):
            cast(entry, chosen, star)
    with pytest.raises(ValueError, match="star"):
        cast(entry, ids(round)[:1], ids(round)[1])
    ballot = cast(entry, ids(round)[:2], ids(round)[0])
    with pytest.raises(InternalError, match="not on the list"), transaction.atomic():
        Preference.objects.create(ballot=ballot, theme_id=ids(other)[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Preference.objects.create(ballot=ballot, theme_id=ids(round)[3], starred=True)


def test_a_star_beside_a_theme_without_a_tick_is_named_and_let_go_of(round, entry):
    one, two, _ = ids(round)

    page = signed_in(voter_of(entry)).post(
        address("ballot_edit", entry), {"thema": [one], "eerste": two, "deed": "vote"}
    )

    said = page.content.decode()
    assert "Geef de ster aan een thema dat je ook aankruist." in said
    assert not re.findall(r'name="eerste"[^>]* checked', said)


@pytest.mark.parametrize(("deed", "kind"), [("none", "none"), ("abstain", "abstain")])
def test_none_of_these_and_abstaining_are_votes_without_ticks(round, entry, deed, kind):
    cast(entry, ids(round)[:2])

    signed_in(voter_of(entry)).post(
        address("ballot_edit", entry), {"thema": ids(round)[:1], "version": 1, "deed": deed}
    )

    ballot = Ballot.objects.get()
    assert (ballot.kind, actions.choices_of(ballot)) == (kind, {})
    assert actions.turnout(round) == {"roll": 3, "voted": 1, "left": 0}


def test_who_was_first_is_named_and_what_one_ticked_oneself_stays(round, entry):
    deputy = RoleFactory(kind="deputy", institution=entry.institution).user
    main = actions.voters_of(entry).exclude(pk=deputy.pk).get()
    one, two, _ = ids(round)
    client = signed_in(deputy)
    client.get(address("ballot_edit", entry))
    cast(entry, [one], by=main)
    data = {"thema": [two], "version": 0, "deed": "vote"}

    lost = client.post(address("ballot_edit", entry), data)
    again = client.post(address("ballot_edit", entry), {**data, "version": 1})

    said = lost.content.decode()
    assert lost.status_code == 409
    assert main.name in said
    assert "Er is intussen al gestemd." in said
    assert ticked(said) == {str(two)}
    assert 'name="version" value="1"' in said
    assert again.status_code == 302
    assert actions.choices_of(Ballot.objects.get()) == {two: False}


def test_sending_the_same_vote_twice_changes_nothing_the_second_time(round, entry):
    data = {"thema": ids(round)[:2], "version": 0, "deed": "vote"}
    client = signed_in(voter_of(entry))

    answers = [client.post(address("ballot_edit", entry), data) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [302] * 3
    assert BallotEvent.objects.count() == Mail.objects.filter(kind="ballot_receipt").count() == 1


def test_a_vote_taken_back_does_not_count_and_may_be_cast_again(round, entry):
    cast(entry, ids(round)[:2])
    client = signed_in(voter_of(entry))

    client.post(address("ballot_withdraw", entry))
    taken_back = actions.turnout(round)
    cast(entry, ids(round)[:1])

    assert taken_back["voted"] == 0
    assert actions.turnout(round)["voted"] == 1
    assert [event.what for event in BallotEvent.objects.all()] == ["cast", "withdrawn", "cast"]


def test_only_the_ambassadors_of_an_institution_reach_its_ballot(round, entry):
    stranger = voter_of(round.roll.last())
    former = voter_of(entry)
    former.roles.update(until=now().date() - timedelta(days=1))
    successor = RoleFactory(kind="ambassador", institution=entry.institution).user

    assert signed_in(stranger).get(address("ballot_edit", entry)).status_code == 404
    assert signed_in(former).get(address("ballot_edit", entry)).status_code == 404
    assert signed_in(successor).get(address("ballot_edit", entry)).status_code == 200


def test_each_institution_has_its_own_order_of_themes_that_stays(db):
    round = a_vote(options=8, schools=4)
    themes = list(round.themes.all())

    orders = [[t.pk for t in entry.in_own_order(themes)] for entry in round.roll.all()]

    assert orders == [
        [t.pk for t in entry.in_own_order(themes[::-1])] for entry in round.roll.all()
    ]
    assert len({tuple(order) for order in orders}) > 1
    assert all(sorted(order) == sorted(orders[0]) for order in orders)


def test_the_ledger_fits_the_ballot_and_cannot_be_altered(round, entry):
    one, two, _ = ids(round)
    cast(entry, [one, two], star=one)
    ballot, event = Ballot.objects.get(), BallotEvent.objects.get()

    assert event.digest == ballot.digest({one: True, two: False})
    assert event.digest != ballot.digest({one: False, two: True})
    for change in (
        lambda: BallotEvent.objects.update(tracker="X"),
        lambda: BallotEvent.objects.all().delete(),
        lambda: Ballot.objects.all().delete(),
    ):
        with pytest.raises((InternalError, ProtectedError)), transaction.atomic():
            change()
    assert BallotEvent.objects.count() == Ballot.objects.count() == 1


# --- closing and counting ---------------------------------------------------------------------


def test_after_the_close_a_vote_is_refused_in_words_with_what_was_sent(round, entry):
    close_vote(round)
    theme = round.themes.first()

    page = signed_in(voter_of(entry)).post(
        address("ballot_edit", entry), {"thema": [theme.pk], "version": 0, "deed": "vote"}
    )

    said = page.content.decode()
    assert page.status_code == 409
    assert "De stemming is gesloten." in said
    assert str(theme) in said
    assert not Ballot.objects.exists()


def test_not_even_the_database_takes_a_ballot_outside_the_vote(round, entry):
    ballot = cast(entry, ids(round)[:1])
    close_vote(round)

    for change in (
        lambda: Ballot.objects.update(kind="abstain"),
        lambda: ballot.preferences.all().delete(),
        lambda: Preference.objects.create(ballot=ballot, theme_id=ids(round)[1]),
        lambda: cast(round.roll.last(), ids(round)[:1]),
    ):
        with pytest.raises((InternalError, actions.TooLate)), transaction.atomic():
            change()


def test_the_first_look_after_the_close_counts_and_the_result_stands(round):
    first, second, third = ids(round)
    for entry, chosen in zip(round.roll.all(), ([first, second], [first], []), strict=True):
        kind = "choices" if chosen else "none"
        cast(entry, chosen, star=chosen[0] if chosen else None, kind=kind)
    close_vote(round)
    reader = signed_in(voter_of(round.roll.first()))

    page = reader.get(reverse("result_detail", kwargs={"school_year": round.school_year}))
    actions.freeze_counts()

    count = Count.objects.get()
    assert [(row["theme"], row["votes"], row["stars"]) for row in count.result["rows"]] == [
        (first, 2, 2),
        (second, 1, 0),
        (third, 0, 0),
    ]
    assert count.result["turnout"] == {
        "roll": 3,
        "voted": 3,
        "left": 0,
        "none": 1,
        "abstained": 0,
        "ticks": 3,
    }
    assert "2 stemmen, waarvan 2 met een ster" in page.content.decode()
    with pytest.raises(InternalError), transaction.atomic():
        Count.objects.update(result={})


def test_the_sweep_counts_what_closed_and_nothing_else(round):
    open_one = a_vote()
    close_vote(round)

    actions.freeze_counts()

    assert [count.round for count in Count.objects.all()] == [round]
    with pytest.raises(actions.NotYet):
        actions.count_of(open_one)


def test_before_it_opens_no_vote_is_taken(round, entry):
    later = a_vote(vote_opens_at=now() + timedelta(hours=1))

    with pytest.raises(actions.TooLate):
        cast(later.roll.first(), ids(later)[:1])
    cast(entry, ids(round)[:1])

    assert Ballot.objects.count() == 1


# --- sealed -----------------------------------------------------------------------------------

MASKS = [
    (r'name="csrfmiddlewaretoken" value="[^"]+"', "csrf"),
    (r'"x-csrftoken": "[^"]+"', "csrf"),
    (r"\d\d\.\d\d uur", "time"),
    (r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d", "time"),
    (r"<v>\d{5}\.\d+</v>", "time"),  # as a spreadsheet counts days
    (r"/post/\d+/", "/post/mail/"),
    (r"\b[A-Z2-9]{8}\b", "code"),
]


def seen_by_others(round, clients, choose, follow=False):
    """Every page of the round for everybody but who voted, and every mail, with these votes.

    With `follow` that is every address of the portal that can be reached: each that takes no
    argument, and from there along every link.
    """
    with transaction.atomic():
        for place, entry in enumerate(round.roll.order_by("pk")[:4]):
            kind, chosen = choose(place, ids(round))
            marks = MARKS[round.method](chosen)
            actions.cast_ballot(entry, kind=kind, marks=marks, by=voter_of(entry))
        seen = {}
        for role, client in clients.items():
            urls = [*addresses(round), *(everywhere() if follow else ())]
            known = set(urls)
            client.get(reverse("mine"))  # what an earlier round of these pages had to say
            while urls:
                url = urls.pop(0)
                answer = client.get(url)
                text = text_of(answer)
                told = (answer.status_code, answer.get("ETag"), masked(text))
                seen.setdefault((role, masked(url)), []).append(told)
                if follow and answer["Content-Type"].startswith("text/html"):
                    links = set(map(unescape, re.findall(r'href="(/[^"#]*)', text))) - known
                    links -= {link for link in links if link.startswith("/static/")}
                    urls += sorted(links, key=lambda link: (len(link), link))  # 9 before 10
                    known |= links
        mails = Mail.objects.order_by("pk").values_list("kind", "to", "subject", "body", "why")
        seen["mails"] = [masked("|".join(mail)) for mail in mails]
        transaction.set_rollback(True)
    return seen


def text_of(answer):
    """What there is to read in an answer; of a spreadsheet that is in a zip, without its date."""
    content = answer.getvalue()
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with ZipFile(BytesIO(content)) as parts:
        names = [name for name in parts.namelist() if not name.startswith("docProps/")]
        return "".join(parts.read(name).decode(errors="replace") for name in names)


def everywhere():
    """Every address of the portal that needs nothing to be filled in."""
    for name in get_resolver().reverse_dict:
        if isinstance(name, str) and name not in ("account_logout", "health"):
            with suppress(NoReverseMatch):
                yield reverse(name)


def name_at(url):
    """The name of the page at an address, None where there is none."""
    with suppress(Resolver404):
        return resolve(url.partition("?")[0]).url_name


def masked(text):
    for pattern, word in MASKS:
        text = re.sub(pattern, word, text)
    return text


def addresses(round):
    kwargs = {"school_year": round.school_year}
    named = ["round_detail", "turnout_detail", "result_detail", "decision_edit", "theme_new"]
    # No page leads there before the close; whoever knows the address is there at once.
    named += ["ballot_list", "ballot_recount", "ballot_json", "ballot_blt", "round_memo"]
    return [
        *(reverse(name) for name in ("mine", "bureau", "round_list", "mail_list")),
        *(reverse(name, kwargs=kwargs) for name in named),
    ]


MARKS = {  # what one gives to the themes of one's choice, the dearest first
    "approval": lambda chosen: {theme: theme == chosen[0] for theme in chosen},
    "points": lambda chosen: {theme: 3 - place for place, theme in enumerate(chosen)},
    "ranking": lambda chosen: {theme: place for place, theme in enumerate(chosen, start=1)},
}


@pytest.fixture(params=MARKS)
def onlookers(db, request):
    tie_break = "stars" if request.param == "approval" else "decision"
    round = a_vote(schools=6, options=6, method=request.param, tie_break=tie_break)
    school = round.roll.first().institution
    output = an_output()
    collection = SentCollectionFactory(coalition=output.coalition)
    DeliveryFactory(collection=collection, institution=school)
    people = {
        "bureau": RoleFactory(kind="bureau").user,
        "board": RoleFactory(kind="board").user,
        "other school": voter_of(round.roll.order_by("pk").last()),
        "newcomer": RoleFactory(kind="expert").user,
    }
    clients = {role: signed_in(person) for role, person in people.items()}
    clients["visitor"] = Client()
    seen_by_others(round, clients, one_way)  # sessions and caches are warm from here on
    return round, clients


def one_way(place, themes):
    return "choices", themes[:3]


def another_way(place, themes):
    return ("abstain", []) if place == 0 else ("choices", themes[place : place + 1])


def test_nobody_else_can_see_before_the_close_what_was_voted(onlookers):
    once, other = (seen_by_others(*onlookers, choose, True) for choose in (one_way, another_way))

    assert set(once) == set(other)
    assert {where for where in once if once[where] != other[where]} == set()
    assert len(once["mails"]) == 4
    pages = {where: told for where, told in once.items() if where != "mails"}
    assert {told[0] for answers in pages.values() for told in answers} >= {200, 302, 403, 404}
    # It went on from the pages it began with: to the mails, the people and the places to export,
    # and to what schools are asked for and what was made of it.
    reached = {url for role, url in pages if role == "bureau"}
    assert {"/bureau/post/mail/", "/bureau/mensen/", reverse("profile_export")} <= reached
    assert {name for url in reached if (name := name_at(url))} >= {
        "collection_detail", "output_detail", "roll_detail", "vote_extend", "theme_detail",
        "ballot_list", "ballot_recount", "ballot_json", "ballot_blt",
    }  # fmt: skip
    assert len(reached) > 60
    assert len(pages) > 200


def test_the_crawl_would_find_a_page_that_tells(onlookers, monkeypatch):
    tell = Ballot.get_kind_display
    monkeypatch.setattr(RollEntry, "__str__", lambda entry: tell(entry.ballot))
    monkeypatch.setattr(
        "knw_portal.people.models.Institution.__str__",
        lambda school: " ".join(
            Ballot.objects.filter(entry__institution=school).values_list("kind", flat=True)
        ),
    )

    once, other = (seen_by_others(*onlookers, choose) for choose in (one_way, another_way))

    assert any(once[where] != other[where] for where in once)


# --- turnout and reminders --------------------------------------------------------------------


def test_the_bureau_reminds_those_who_have_not_voted_and_nobody_else_once_a_day(round, entry):
    cast(entry, ids(round)[:1])
    client = signed_in(RoleFactory(kind="bureau").user)
    kwargs = {"school_year": round.school_year}

    for _ in range(5):
        client.post(reverse("turnout_remind", kwargs=kwargs))

    silent = [voter_of(one).email for one in round.roll.silent()]
    mails = Mail.objects.filter(kind="vote_reminder")
    assert sorted(mail.to for mail in mails) == sorted(silent)
    assert len(silent) == 2


def test_reminders_come_at_the_opening_and_near_the_close_and_stop_for_who_voted(round, entry):
    occasions = Reminder.objects.filter(kind="vote_waits").order_by("due_at")
    assert len(set(occasions.values_list("occasion", flat=True))) == 3
    cast(entry, ids(round)[:1])
    last = occasions.filter(state="planned").last().due_at

    send_due(last + timedelta(minutes=1))

    reminded = Mail.objects.filter(kind="vote_waits").values_list("to", flat=True)
    assert sorted(reminded) == sorted(voter_of(one).email for one in round.roll.silent())


def test_my_page_asks_for_the_vote_until_it_is_cast_and_the_bureau_for_what_comes_next(
    round, entry
):
    voter, bureau = voter_of(entry), RoleFactory(kind="bureau").user

    [ask] = votes_that_wait(voter, now())
    cast(entry, ids(round)[:1])

    assert ask.url == address("ballot_edit", entry)
    assert ask.due == round.vote_closes_at
    assert list(votes_that_wait(voter, now())) == []
    assert list(rounds_that_wait(bureau, now())) == []
    close_vote(round)
    assert "leg het besluit vast" in next(rounds_that_wait(bureau, now())).title


# --- how much is asked of the database --------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_of_a_vote_take_the_same_queries_for_any_number_of_rows(
    db, rows, django_assert_num_queries
):
    round = a_vote(schools=rows, options=max(2, rows * 2))
    for entry in round.roll.all():
        cast(entry, ids(round)[:2], star=ids(round)[0])
    entry = round.roll.first()
    client = signed_in(voter_of(entry))
    bureau = signed_in(RoleFactory(kind="bureau").user)
    kwargs = {"school_year": round.school_year}
    client.get(reverse("mine"))
    bureau.get(reverse("mine"))
    vote, receipt = address("ballot_edit", entry), address("ballot_receipt", entry)

    with django_assert_num_queries(10):
        client.get(vote)
    with django_assert_num_queries(7):
        client.get(receipt)
    with django_assert_num_queries(4):
        bureau.get(reverse("turnout_detail", kwargs=kwargs))
    with django_assert_num_queries(8):
        client.get(reverse("round_detail", kwargs=kwargs))
    close_vote(round)
    actions.count_of(round)
    with django_assert_num_queries(4):
        client.get(reverse("result_detail", kwargs=kwargs))
    with django_assert_num_queries(7):
        bureau.get(reverse("decision_edit", kwargs=kwargs))
