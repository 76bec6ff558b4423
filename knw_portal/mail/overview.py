"""What leaves soon and what did not leave, for the bureau's desk and the page of the post."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.urls import reverse

from knw_portal import overview
from knw_portal.mail.daytime import is_night
from knw_portal.mail.models import Mail, Reminder
from knw_portal.mail.registry import kinds
from knw_portal.overview import Ask

SOON = timedelta(minutes=15)  # what should have left longer ago than this is late


@dataclass(frozen=True)
class Outgoing:
    """One mail to several people that will leave at `due_at`, unless its cause goes first."""

    title: str
    occasion: str
    due_at: datetime
    people: int
    url: str
    is_held: bool


def outgoing(at, limit=10, states=(Reminder.State.PLANNED,)):
    """What leaves next, soonest first; one query, and one for each kind among them."""
    lines = list(
        Reminder.objects.filter(state__in=states)
        .values("kind", "about", "occasion", "due_at", "state")
        .annotate(people=Count("pk"), first=Min("pk"))
        .order_by("due_at", "first")[:limit]
    )
    titles = _titles(lines)
    return [
        Outgoing(
            title=titles[line["kind"], line["about"]],
            occasion=line["occasion"],
            due_at=line["due_at"],
            people=line["people"],
            url=reverse("reminder_detail", kwargs={"pk": line["first"]}),
            is_held=line["state"] == Reminder.State.HELD,
        )
        for line in lines
    ]


def _titles(lines):
    wanted = defaultdict(set)
    for line in lines:
        wanted[line["kind"]].add(line["about"])
    titles = {}
    for name, keys in wanted.items():
        kind = kinds.get(name)
        found = kind.find(keys) if kind else {}
        for key in keys:
            titles[name, key] = kind.title(found[key]) if key in found else name
    return titles


@overview.late
def failed_mail(user, at):
    """Mail that did not arrive, and mail that waits too long."""
    if not user.has_perm("knw_portal.read_outbox"):
        return
    mail = Mail.objects.filter(state__in=[Mail.State.FAILED, *Mail.UNDER_WAY]).aggregate(
        failed=Count("pk", filter=Q(state=Mail.State.FAILED)),
        waiting=Count("pk", filter=~Q(state=Mail.State.FAILED) & Q(posted_at__lt=at - SOON)),
        since=Min("posted_at", filter=~Q(state=Mail.State.FAILED)),
    )
    page = reverse("mail_list")
    if mail["failed"]:
        yield Ask(
            title=f"{_mails(mail['failed'])} niet aangekomen",
            text="De mailserver weigerde het adres of het bericht.",
            url=f"{page}?stand=mislukt",
            deed="Bekijken",
        )
    if mail["waiting"]:
        yield Ask(
            title=f"{_mails(mail['waiting'])} nog niet verzonden",
            text="De post gaat vanzelf uit zodra de mailserver weer bereikbaar is.",
            url=f"{page}?stand=wacht",
            deed="Bekijken",
            due=mail["since"],
        )


@overview.late
def unmade_reminders(user, at):
    """Reminders that became no mail at their moment: beat stands still, or a kind breaks."""
    if is_night(at) or not user.has_perm("knw_portal.read_outbox"):
        return
    stuck = Reminder.objects.planned().filter(due_at__lt=at - SOON)
    stuck = stuck.aggregate(people=Count("pk"), first=Min("pk"), since=Min("due_at"))
    if stuck["people"]:
        yield Ask(
            title=f"{_reminders(stuck['people'])} blijven liggen",
            text="Het portaal maakte er geen mail van. Vraag de beheerder om in het log te kijken.",
            url=reverse("reminder_detail", kwargs={"pk": stuck["first"]}),
            deed="Bekijken",
            due=stuck["since"],
        )


def _reminders(count):
    return "1 herinnering is" if count == 1 else f"{count} herinneringen zijn"


def _mails(count):
    return "1 mail is" if count == 1 else f"{count} mails zijn"
