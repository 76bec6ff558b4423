"""What happens with ideas for themes."""

from coalitions.themes.models import Idea
from knw_portal import confirm


def purge_ideas():
    """Wipe ideas that nobody confirmed within fourteen days: their link is dead."""
    unconfirmed = Idea.objects.filter(confirmed_at=None, theme=None)
    return unconfirmed.filter(given_at__lt=confirm.outdated()).delete()[0]
