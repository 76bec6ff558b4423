"""Delivering for one's school, signed in or by the link in a mail, with text and files."""

import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from coalitions.outputs import links
from coalitions.outputs.actions import collections as actions
from coalitions.outputs.models import Collection, Delivery, DeliveryFile
from coalitions.outputs.privacy import deliveries_of
from knw_portal.files.models import StoredFile
from knw_portal.files.tests import samples
from knw_portal.forms import Stale
from knw_portal.log import LogEntry
from knw_portal.mail.messages import message
from knw_portal.mail.models import Mail
from knw_portal.people.models import GroupMember

pytestmark = pytest.mark.django_db


def upload(name="verslag.pdf", body=None):
    return SimpleUploadedFile(name, body or samples.pdf())


def address(name, collection, school="eerste"):
    return reverse(name, args=["saat", collection.pk, school])


def by_link(collection, person, name="delivery_link"):
    return reverse(name, args=[links.token(collection, person)])


def fields(**changes):
    return {"text": "Ons antwoord", "version": 1, **changes}


@pytest.fixture
def delivery(collection):
    return collection.deliveries.get(institution__slug="eerste")


def status(client, url):
    response = client.get(url)
    b"".join(response)  # read to its end a file is closed
    return response.status_code


def names(delivery):
    return sorted(one.stored.name for one in delivery.files.all())


# --- delivering


def test_a_member_delivers_text_and_files_and_gets_a_receipt(
    collection, delivery, people, as_person
):
    client = as_person(people.anna)

    response = client.post(
        address("delivery_edit", collection),
        fields(files=[upload(), upload("bijlage.docx", samples.docx())]),
    )

    delivery.refresh_from_db()
    assert response.url == delivery.get_absolute_url()
    assert (delivery.state, delivery.text) == ("delivered", "Ons antwoord")
    assert (delivery.answered_by, delivery.is_late) == (people.anna, False)
    assert names(delivery) == ["bijlage.docx", "verslag.pdf"]
    receipt = Mail.objects.get(kind="delivery_received")
    assert receipt.to == "anna@example.org"
    assert "Bestanden: 2" in receipt.body


def test_the_link_in_the_mail_delivers_without_signing_in(collection, delivery, people):
    body = message(Mail.objects.get(kind="collection_sent", to="bea@example.org")).body
    (link,) = re.findall(r"https://portaal\.example\.org(/leveren/\S+)", body)
    client = Client()

    page = client.get(link)
    assert "namens <strong>Eerste School</strong>" in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    delivery.refresh_from_db()
    assert delivery.state == "asked"  # a scanner that opens it delivers nothing

    response = client.post(link, fields(files=[upload()]))
    delivery.refresh_from_db()
    assert response.url == link
    assert (delivery.state, delivery.answered_by) == ("delivered", people.bea)
    assert names(delivery) == ["verslag.pdf"]


def test_a_file_alone_is_enough_and_nothing_is_not(collection, delivery, people, as_person):
    client = as_person(people.anna)

    nothing = client.post(address("delivery_edit", collection), fields(text="  "))
    assert "Er is nog niets om te leveren" in nothing.content.decode()
    delivery.refresh_from_db()
    assert delivery.state == "asked"

    client.post(address("delivery_edit", collection), fields(text="", files=[upload()]))
    delivery.refresh_from_db()
    assert delivery.state == "delivered"


def test_a_page_that_says_it_is_a_pdf_is_refused_and_the_text_stays_on_the_form(
    collection, delivery, people, as_person
):
    response = as_person(people.anna).post(
        address("delivery_edit", collection), fields(files=[upload("x.pdf", samples.PAGE)])
    )

    page = response.content.decode()
    assert "x.pdf: Een webpagina of SVG nemen we niet aan." in page
    assert "Ons antwoord" in page
    delivery.refresh_from_db()
    assert (delivery.state, StoredFile.objects.count()) == ("asked", 0)


