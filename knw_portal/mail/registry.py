"""The kinds of reminders. A room describes each of its own as one class in its `reminders.py`:

    @register
    class SessionSoon(Kind):
        name = "session_soon"  # stable; also the template emails/session_soon.txt
        label = "Herinnering aan een bijeenkomst"
        model = Session

        def due(self, session):
            for days in (14, 3, 1):
                for user in session.invited():
                    yield user, f"{days} dagen voor {session.starts_on}", …

        def still_due(self, session, people):
            return [user for user in people if user not in session.declined()]

        def why(self, session):
            return f"je meedoet aan {session.coalition}"

and its actions call `plan("session_soon", session)` whenever the session changes. What an occasion
is called decides what counts as the same reminder: with the date in its name, a session that
moves gets a new series; without it, who was reminded is not reminded again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

kinds = {}
withheld = {}  # template → what of it stands in the mail alone
OWN_LINK = "(een eigen link, die staat alleen in de mail zelf)"
OWN_CALENDAR = "(een eigen link naar de agenda, die staat alleen in de mail zelf)"


@dataclass(frozen=True)
class Withheld:
    mark: str  # what stands in the outbox
    fill: Callable  # from the mail: what stands in the mail
    is_shown_in_practice: bool


def withhold(template, *, mark, fill, is_shown_in_practice=False):
    """Keep something out of the outbox, which the bureau reads: it is known to the receiver alone.

    The template writes `mark` where it belongs, and so do the row and every page that shows it.
    Only in the mail itself, as it leaves, `fill(mail)` stands there instead. A practice portal
    without a mail server has no other place to read mail than the outbox, and no real people: a
    link that is a door of the portal can be shown there.
    """
    one = Withheld(mark, fill, is_shown_in_practice)
    withheld.setdefault(template, []).append(one)


def withhold_links(*templates, link, calendar=None):
    """Keep the personal links of these mails out of the outbox: who has one needs nothing else."""
    for template in templates:
        withhold(template, mark=OWN_LINK, fill=link, is_shown_in_practice=True)
        if calendar:
            withhold(template, mark=OWN_CALENDAR, fill=calendar, is_shown_in_practice=True)


def register(kind):
    """Make a kind of reminder known, once, by its name."""
    if kind.name in kinds:
        raise ValueError(f"two kinds of reminders are called {kind.name}")
    kinds[kind.name] = kind()
    return kind


class Kind:
    """One kind of reminder: about what, to whom, when, why, and until when it still makes sense."""

    name = ""
    label = ""  # what the bureau reads where it waits
    model = None  # what it is about
    grace = timedelta(hours=12)  # missed by more than this it does not leave any more

    @property
    def template(self):
        return self.name

    def find(self, keys):
        """The rows these reminders are about, by key; one query. What is gone is not in it."""
        pks = [int(key.rpartition(":")[2]) for key in keys]
        found = self.model.objects.in_bulk(pks)
        return {f"{self.model._meta.model_name}:{pk}": row for pk, row in found.items()}

    def due(self, subject):
        """Who is to be reminded, for which occasion, when: `(user, occasion, due_at)` each."""
        raise NotImplementedError

    def still_due(self, subject, people):
        """Those of `people` who have to be reminded still; asked just before it is sent."""
        return people

    def why(self, subject):
        """The end of "Je krijgt deze mail omdat …"."""
        raise NotImplementedError

    def title(self, subject):
        """What the bureau reads above those that wait."""
        return f"{self.label}: {subject}"

    def context(self, subject):
        """What the template knows, beside `person` and `occasion`."""
        return {"subject": subject}
