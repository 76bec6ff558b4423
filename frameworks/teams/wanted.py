"""What a team set itself, with how it would know and what it saw of that, as plain values."""

from knw_portal.dates import full_day


def ambitions_of(trajectory):
    """Every ambition in the order in which it was written; three queries whatever their number.

    What was set aside keeps its reason: at the end a team also says what it no longer wanted.
    """
    return [ambition_value(one) for one in trajectory.ambitions.with_what_was_seen()]


def ambition_value(ambition):
    return {
        "id": ambition.pk,
        "text": ambition.text,
        "aside": ambition.set_aside_why,
        "outcomes": []
        if ambition.set_aside_at
        else [outcome_value(one) for one in ambition.standing],
    }


def outcome_value(outcome):
    return {
        "id": outcome.pk,
        "statement": outcome.statement,
        "signs": [[kind["name"], kind["told"][0][1]] for kind in outcome.kinds],
        "seen": [
            {
                "talk": check.conversation_id,
                "on": full_day(check.checked_on),
                "stand": check.get_stand_display(),
                "text": check.seen,
                "evidence": [list(one) for one in check.evidence],
            }
            for check in outcome.checks.all()
        ],
    }
