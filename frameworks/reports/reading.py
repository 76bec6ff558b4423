"""The closed talks of a trajectory, read from the database for a report."""

from frameworks.definitions.models import FrameworkVersion
from frameworks.reports.equivalence import since_of
from frameworks.reports.models import Mirror, MirrorCell, Sharing
from frameworks.reports.moments import Talk, report_of
from frameworks.reports.sharing import shared_snapshot


def talks_of(trajectory):
    """All that a team said, in order; for the team itself."""
    numbers = version_numbers(trajectory.framework_version.framework_id)
    conversations = trajectory.conversations.filter(closed_at__isnull=False)
    return [
        talk_of(one, trajectory, numbers, one.snapshot)
        for one in conversations.order_by("held_on", "opened_at")
    ]


def talk_of(conversation, trajectory, numbers, snapshot, hidden=()):
    return Talk(
        label=str(conversation),
        moment=conversation.moment,
        held_on=conversation.held_on,
        number=numbers.get(snapshot["framework"], trajectory.framework_version.number),
        snapshot=snapshot,
        hidden=frozenset(hidden),
    )


def shared_talks_of(trajectory, level):
    """What a team shares with `level`, without what it kept to itself: for other readers."""
    numbers = version_numbers(trajectory.framework_version.framework_id)
    conversations = (
        Sharing.objects.conversations(level)
        .filter(trajectory=trajectory)
        .order_by("held_on", "opened_at")
    )
    return [
        talk_of(one, trajectory, numbers, shared_snapshot(one.snapshot, one.left_out))
        for one in conversations
    ]


def version_numbers(framework_id):
    """The number of each version by the fingerprint that a snapshot holds."""
    versions = FrameworkVersion.objects.filter(framework=framework_id).exclude(number=None)
    return dict(versions.values_list("sha256", "number"))


def newest_mirror(framework):
    """The mirror that is read now, and its cells; None where there is none yet."""
    mirror = Mirror.objects.filter(framework=framework).order_by("-made_on").first()
    cells = list(MirrorCell.objects.filter(mirror=mirror)) if mirror else []
    return mirror, cells


def own_report(trajectory):
    """The report of a team over its moments, held against the network."""
    framework = trajectory.framework_version.framework
    mirror, cells = newest_mirror(framework)
    report = report_of(talks_of(trajectory), since_of(framework), cells)
    return report | {"mirror": mirror}


def shared_report(trajectory, level):
    """What others read of it: only what is shared with them, and no mirror."""
    framework = trajectory.framework_version.framework
    return report_of(shared_talks_of(trajectory, level), since_of(framework))