def test_a_full_disk_keeps_nothing_and_says_what_to_do(
    collection, delivery, people, as_person, monkeypatch
):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("knw_portal.files.actions._write", full)

    response = as_person(people.anna).post(
        address("delivery_edit", collection), fields(files=[upload()])
    )

    assert "Er is nu geen ruimte" in response.content.decode()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.text, delivery.version) == ("asked", "", 1)
    assert StoredFile.objects.count() == 0


def test_a_delivery_is_improved_a_file_taken_away_and_its_first_moment_stays(
    collection, delivery, people, as_person
):
    client = as_person(people.anna)
    client.post(
        address("delivery_edit", collection), fields(files=[upload(), upload("tweede.pdf")])
    )
    delivery.refresh_from_db()
    first_at, gone = delivery.answered_at, delivery.files.get(stored__name="verslag.pdf")

    client.post(
        address("delivery_edit", collection),
        fields(text="Beter", version=delivery.version, remove=[gone.pk]),
    )

    delivery.refresh_from_db()
    assert (delivery.text, names(delivery)) == ("Beter", ["tweede.pdf"])
    assert delivery.answered_at == first_at < delivery.changed_at
    assert list(StoredFile.objects.values_list("name", flat=True)) == ["tweede.pdf"]


def test_nobody_takes_away_a_file_of_another_school(collection, delivery, people, as_person):
    as_person(people.anna).post(address("delivery_edit", collection), fields(files=[upload()]))
    theirs = delivery.files.get()

    response = as_person(people.cor).post(
        address("delivery_edit", collection, "tweede"), fields(remove=[theirs.pk])
    )

    assert "remove" in response.context["form"].errors
    assert names(delivery) == ["verslag.pdf"]


def test_two_colleagues_at_once_lose_neither_text_nor_file(collection, delivery, people, as_person):
    as_person(people.anna).post(
        address("delivery_edit", collection), fields(text="Van Anna", files=[upload()])
    )

    second = as_person(people.bea).post(
        address("delivery_edit", collection),
        fields(text="Van Bea", files=[upload("van-bea.pdf")]),
    )

    page = second.content.decode()
    assert second.status_code == 200
    assert "Van Anna" in page
    assert "Van Bea" in page
    assert "van-bea.pdf" in page
    delivery.refresh_from_db()
    assert delivery.text == "Van Anna"
    assert names(delivery) == ["van-bea.pdf", "verslag.pdf"]


@pytest.mark.django_db(transaction=True)
def test_eight_colleagues_at_the_same_moment_leave_one_text_and_every_file(
    collection, delivery, people
):
    def send(number):
        try:
            return Client().post(
                by_link(collection, people.anna),
                fields(text=f"Tekst {number}", files=[upload(f"{number}.pdf")]),
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(send, range(8)))

    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [302]
    assert names(delivery) == [f"{number}.pdf" for number in range(8)]
    assert Mail.objects.filter(kind="delivery_received").count() == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_delivered_once_it_is_closed_however_close_together(
    collection, delivery, people
):
    def deliver():
        try:
            Client().post(by_link(collection, people.anna), fields())
        finally:
            connection.close()

    def close():
        try:
            actions.close_collection(collection, by=people.guide)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as crowd:
        for done in [crowd.submit(deliver), crowd.submit(close)]:
            done.result()

    collection.refresh_from_db()
    delivery.refresh_from_db()
    assert not collection.is_open
    done = LogEntry.objects.filter(action__in=["delivery.delivered", "collection.closed"])
    said = list(done.order_by("pk").values_list("action", flat=True))
    assert said in (["collection.closed"], ["delivery.delivered", "collection.closed"])
    assert (delivery.state == "delivered") == ("delivery.delivered" in said)


