import unicodedata

from django.utils.timezone import now

from knw_portal.search.models import SearchText

# PostgreSQL refuses a search vector above 1 MB; nobody looks for what stands after this.
LONGEST_TEXT = 100_000


def index(
    about,
    *,
    kind,
    title,
    text,
    url,
    is_public=False,
    is_for_bureau=False,
    is_for_ambassadors=False,
    group=None,
):
    """Make a thing findable under its key, or keep what can be found up to date.

    Found by everybody when public, by the members of the group, and where said by the bureau and
    the board, or by ambassadors and deputies; otherwise by nobody. Called by the action that
    changes the thing, in its transaction.
    """
    SearchText.objects.bulk_create(
        [
            SearchText(
                about=about,
                kind=kind,
                title=_stored(title)[:300],
                text=_stored(text)[:LONGEST_TEXT],
                url=url,
                is_public=is_public,
                is_for_bureau=is_for_bureau,
                is_for_ambassadors=is_for_ambassadors,
                group=group,
                updated_at=now(),
            )
        ],
        update_conflicts=True,
        unique_fields=["about"],
        update_fields=[
            "kind", "title", "text", "url", "is_public", "is_for_bureau",
            "is_for_ambassadors", "group", "updated_at",
        ],
    )  # fmt: skip


def forget(about):
    """From here on nobody finds it."""
    SearchText.objects.filter(about=about).delete()


def _stored(text):
    # A NUL or half a pair the database refuses; an accent apart from its letter it would not fold.
    text = "".join(part for part in text if part != "\x00" and not "\ud800" <= part <= "\udfff")
    return unicodedata.normalize("NFC", text)
