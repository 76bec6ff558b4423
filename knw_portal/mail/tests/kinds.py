from knw_portal.mail.registry import Kind
from knw_portal.people.models import Group


class Nudge(Kind):
    """A kind of reminder for tests: about a group."""

    name = "nudge"
    label = "Duwtje"
    model = Group

    def why(self, group):
        return f"je in de groep {group} zit"
