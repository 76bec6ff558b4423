"""Trying and sending memos; the text itself is tested against its source in the desk."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coalitions.briefs import actions
from coalitions.briefs import memo as memos
from coalitions.briefs.forms import MemoForm
from coalitions.briefs.models import Memo
from coalitions.tests.factories import CoalitionFactory, MemoFactory
from knw_portal.log import LogEntry
from knw_portal.mail.models import Mail
from knw_portal.tests.factories import GroupMemberFactory, InstitutionFactory, RoleFactory


@pytest.fixture
def bureau(db):
    return RoleFactory(kind="bureau").user


@pytest.fixture
def ambassadors(db):
    return [RoleFactory(kind="ambassador", institution=InstitutionFactory()).user for _ in "123"]


def mails(kind):
    return list(Mail.objects.filter(kind=kind))


def test_a_test_mail_goes_to_oneself_and_the_real_one_still_goes_to_all(
    client, bureau, ambassadors
):
    memo = MemoFactory()
    client.force_login(bureau)
    address = reverse("memo_try", kwargs={"pk": memo.pk})

    for _ in range(2):
        client.post(address)
    tried = mails("memo_tried")
    memo.refresh_from_db()
    was_sent = memo.sent_at
    actions.send_memo(memo, seen=memo.version, by=bureau)
    client.post(address)

    assert [mail.to for mail in tried] == [bureau.email] * 2
    assert was_sent is None
    real = mails("memo_sent")
    assert {mail.to for mail in real} == {person.email for person in ambassadors}
    text = real[0].body
    assert text[text.index("Het bureau") :] in tried[0].body
    assert len(mails("memo_tried")) == 2
    assert LogEntry.objects.filter(action="memo.tried", by=bureau).count() == 2


def test_test_mails_have_a_limit(client, bureau):
    memo = MemoFactory()
    client.force_login(bureau)

    for _ in range(22):
        client.post(reverse("memo_try", kwargs={"pk": memo.pk}))

    assert len(mails("memo_tried")) == 20


def test_every_status_can_be_chosen_and_stands_in_the_head(db):
    memo = MemoFactory()

    heads = []
    for status in Memo.Status:
        memo.status = status
        heads.append(dict(memos.draft(memo).head)["Status"])

    assert heads == ["Ter informatie", "Ter bespreking", "Ter besluitvorming"]
    assert list(MemoForm(instance=memo).fields["status"].choices) == Memo.Status.choices


@pytest.fixture
def groups(db):
    """Two coalitions of the round, one of an earlier year, one that is over; each with a member."""
    memo = MemoFactory()
    round = memo.round
    made = [
        CoalitionFactory(round=round, number=1, title="Aan zet"),
        CoalitionFactory(round=round, number=2, title="Data"),
        CoalitionFactory(title="Vorig jaar", phase="active"),
        CoalitionFactory(title="Afgerond", phase="completed"),
    ]
    return memo, made, [GroupMemberFactory(group=one.group).user for one in made]


@pytest.mark.parametrize(
    ("to", "reached", "head"),
    [
        ("coalition", [0], "Coalitie Aan zet"),
        ("members", [0, 1], "Coalitieleden van deze ronde"),
        ("all_members", [0, 1, 2], "Alle coalitieleden"),
    ],
)
def test_a_memo_goes_to_one_coalition_to_those_of_the_round_or_to_all(
    client, bureau, groups, to, reached, head
):
    memo, coalitions, people = groups
    client.force_login(bureau)
    form = {
        "to": to,
        "coalition": coalitions[0].pk,
        "sender": "Bureau",
        "dated_on": "2031-05-01",
        "subject": "Een memo",
        "status": "information",
        "version": memo.version,
    }

    client.post(reverse("memo_edit", args=[memo.pk]), form)
    memo.refresh_from_db()
    asked = client.get(reverse("memo_send", args=[memo.pk])).content.decode()
    client.post(reverse("memo_send", args=[memo.pk]), {"version": memo.version})

    memo.refresh_from_db()
    wanted = {people[place].email for place in reached}
    assert {mail.to for mail in mails("memo_sent")} == wanted
    assert {person.email for person in people if person.email in asked} == wanted
    letter = memos.document(memo)
    assert dict(letter.head)["Aan"] == head
    titles = [block.text for block in letter.blocks if getattr(block, "level", 0) == 1]
    assert any("Data" in title for title in titles) == (to != "coalition")
    assert any("Aan zet" in title for title in titles)


def test_a_memo_to_one_coalition_says_which_and_is_read_by_its_own_people(
    client, bureau, groups, ambassadors
):
    memo, [coalition, *_], people = groups
    client.force_login(bureau)
    form = {"to": "coalition", "coalition": "", "version": memo.version}
    refused = client.post(reverse("memo_edit", args=[memo.pk]), form).content.decode()
    Memo.objects.filter(pk=memo.pk).update(to="coalition", coalition=coalition)
    memo.refresh_from_db()
    actions.send_memo(memo, seen=memo.version, by=bureau)
    board = RoleFactory(kind="board").user

    def read(person):
        client.force_login(person)
        return client.get(reverse("memo_detail", args=[memo.pk])).status_code

    assert "Kies welke coalitie de memo krijgt" in refused
    assert [read(one) for one in (people[0], bureau, board)] == [200] * 3
    assert [read(one) for one in (people[1], ambassadors[0])] == [404] * 2


def test_reading_a_memo_leaves_no_trace_and_all_get_the_same_link(client, bureau, ambassadors):
    memo = MemoFactory()
    actions.send_memo(memo, seen=memo.version, by=bureau)
    client.force_login(ambassadors[0])
    client.get(reverse("mine"))  # the session is there from now on
    links = {link for mail in mails("memo_sent") for link in re.findall(r"https?://\S+", mail.body)}

    with CaptureQueriesContext(connection) as queries:
        pages = [
            client.get(reverse(name, kwargs={"pk": memo.pk}))
            for name in ("memo_detail", "memo_pdf", "memo_docx")
        ]

    assert [page.status_code for page in pages] == [200] * 3
    assert len(links) == 1
    asked = [query["sql"].lstrip("(") for query in queries]
    assert len(asked) >= 9
    assert [sql for sql in asked if not sql.startswith("SELECT")] == []
