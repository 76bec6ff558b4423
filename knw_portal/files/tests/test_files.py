"""Keeping, handing out and clearing away."""

import errno
import hashlib
import os
import stat
import time
from pathlib import Path

import pytest
from django import forms
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import InternalError, transaction
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from knw_portal.files import actions
from knw_portal.files.actions import keep, let_go
from knw_portal.files.checks import NO_ROOM, Refused
from knw_portal.files.forms import UploadField, UploadsField
from knw_portal.files.models import StoredFile
from knw_portal.files.responses import download
from knw_portal.files.tasks import sweep_files
from knw_portal.files.tests import samples
from knw_portal.people.privacy import everything_about, keepers
from knw_portal.tests.factories import UserFactory


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def a_pdf(name="stuk.pdf"):
    return SimpleUploadedFile(name, samples.pdf())


def on_disk(media):
    return sorted(path for path in Path(media).rglob("*") if path.is_file())


# --- keeping ---


def test_a_kept_file_is_whole_on_disk_under_a_name_of_our_own(db, media):
    user = UserFactory()
    upload = a_pdf("../../Verslag van “Anna”.pdf")

    stored = keep(upload, by=user)

    assert on_disk(media) == [stored.path]
    assert stored.path.name == stored.uid.hex
    assert hashlib.sha256(stored.path.read_bytes()).hexdigest() == stored.digest
    assert (stored.name, stored.kind, stored.uploaded_by) == ("Verslag van “Anna”.pdf", "pdf", user)
    assert stored.size == stored.path.stat().st_size == upload.size
    assert [stat.S_IMODE(p.stat().st_mode) for p in (media, stored.path.parent, stored.path)] == [
        0o700,
        0o700,
        0o600,
    ]


def test_what_is_refused_leaves_nothing(db, media):
    with pytest.raises(Refused):
        keep(SimpleUploadedFile("a.pdf", samples.PAGE), by=None)

    assert not media.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("fails", ["fsync", "replace"])
def test_a_full_disk_is_said_in_words_and_leaves_nothing(db, media, monkeypatch, fails):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    owner = {"fsync": os, "replace": Path}[fails]
    monkeypatch.setattr(owner, fails, full)

    with pytest.raises(Refused, match="Er is nu geen ruimte"):
        keep(a_pdf(), by=None)

    assert on_disk(media) == []
    assert not StoredFile.objects.exists()


def test_a_disk_that_fails_otherwise_is_no_matter_of_the_sender(db, monkeypatch):
    def broken(*_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)

    with pytest.raises(OSError, match="Input/output"):
        keep(a_pdf(), by=None)


def test_a_crash_before_the_row_leaves_a_file_that_the_night_clears_away(db, media):
    with transaction.atomic():
        keep(a_pdf(), by=None)
        transaction.set_rollback(True)
    kept = keep(a_pdf(), by=None)
    for path in on_disk(media):
        old = time.time() - 2 * actions.ORPHAN_AGE
        os.utime(path, (old, old))
    fresh = media / "00" / "new-still-writing"
    fresh.parent.mkdir(exist_ok=True)
    fresh.write_bytes(b"x")
    assert len(on_disk(media)) == 3
    assert StoredFile.objects.count() == 1

    for _ in range(3):
        sweep_files()

    assert on_disk(media) == sorted([kept.path, fresh])


def test_the_night_leaves_what_is_not_ours_alone(db, media):
    (media / "00").mkdir(parents=True)
    notes = media / "00" / "leesmij.txt"
    notes.write_text("van de beheerder")
    os.utime(notes, (1, 1))

    assert actions.sweep() == 0
    assert notes.exists()


def test_a_file_let_go_is_gone_after_the_commit(db, media, django_capture_on_commit_callbacks):
    stored = keep(a_pdf(), by=None)

    with django_capture_on_commit_callbacks(execute=True):
        assert let_go(stored)
        assert len(on_disk(media)) == 1

    assert on_disk(media) == []
    assert not StoredFile.objects.exists()


def test_what_came_in_is_held_by_the_database(db):
    stored = keep(a_pdf(), by=None)

    for change in ({"digest": "0" * 64}, {"size": 1}, {"kind": "docx"}):
        with pytest.raises(InternalError, match="file_is_what_came_in"), transaction.atomic():
            StoredFile.objects.filter(pk=stored.pk).update(**change)


# --- the fields ---


class OneForm(forms.Form):
    file = UploadField()


