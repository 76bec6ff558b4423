"""The mirror of the network is made, on a fixed day."""

from django.db import connection, transaction

from frameworks.definitions.models import Framework
from frameworks.reports.equivalence import since_of
from frameworks.reports.mirror import Said, cells_of
from frameworks.reports.models import Mirror, MirrorCell
from knw_portal import log

# Of every team that shares with the network: its last talk at a moment, and the step it gave
# itself at each question that it did not keep to itself.
SHARED_STEPS = """
    WITH talks AS (
        SELECT DISTINCT ON (team.id, trajectory.framework_version_id, talk.moment)
            talk.id, talk.moment, sharing.left_out, team.id AS team_id, team.institution_id,
            trajectory.framework_version_id, version.number, version.framework_id
        FROM frameworks_conversation talk
        JOIN frameworks_trajectory trajectory ON trajectory.id = talk.trajectory_id
        JOIN frameworks_team team ON team.id = trajectory.team_id
        JOIN frameworks_frameworkversion version ON version.id = trajectory.framework_version_id
        CROSS JOIN LATERAL (
            SELECT level, left_out FROM frameworks_sharing
            WHERE conversation_id = talk.id ORDER BY id DESC LIMIT 1
        ) sharing
        WHERE talk.closed_at IS NOT NULL AND sharing.level = 'network'
            AND version.framework_id = %s
        ORDER BY team.id, trajectory.framework_version_id, talk.moment, talk.number DESC
    )
    SELECT question.concept_id, talks.number, talks.moment, talks.team_id, talks.institution_id,
        point.value, ARRAY(
            SELECT value FROM frameworks_scalepoint
            WHERE scale_id = question.scale_id AND value IS NOT NULL ORDER BY value
        )
    FROM talks
    JOIN frameworks_teamanswer answer ON answer.conversation_id = talks.id
    JOIN frameworks_question question ON question.version_id = talks.framework_version_id
        AND question.concept_id = answer.concept_id AND question.kind = 'scale'
    JOIN frameworks_concept concept ON concept.id = question.concept_id
    JOIN frameworks_scalepoint point ON point.scale_id = question.scale_id
        AND point.code = ANY(answer.choices)
    WHERE answer.basis <> 'skipped' AND point.value IS NOT NULL
        AND concept.code <> ALL(talks.left_out)
"""


def make_mirrors(*, on, by=None):
    """The mirror of a day, for every framework that has none of that day yet; how many were made.

    It is read until the next one: who looks twice in a month cannot see from the difference what
    one team said in between.
    """
    done = Mirror.objects.filter(made_on=on).values("framework")
    return sum(
        make_mirror(framework, on=on, by=by)
        for framework in Framework.objects.exclude(pk__in=done).order_by("pk")
    )


@transaction.atomic
def make_mirror(framework, *, on, by=None):
    """Make and keep the mirror of one framework; False when that was done already."""
    mirror, is_new = Mirror.objects.get_or_create(framework=framework, made_on=on)
    if not is_new:
        return False
    cells = MirrorCell.objects.bulk_create(
        MirrorCell(mirror=mirror, **cell)
        for cell in cells_of(steps_of(framework), since_of(framework))
    )
    log.write("mirror.made", framework, by=by, cells=len(cells))
    return True


def steps_of(framework):
    with connection.cursor() as cursor:
        cursor.execute(SHARED_STEPS, [framework.pk])
        return [Said(*row) for row in cursor.fetchall()]
