"""What the desk itself adds to the overviews."""

from django.urls import reverse

from knw_portal import overview
from knw_portal.overview import Ask
from knw_portal.people.models import Role, duties_of
from knw_portal.templatetags.portal import number


@overview.mine
def waiting_at_the_bureau(user, at):
    """For the bureau: how much is late or waits there, as one line of its own page."""
    if not duties_of(user).has(Role.Kind.BUREAU):
        return
    waiting = overview.asks(overview.late_sources, user, at)
    if waiting:
        more = f" En nog {number(len(waiting) - 1)}." if len(waiting) > 1 else ""
        yield Ask(
            title="Kijk wat er op het bureau wacht",
            text=f"Bovenaan: {waiting[0].title}.{more}",
            url=reverse("bureau"),
            deed="Naar het bureau",
            due=waiting[0].due,
            role="bureau",
        )
