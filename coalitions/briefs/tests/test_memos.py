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
from coalitions.tests.factories import MemoFactory
from knw_portal.log import LogEntry
from knw_portal.mail.models import Mail
from knw_portal.tests.factories import InstitutionFactory, RoleFactory


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