def test_after_the_day_delivering_goes_on_and_says_that_it_is_late(
    collection, delivery, people, as_person
):
    Collection.objects.update(due_on=localdate() - timedelta(days=1))
    client = as_person(people.anna)
    assert (
        "De datum is voorbij" in client.get(address("delivery_edit", collection)).content.decode()
    )

    client.post(address("delivery_edit", collection), fields())

    page = as_person(people.guide).get(collection.get_absolute_url()).content.decode()
    assert "Te laat geleverd" in page
    assert "(na de datum)" in Mail.objects.get(kind="delivery_received").body


@pytest.mark.parametrize("how", ["closed", "withdrawn"])
def test_what_is_over_takes_nothing_any_more(collection, delivery, people, as_person, how):
    if how == "closed":
        actions.close_collection(collection, by=people.guide)
    else:
        actions.withdraw_collection(collection, "Dubbel", by=people.guide)

    as_person(people.anna).post(address("delivery_edit", collection), fields())
    as_person(people.anna).post(address("delivery_decline", collection), {"reason": "x"})
    link = Client().post(by_link(collection, people.anna), fields())
    declined = Client().post(
        by_link(collection, people.anna, "delivery_link_decline"), {"reason": "x"}
    )

    delivery.refresh_from_db()
    assert delivery.state == "asked"
    assert (link.status_code, declined.status_code) == (410, 410)
    assert ("Dubbel" if how == "withdrawn" else "gesloten") in link.content.decode()


def test_closing_while_somebody_types_is_said_when_they_send_it(
    collection, delivery, people, monkeypatch
):
    form_page = by_link(collection, people.anna)
    real = actions.deliver

    def closed_just_before(form, **kwargs):
        actions.close_collection(collection, by=people.guide)
        return real(form, **kwargs)

    monkeypatch.setattr(actions, "deliver", closed_just_before)
    response = Client().post(form_page, fields(), follow=True)

    assert response.status_code == 410
    delivery.refresh_from_db()
    assert delivery.state == "asked"


# --- declining


def test_a_school_says_that_it_will_not_and_may_still_deliver(
    collection, delivery, people, as_person
):
    client = as_person(people.anna)
    assert client.post(address("delivery_decline", collection), {"reason": ""}).status_code == 200

    client.post(address("delivery_decline", collection), {"reason": "Geen tijd"})
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("declined", "Geen tijd")
    read = as_person(people.guide).get(delivery.get_absolute_url()).content.decode()
    assert "Geen tijd" in read

    client.post(address("delivery_edit", collection), fields(version=delivery.version))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("delivered", "")


def test_declining_by_link_and_never_over_a_delivery(collection, delivery, people):
    link = by_link(collection, people.cor, "delivery_link_decline")
    Client().post(link, {"reason": "Geen tijd"})
    Client().post(by_link(collection, people.anna), fields())

    Client().post(by_link(collection, people.bea, "delivery_link_decline"), {"reason": "Toch niet"})

    states = dict(Delivery.objects.values_list("institution__slug", "state"))
    assert states == {"eerste": "delivered", "tweede": "declined"}


def test_a_refusal_that_comes_after_a_delivery_changes_nothing(collection, delivery, people):
    Client().post(by_link(collection, people.anna), fields())

    with pytest.raises(Stale):  # `delivery` is as it was when the page was opened
        actions.decline(delivery, "Toch niet", by=people.bea)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("delivered", "")


# --- who may


def test_only_members_of_that_school_in_this_coalition_deliver(collection, people, as_person):
    statuses = {
        name: as_person(person).post(address("delivery_edit", collection), fields()).status_code
        for name, person in vars(people).items()
        if name not in ("anna", "bea")
    }

    assert statuses == {
        "cor": 403, "guide": 403, "follower": 403, "bureau": 403, "stranger": 403,
    }  # fmt: skip
    assert not Delivery.objects.exclude(state="asked").exists()


