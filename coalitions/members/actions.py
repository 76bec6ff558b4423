"""What happens with the interest that people show in a coalition."""

from coalitions.members.models import Interest
from knw_portal import confirm


def purge_interests():
    """Wipe interest that nobody confirmed within fourteen days: its link is dead."""
    unconfirmed = Interest.objects.filter(confirmed_at=None)
    return unconfirmed.filter(shown_at__lt=confirm.outdated()).delete()[0]
