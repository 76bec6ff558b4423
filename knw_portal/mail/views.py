"""The post of the portal, for the bureau: what leaves when and to whom, and what became of it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.text import capfirst
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from knw_portal.access import access
from knw_portal.dates import moment
from knw_portal.forms import Stale
from knw_portal.mail import actions, ledger
from knw_portal.mail.delivery import mail_is_shown_here
from knw_portal.mail.messages import as_html, footer, text_part, whole_body
from knw_portal.mail.models import Mail, Reminder
from knw_portal.mail.overview import outgoing
from knw_portal.mail.registry import kinds
from knw_portal.sheets import LONGEST, Sheet, page_or_file

CRUMBS = [("Bureau", reverse_lazy("bureau")), ("Post", reverse_lazy("mail_list"))]
PAGE = 50
PLANNED = 25
STANDS = {  # address, tab, heading, states
    "": ("Alles", "Alle mail", Mail.State.values),
    "wacht": ("Wacht", "Mail die nog moet uitgaan", Mail.UNDER_WAY),
    "mislukt": ("Mislukt", "Mail die niet aankwam", [Mail.State.FAILED]),
    "verzonden": ("Verzonden", "Mail die uitging", [Mail.State.SENT, Mail.State.SHOWN]),
    "tegengehouden": ("Tegengehouden", "Mail die is tegengehouden", [Mail.State.HELD]),
}
MAILS = Sheet(
    "Mail",
    {
        "onderwerp": "subject",
        "aan": "to",
        "klaargezet": "posted_at",
        "stand": "get_state_display",
    },
)
OUTGOING = Sheet(
    "Herinneringen",
    {
        "wat": "title",
        "gelegenheid": "occasion",
        "gaat uit": "due_at",
        "ontvangers": "people",
        "tegengehouden": "is_held",
    },
)
REMINDERS = {  # those that show above the mail of a tab
    "": [Reminder.State.PLANNED, Reminder.State.HELD],
    "tegengehouden": [Reminder.State.HELD],
}


def this_mail(request, pk):
    return get_object_or_404(Mail.objects.select_related("user"), pk=pk)


def this_reminder(request, pk):
    return get_object_or_404(Reminder.objects.select_related("to"), pk=pk)


@require_safe
@access("knw_portal.read_outbox")
def mail_list(request):
    """What goes out when and to whom, and below it every mail, newest first."""
    stand, before = request.GET.get("stand", ""), request.GET.get("voor", "")
    stand = stand if stand in STANDS else ""
    before = int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None
    _, heading, states = STANDS[stand]
    found = Mail.objects.filter(state__in=states) if stand else Mail.objects.all()
    mails = list(found.older_than(before)[: PAGE + 1])
    context = {
        "crumbs": CRUMBS[:1],
        "heading": heading,
        "mails": mails[:PAGE],
        "newest_url": address(stand) if before else "",
        "older_url": address(stand, mails[PAGE - 1].pk) if len(mails) > PAGE else "",
        "tabs": [(label, address(name), name == stand) for name, (label, *_) in STANDS.items()],
        "planned": None if before else reminders_beside(stand),
        "narrowed": bool(stand),
        "shown_here": mail_is_shown_here(),
    }
    return page_or_file(
        request,
        "knw_portal/mail/mail_list.html",
        context,
        MAILS.of(found),
        OUTGOING.of(lambda: reminders_beside(stand, limit=LONGEST + 1) or []),
    )


def reminders_beside(stand, limit=PLANNED):
    """The reminders that belong to this tab; None where there is no place for them."""
    states = REMINDERS.get(stand)
    return outgoing(now(), limit=limit, states=states) if states else None


def address(stand, before=""):
    values = {"stand": stand, "voor": before}
    query = urlencode({name: value for name, value in values.items() if value})
    return reverse("mail_list") + (f"?{query}" if query else "")


@require_safe
@access("knw_portal.read_outbox", on=this_mail)
def mail_detail(request, mail):
    """A mail as its reader sees it, as text and as HTML."""
    facts = [
        ("Aan", f"{mail.user.name}, {mail.to}" if mail.user and mail.to else mail.to),
        ("Klaargezet", moment(mail.posted_at)),
        ("Verzonden", moment(mail.sent_at) if mail.sent_at else ""),
        ("Pogingen", mail.attempts or ""),
        ("Volgende poging", moment(mail.try_at) if mail.state == Mail.State.WAITING else ""),
    ]
    context = {**parts(mail), "mail": mail, "facts": facts, "crumbs": CRUMBS}
    return render(request, "knw_portal/mail/mail_detail.html", context)


@require_POST
@access("knw_portal.steer_outbox", on=this_mail)
def mail_hold(request, mail):
    try:
        actions.hold_mail(mail, by=request.user)
        messages.success(request, "Deze mail gaat niet uit.")
    except Stale:
        messages.warning(request, "Deze mail is al onderweg of was al tegengehouden.")
    return redirect(mail)


@require_POST
@access("knw_portal.steer_outbox", on=this_mail)
def mail_retry(request, mail):
    try:
        actions.retry_mail(mail, by=request.user)
        messages.success(request, "Deze mail gaat zo opnieuw uit.")
    except Stale:
        messages.warning(request, "Deze mail hoeft niet opnieuw, of is te oud om te versturen.")
    return redirect(mail)


@require_safe
@access("knw_portal.read_outbox", on=this_reminder)
def reminder_detail(request, reminder):
    """A reminder that waits: the mail as it would be now, and everybody who would get it."""
    together = Reminder.objects.like(reminder).filter(state=reminder.state).select_related("to")
    mail, kind = ledger.preview(reminder), kinds.get(reminder.kind)
    facts = [
        ("Gaat uit", moment(reminder.due_at)),
        ("Gelegenheid", capfirst(reminder.occasion)),
        ("Waarom vervallen", reminder.reason),
    ]
    context = {
        **(parts(mail) if mail else {}),
        "mail": mail,
        "reminder": reminder,
        "title": kind.label if kind else reminder.kind,
        "facts": facts,
        "crumbs": CRUMBS,
        "people": sorted(together, key=lambda one: one.to.name.lower()),
    }
    return render(request, "knw_portal/mail/reminder_detail.html", context)


@require_POST
@access("knw_portal.steer_outbox", on=this_reminder)
def reminder_hold(request, reminder):
    try:
        ledger.hold_reminders(reminder, by=request.user)
        messages.success(request, "Deze herinnering gaat niet uit.")
    except Stale:
        messages.warning(request, "Deze herinnering was al verzonden, vervallen of tegengehouden.")
    return redirect(reminder)


@require_POST
@access("knw_portal.steer_outbox", on=this_reminder)
def reminder_release(request, reminder):
    try:
        ledger.release_reminders(reminder, by=request.user)
        messages.success(request, "Deze herinnering gaat weer op haar eigen moment uit.")
    except Stale:
        messages.warning(request, "Deze herinnering was niet tegengehouden.")
    return redirect(reminder)


def parts(mail):
    """Both parts of a mail, as they leave, without what is known to the receiver alone."""
    is_read_here = mail.pk and mail_is_shown_here()
    body = whole_body(mail, in_practice=True) if is_read_here else mail.body
    return {
        "text": text_part(mail, body),
        "html": as_html(body),
        "html_footer": as_html(footer(mail)),
    }