class ManyForm(forms.Form):
    files = UploadsField(most=2, required=False)


def test_a_field_takes_a_good_file_and_refuses_a_bad_one_in_words():
    good = OneForm({}, {"file": a_pdf()})
    bad = OneForm({}, {"file": SimpleUploadedFile("a.pdf", b"")})
    none = OneForm({}, {})

    assert good.is_valid()
    assert bad.errors == {"file": ["Dit bestand is leeg. Kies het bestand met de inhoud."]}
    assert none.errors == {"file": ["Kies een bestand."]}
    assert 'accept=".pdf,.docx' in str(good["file"])
    assert "tot 25 MB" in good.fields["file"].help_text


def test_of_several_files_each_mistake_names_its_file():
    files = [a_pdf("goed.pdf"), SimpleUploadedFile("fout.pdf", b"")]
    form = ManyForm({}, {"files": files})
    none = ManyForm({}, {})
    many = ManyForm({}, {"files": [a_pdf(), a_pdf(), a_pdf()]})

    assert form.errors["files"] == [
        "fout.pdf: Dit bestand is leeg. Kies het bestand met de inhoud."
    ]
    assert none.is_valid()
    assert none.cleaned_data == {"files": []}
    assert many.errors["files"] == ["Dat zijn 3 bestanden. Kies er hoogstens 2."]
    assert " multiple" in str(form["files"])


# --- receiving ---


@pytest.fixture
def received():
    """The form as a view gets it, from the bytes of a request: `received(name, body)`."""
    requests = []

    def receive(name, body):
        request = RequestFactory().post("/", {"file": SimpleUploadedFile(name, body)})
        requests.append(request)
        return OneForm(request.POST, request.FILES)

    yield receive
    for request in requests:
        request.close()


def test_a_file_that_comes_in_is_the_file_that_was_sent(received):
    body = samples.docx()
    form = received("stuk.docx", body)

    assert form.is_valid()
    assert form.cleaned_data["file"].read() == body


def test_no_more_than_the_limit_is_written_of_what_comes_in(settings, received):
    settings.UPLOAD_MB = 1
    form = received("groot.pdf", samples.pdf() + b"\0" * (3 * 1024 * 1024))

    assert "Dit bestand is 3,0 MB." in form.errors["file"][0]
    assert Path(form.files["file"].temporary_file_path()).stat().st_size <= 1024 * 1024


def test_a_full_disk_while_receiving_is_said_in_words(monkeypatch, received):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TemporaryUploadedFile, "write", full, raising=False)

    assert received("stuk.pdf", samples.pdf()).errors["file"] == [NO_ROOM]


# --- handing out ---


def test_a_file_is_saved_never_shown_and_kept_by_no_cache(db):
    stored = keep(a_pdf("Verslag “één”; a.pdf"), by=None)

    response = download(stored)

    assert b"".join(response) == stored.path.read_bytes()
    response.close()
    assert dict(response.items()) == {
        "Content-Type": "application/pdf",
        "Content-Length": str(stored.size),
        "Content-Disposition": "attachment; filename*=utf-8''"
        "Verslag%20%E2%80%9C%C3%A9%C3%A9n%E2%80%9D%3B%20a.pdf",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }


def test_a_file_that_is_gone_from_disk_is_a_page_not_a_crash(db, caplog):
    stored = keep(a_pdf(), by=None)
    stored.path.unlink()

    with pytest.raises(Http404):
        download(stored)

    assert "cannot be read" in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/media/", "/static/../media/", "/uploads/"])
def test_no_address_leads_into_the_folder(client, path):
    stored = keep(a_pdf(), by=None)
    inside = stored.path.relative_to(django_settings.MEDIA_ROOT)

    response = client.get(f"{path}{inside}")

    assert isinstance(response, HttpResponse)
    assert response.status_code in (302, 404)
    assert "inloggen" in response.get("Location", "inloggen")


# --- people ---


def test_who_sent_a_file_can_take_that_along_and_be_forgotten(db):
    user = UserFactory()
    stored = keep(a_pdf("mijn stuk.pdf"), by=user)
    assert [one["naam"] for one in everything_about(user)["bestanden"]] == ["mijn stuk.pdf"]

    next(keeper for keeper in keepers if keeper.name == "bestanden").erase(user)

    stored.refresh_from_db()
    assert stored.uploaded_by is None
    assert stored.path.exists()
