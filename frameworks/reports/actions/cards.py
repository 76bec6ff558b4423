"""A practice card is written, offered to the network, and taken back."""

from django.db import transaction
from django.db.models import F, Max
from django.utils.timezone import now

from frameworks.reports.models import CardFile, PracticeCard
from knw_portal import log
from knw_portal.files import actions as files
from knw_portal.forms import Stale
from knw_portal.search.actions import forget, index

MOST_FILES = 5


@transaction.atomic
def draft_card(card, *, by):
    """A new card of a team; only the team sees it."""
    card.made_by = by
    card.save(force_insert=True)
    log.write("card.drafted", card, by=by)
    return card


def card_ready(card):
    """What a card still misses before it may be shared, in words; empty when nothing."""
    missing = []
    if not card.approach.strip():
        missing.append("Schrijf op wat jullie deden.")
    if not card.lesson.strip():
        missing.append("Schrijf op wat jullie ervan leren. Zonder les is de kaart nog niet af.")
    return missing


@transaction.atomic
def publish_card(card, *, version, by):
    """Everybody who signs in can read it. Raises Stale when it changed since `by` saw it."""
    moved = (
        PracticeCard.objects.filter(pk=card.pk, version=version)
        .exclude(status=PracticeCard.PUBLISHED)
        .exclude(lesson="")
        .update(status=PracticeCard.PUBLISHED, published_at=now(), version=F("version") + 1)
    )
    if not moved:
        raise Stale(card)
    card.refresh_from_db(fields=["status", "published_at", "version", *PracticeCard.TEXTS])
    log.write("card.published", card, by=by)
    reindex_card(card)


class TooMany(Exception):
    """A card has no place for so many files."""


@transaction.atomic
def add_card_files(card, uploads, *, by):
    """Put files with a card; who may read it, may have them. Raises Refused for what is not kept.

    Raises TooMany where it would have more than fit. It is another card by it: a colleague who is
    about to share it sees the files first.
    """
    PracticeCard.objects.select_for_update(of=["self"], no_key=True).get(pk=card.pk)
    if card.files.count() + len(uploads) > MOST_FILES:
        raise TooMany(card)
    last = card.files.aggregate(last=Max("number"))["last"] or 0
    for number, upload in enumerate(uploads, start=last + 1):
        CardFile.objects.create(card=card, stored=files.keep(upload, by=by), number=number)
    PracticeCard.objects.filter(pk=card.pk).update(version=F("version") + 1)
    card.refresh_from_db(fields=["version"])
    log.write("card.files_added", card, by=by, amount=len(uploads))


@transaction.atomic
def remove_card_file(file, *, by):
    """Take a file from a card and throw it away. Raises Stale when that was done already."""
    deleted, _ = CardFile.objects.filter(pk=file.pk).delete()
    if not deleted:
        raise Stale(file)
    files.let_go(file.stored)
    log.write("card.file_removed", file.card, by=by)


@transaction.atomic
def withdraw_card(card, *, by):
    """Only the team sees it again. Raises Stale when it was not shared any more."""
    shared = PracticeCard.objects.filter(pk=card.pk, status=PracticeCard.PUBLISHED)
    if not shared.update(status=PracticeCard.WITHDRAWN, version=F("version") + 1):
        raise Stale(card)
    log.write("card.withdrawn", card, by=by)
    forget(log.key(card))


def reindex_card(card):
    """What can be found of a shared card follows its text."""
    if not card.is_published:
        return
    index(
        log.key(card),
        kind="praktijkkaart",
        title=card.title,
        text="\n".join(getattr(card, name) for name in PracticeCard.TEXTS if name != "title"),
        url=card.get_absolute_url(),
    )
