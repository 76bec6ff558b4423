"""From a row of the outbox to what a mail program receives: the same words as text and HTML."""

import hashlib
import re
from email.utils import format_datetime, parseaddr
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime

from knw_portal.mail.registry import withheld

URL = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)])")


def message(mail):
    """The mail as it is handed over; however often that happens, its Message-ID is the same."""
    body = whole_body(mail)
    made = EmailMultiAlternatives(
        subject=mail.subject,
        body=text_part(mail, body),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        reply_to=[settings.CONTACT_EMAIL],
        headers={
            "Message-ID": message_id(mail.key),
            "Date": format_datetime(localtime()),
            # No out-of-office answers, and no loops with other machines that send mail.
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    made.attach_alternative(html_part(mail, body), "text/html")
    return made


def message_id(key):
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def footer(mail):
    return f"Je krijgt deze mail omdat {mail.why}.\nVragen? Mail naar {settings.CONTACT_EMAIL}."


def whole_body(mail, *, in_practice=False):
    """The text with what only the receiver may read; that stands in no row of the outbox.

    `in_practice`: for a page of a practice portal, with what may be shown there.
    """
    body = mail.body
    for one in withheld.get(mail.kind, ()):
        if one.mark in body and (one.is_shown_in_practice or not in_practice):
            body = body.replace(one.mark, one.fill(mail))
    return body


def text_part(mail, body):
    return f"{body}\n\n{footer(mail)}\n"


def html_part(mail, body):
    return render_to_string(
        "knw_portal/mail/message.html",
        {"subject": mail.subject, "body": as_html(body), "footer": as_html(footer(mail))},
    )


def as_html(text):
    """Plain text as HTML: paragraphs, lists of lines with a dash, links; all else escaped."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return mark_safe("\n".join(_block(block) for block in blocks))  # noqa: S308 every part is escaped in _line


def _block(block):
    parts = groupby(block.split("\n"), key=lambda line: line.startswith("- "))
    return "\n".join(_list(lines) if listed else _paragraph(lines) for listed, lines in parts)


def _list(lines):
    items = format_html_join("\n", "<li>{}</li>", ((_line(line[2:]),) for line in lines))
    return format_html("<ul>\n{}\n</ul>", items)


def _paragraph(lines):
    return format_html(
        "<p>{}</p>", format_html_join(mark_safe("<br>\n"), "{}", ((_line(line),) for line in lines))
    )


def _line(line):
    parts = URL.split(line)  # text, address, text, address, …, text
    linked = [
        format_html('<a href="{}">{}</a>', part, part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    ]
    return mark_safe("".join(linked))  # noqa: S308 each part was escaped above
