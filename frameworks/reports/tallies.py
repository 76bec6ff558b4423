"""How many teams said what, counted by the database straight from the answers of closed talks.

Only talks that are shared count, of each team the last at a moment, and only answers that were not
left out. One query, whatever
number of answers lies behind it.
"""

from dataclasses import dataclass, field

from django.db import connection, transaction

from frameworks.reports.models import Sharing

STATES = {
    "answered": "beantwoord",
    "skipped": "overgeslagen",
    "unknown": "weten we nog niet",
    "na": "niet van toepassing",
    "blank": "niet ingevuld",
    "hidden": "niet gedeeld",
}

# Which talks count: of every team the last at a moment. The decision that holds is found by its
# index, talk by talk.
_SHARED = """
    SELECT DISTINCT ON (trajectory.id) talk.id, sharing.left_out
    FROM frameworks_team team
    JOIN frameworks_trajectory trajectory ON trajectory.team_id = team.id
    JOIN frameworks_conversation talk ON talk.trajectory_id = trajectory.id
    CROSS JOIN LATERAL (
        SELECT level, left_out FROM frameworks_sharing
        WHERE conversation_id = talk.id ORDER BY id DESC LIMIT 1
    ) sharing
    WHERE talk.closed_at IS NOT NULL AND talk.moment = %(moment)s
        AND trajectory.framework_version_id = %(version)s
        AND sharing.level = ANY(%(levels)s)
        AND (%(institution)s::bigint IS NULL OR team.institution_id = %(institution)s)
    ORDER BY trajectory.id, talk.number DESC
"""

# First every different answer with how often it was given, so that choices are unfolded in
# hundreds of rows and not in a million. The texts are not read.
_COUNTED = f"""
    WITH shared AS MATERIALIZED ({_SHARED}),
    said AS (
        SELECT answer.concept_id,
            CASE
                WHEN shared.left_out <> '{{}}' AND concept.code = ANY(shared.left_out) THEN 'hidden'
                WHEN answer.basis = 'skipped' THEN 'skipped'
                WHEN 'unknown' = ANY(answer.choices) THEN 'unknown'
                WHEN 'na' = ANY(answer.choices) THEN 'na'
                WHEN answer.choices = '{{}}' AND answer.text = '' AND answer.cells = '{{}}'::jsonb
                    THEN 'blank'
                ELSE 'answered'
            END AS state,
            answer.choices, count(*) AS amount
        FROM shared
        JOIN frameworks_teamanswer answer ON answer.conversation_id = shared.id
        JOIN frameworks_concept concept ON concept.id = answer.concept_id
        GROUP BY 1, 2, 3
    )
    SELECT concept_id, state, NULL AS code, sum(amount) FROM said GROUP BY 1, 2
    UNION ALL
    SELECT concept_id, 'answered', code, sum(amount)
        FROM said, unnest(choices) AS code WHERE state = 'answered' GROUP BY 1, 3
"""  # noqa: S608  nothing of a person is put in


@dataclass
class Tally:
    """Of one question: how many teams said what."""

    states: dict = field(default_factory=dict)
    choices: dict = field(default_factory=dict)

    def of(self, state):
        return self.states.get(state, 0)

    @property
    def asked(self):
        return sum(self.states.values())


def tallies(version, moment, level, institution=None):
    """By concept the Tally of what was shared with `level`; of one institution or of all."""
    found = {}
    with transaction.atomic(), connection.cursor() as cursor:
        # Room to count a million answers in memory; with less they are sorted on disk.
        cursor.execute("SET LOCAL work_mem = '32MB'")
        cursor.execute(
            _COUNTED,
            {
                "version": version.pk,
                "moment": moment,
                "levels": Sharing.at_least(level),
                "institution": institution and institution.pk,
            },
        )
        for concept, state, code, amount in cursor.fetchall():
            tally = found.setdefault(str(concept), Tally())
            if code is None:
                tally.states[state] = int(amount)
            else:
                tally.choices[code] = int(amount)
    return found
