"""A million answers of the teams of one institution, all shared with it.

Written by the database itself, past triggers and keys: closed talks take no answers, and a row at
a time would take hours. It is for a database that is thrown away.
"""

from django.db import connection, transaction

from frameworks.definitions.models import FrameworkVersion
from knw_portal.people.demo import PEOPLE
from knw_portal.people.models import Institution

FRAMEWORK = "TAZ"
MOMENTS = ("start", "during", "after")

TEAMS = """
    WITH made AS (
        INSERT INTO knw_portal_group (name)
        SELECT 'Team ' || number FROM generate_series(1, %(teams)s) AS number RETURNING id, name
    ), teams AS (
        INSERT INTO frameworks_team (group_id, institution_id, name)
        SELECT id, %(institution)s, name FROM made RETURNING id
    )
    INSERT INTO frameworks_trajectory (
        team_id, framework_version_id, challenge, flex_ways, roles, hidden, picks, version,
        invitation, started_at, started_by_id
    )
    SELECT id, %(version)s, 'Een eigen route.', '{}', '{}', '{}', '{}', 1,
        'bench' || id, '2020-01-01', %(by)s
    FROM teams
"""
TALKS = """
    WITH talks AS (
        INSERT INTO frameworks_conversation (
            trajectory_id, moment, number, held_on, lesson, disciplines, quality, "order",
            timer_about, version, opened_by_id, opened_at, closed_by_id, closed_at, snapshot,
            sha256
        )
        SELECT trajectory.id, moment, 1, '2020-02-01', '', '{}', '', 'set',
            '', 1, %(by)s, '2020-02-01', %(by)s, '2020-02-01', jsonb_build_object(
                'format', 2, 'framework', %(sha)s, 'moment', moment, 'lesson', '',
                'sections', '[]'::jsonb
            ), 'bench'
        FROM frameworks_trajectory trajectory, unnest(%(moments)s) AS moment
        WHERE trajectory.invitation LIKE 'bench%%'
        RETURNING id
    )
    INSERT INTO frameworks_sharing (conversation_id, level, left_out, note, by_id, at)
    SELECT id, (ARRAY['institution', 'coalition', 'network'])[1 + id %% 3],
        CASE WHEN id %% 10 = 0 THEN ARRAY['TAZ-A2'] ELSE '{}' END, '', %(by)s, '2020-03-01'
    FROM talks
"""
# A step where a question has steps, words elsewhere; some skip, some do not know.
ANSWERS = """
    INSERT INTO frameworks_teamanswer (
        conversation_id, concept_id, choices, cells, text, basis, reason, version
    )
    SELECT talk.id, question.concept_id,
        CASE WHEN spin = 8 THEN ARRAY['unknown'] WHEN question.kind = 'scale' AND spin < 8
            THEN ARRAY[(1 + spin %% 4)::text] ELSE '{}' END,
        '{}', CASE WHEN question.kind <> 'scale' AND spin < 8 THEN 'Zo doen wij het.' ELSE '' END,
        CASE WHEN spin = 9 THEN 'skipped' ELSE 'consensus' END, '', 2
    FROM frameworks_conversation talk
    CROSS JOIN frameworks_question question
    CROSS JOIN LATERAL (SELECT (talk.id * 7 + question.id * 13) %% 10 AS spin) turned
    WHERE talk.sha256 = 'bench' AND question.version_id = %(version)s
"""


@transaction.atomic
def add_answers(amount):
    """At least `amount` answers, of as many teams as that takes."""
    version = FrameworkVersion.objects.newest().get(framework__code=FRAMEWORK)
    institution = Institution.objects.get(role__user__email=PEOPLE["ambassador"])
    values = {
        "teams": -(-amount // (version.question_count * len(MOMENTS))),
        "institution": institution.pk,
        "version": version.pk,
        "sha": version.sha256,
        "by": version.published_by_id,
        "moments": list(MOMENTS),
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in (TEAMS, TALKS, ANSWERS):
            cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