def test_a_delivery_and_its_files_are_read_by_the_own_school_and_by_who_asks(
    collection, delivery, people, as_person
):
    as_person(people.bea).post(address("delivery_edit", collection), fields(files=[upload()]))
    file = reverse("delivery_file", args=["saat", collection.pk, delivery.files.get().pk])
    delivery = Delivery.objects.get(pk=delivery.pk)

    def readers(url):
        return {
            name for name, person in vars(people).items() if status(as_person(person), url) == 200
        }

    # Cor leads the coalition, so he asks; a plain member of another school would not.
    assert readers(delivery.get_absolute_url()) == {"anna", "bea", "cor", "guide", "bureau"}
    assert readers(file) == {"anna", "bea", "cor", "guide", "bureau"}
    GroupMember.objects.filter(user=people.cor).update(role="member")
    assert readers(file) == {"anna", "bea", "guide", "bureau"}
    assert Client().get(file).status_code == 302


def test_a_file_comes_as_it_was_to_save_and_never_to_show(collection, delivery, people, as_person):
    body = samples.pdf()
    client = as_person(people.anna)
    client.post(address("delivery_edit", collection), fields(files=[upload("één.pdf", body)]))

    url = reverse("delivery_file", args=["saat", collection.pk, DeliveryFile.objects.get().pk])
    response = client.get(url)

    assert b"".join(response) == body
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_file_is_not_found_under_another_collection(collection, delivery, people, as_person):
    as_person(people.anna).post(address("delivery_edit", collection), fields(files=[upload()]))
    other = Collection.objects.create(
        coalition=collection.coalition, title="Ander", question="?", due_on=localdate()
    )

    url = reverse("delivery_file", args=["saat", other.pk, delivery.files.get().pk])

    assert as_person(people.guide).get(url).status_code == 404


# --- links


def dead(response):
    return response.status_code == 410 and "Deze link werkt niet meer" in response.content.decode()


def test_a_changed_an_old_and_a_foreign_link_get_a_friendly_page(collection, people):
    good = by_link(collection, people.anna)
    assert Client().get(good).status_code == 200

    assert dead(Client().get(good[:-6] + "xxxxx/"))
    assert dead(Client().get(by_link(collection, people.guide)))
    assert dead(Client().get(by_link(collection, people.stranger)))
    Collection.objects.update(due_on=localdate() - timedelta(days=60))
    assert Client().get(good).status_code == 200
    Collection.objects.update(due_on=localdate() - timedelta(days=61))
    assert dead(Client().get(good))
    assert dead(Client().post(good, fields()))


@pytest.mark.parametrize("what", ["left", "closed account", "other school"])
def test_the_link_of_who_may_deliver_no_more_is_dead(collection, people, what):
    link = by_link(collection, people.anna)
    if what == "left":
        GroupMember.objects.filter(user=people.anna).update(until=localdate() - timedelta(days=1))
    elif what == "closed account":
        people.anna.is_active = False
        people.anna.save()
    else:
        people.anna.institution = None
        people.anna.save()

    assert dead(Client().get(link))


def test_a_token_of_another_kind_of_link_opens_nothing(collection, people):
    other = links.signing.dumps([collection.pk, people.anna.pk], salt="sessions.attendance")

    assert dead(Client().get(reverse("delivery_link", args=[other])))


def test_the_link_shows_the_names_of_files_and_no_way_to_get_them(collection, people, as_person):
    as_person(people.anna).post(address("delivery_edit", collection), fields(files=[upload()]))

    page = Client().get(by_link(collection, people.bea)).content.decode()

    assert "verslag.pdf" in page
    assert "bestanden/" not in page


# --- everything at once


def test_the_zip_holds_each_school_its_text_and_files_by_their_own_names(
    collection, people, as_person
):
    body = samples.pdf()
    as_person(people.anna).post(
        address("delivery_edit", collection),
        fields(files=[upload("a.pdf", body), upload("A.PDF", body)]),
    )
    actions.decline(collection.deliveries.get(institution__slug="tweede"), "Druk", by=people.cor)
    url = reverse("collection_bundle", args=["saat", collection.pk])

    response = as_person(people.bureau).get(url)

    with zipfile.ZipFile(io.BytesIO(b"".join(response))) as pack:
        assert pack.namelist() == [
            "overzicht.xlsx", "eerste/tekst.txt", "eerste/a.pdf", "eerste/A 2.PDF",
        ]  # fmt: skip
        assert pack.read("eerste/a.pdf") == body
        assert pack.read("eerste/tekst.txt").decode() == "Ons antwoord"
    assert as_person(people.anna).get(url).status_code == 403


def test_a_file_that_is_lost_is_named_in_the_zip(collection, people, as_person):
    as_person(people.anna).post(address("delivery_edit", collection), fields(files=[upload()]))
    StoredFile.objects.get().path.unlink()

    response = as_person(people.bureau).get(
        reverse("collection_bundle", args=["saat", collection.pk])
    )

    with zipfile.ZipFile(io.BytesIO(b"".join(response))) as pack:
        assert "eerste/verslag.pdf ontbreekt.txt" in pack.namelist()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_form_takes_the_same_queries_for_any_number_of_files(
    collection, delivery, people, as_person, rows, django_assert_num_queries
):
    client = as_person(people.anna)
    client.post(
        address("delivery_edit", collection),
        fields(files=[upload(f"{number}.pdf") for number in range(rows)]),
    )

    with django_assert_num_queries(4):
        page = client.get(address("delivery_edit", collection))

    assert len(page.context["form"].fields["remove"].choices) == rows


def test_what_somebody_delivered_is_part_of_what_the_portal_keeps_about_them(
    collection, delivery, people, as_person
):
    as_person(people.anna).post(address("delivery_edit", collection), fields())

    (kept,) = deliveries_of(people.anna)
    assert (kept["uitvraag"], kept["namens"], kept["tekst"]) == (
        "Een verhaal",
        "Eerste School",
        "Ons antwoord",
    )
    assert kept["wanneer"] <= now()
    assert deliveries_of(people.cor) == []


# --- on behalf of a school


def test_who_asks_delivers_for_a_school_by_name_and_its_people_are_told(
    collection, delivery, people, as_person
):
    url = address("delivery_on_behalf", collection)
    client = as_person(people.guide)
    assert url in client.get(collection.get_absolute_url()).content.decode()

    client.post(url, fields(text="Kwam per mail"))

    delivery.refresh_from_db()
    assert (delivery.state, delivery.text) == ("delivered", "Kwam per mail")
    assert delivery.answered_by == people.guide
    told = {mail.to: message(mail).body for mail in Mail.objects.filter(kind="delivery_on_behalf")}
    assert set(told) == {"anna@example.org", "bea@example.org"}
    assert "Gijs leverde namens Eerste School" in told["anna@example.org"]
    assert by_link(collection, people.anna) in told["anna@example.org"]
    assert not Mail.objects.filter(kind="delivery_received").exists()
    assert LogEntry.objects.get(action="delivery.delivered").details["own"] is False


def test_on_behalf_is_for_who_asks_and_ends_with_the_collection(
    collection, delivery, people, as_person
):
    url = address("delivery_on_behalf", collection)
    assert as_person(people.anna).post(url, fields()).status_code == 403

    actions.close_collection(collection, by=people.guide)
    as_person(people.guide).post(url, fields())

    delivery.refresh_from_db()
    assert delivery.state == "asked"


def test_a_text_is_changed_and_not_taken_back(delivery, collection, people, as_person):
    """Else who asks would go on reading it in the list, as if it had been handed in."""
    client = as_person(people.anna)
    client.post(address("delivery_edit", collection), fields())
    client.post(address("delivery_take_back", collection))

    delivery.refresh_from_db()
    assert (delivery.state, delivery.text) == ("delivered", "Ons antwoord")
