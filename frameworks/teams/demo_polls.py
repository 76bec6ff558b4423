"""What colleagues answered in the practice portal, through the same door as everybody's answers."""

from datetime import timedelta
from pathlib import Path

import yaml
from django.utils.timezone import now

from frameworks.polls import actions as polls
from frameworks.polls.models import Poll
from frameworks.teams.actions.team_polls import prepare_team_poll

HERE = Path(__file__).parent


def ask_colleagues(conversation, *, by):
    """The polls of a conversation: of one that is closed one, of an open one two of which one is
    over, with texts to read."""
    specs = yaml.safe_load((HERE / "demo_polls.yaml").read_text())
    code = conversation.trajectory.framework_version.framework.code
    for spec in specs.get(f"{code} {conversation.moment}", []):
        ask(conversation, spec, by)


def ask(conversation, spec, by):
    counts, texts = spec.get("counts", {}), spec.get("texts", {})
    poll = prepare_team_poll(
        conversation,
        questions=spec.get("questions") or [*counts, *texts],
        intro=spec["intro"],
        invited=spec["invited"],
        cells=spec.get("cells", []),
        texts=Poll.Texts.MODERATED if texts else Poll.Texts.NONE,
        by=by,
    )
    opened = now() - timedelta(days=spec["opened_days_ago"])
    polls.open_poll(poll, closes_at=now() + timedelta(days=12), at=opened, by=by)
    for person in people(counts, texts):
        polls.take_answers(poll, **person)
    if "closed_days_ago" in spec:
        closed = now() - timedelta(days=spec["closed_days_ago"])
        Poll.objects.filter(pk=poll.pk).update(closes_at=closed)


def people(counts, texts):
    """Invented people of whom so many choose each; the texts are of the first ones."""
    columns = {
        code: [point for point, count in given.items() for _ in range(count)]
        for code, given in counts.items()
    }
    written = [{code: text} for code, each in texts.items() for text in each]
    for number in range(max(map(len, columns.values()), default=0)):
        yield {
            "choices": {code: [one[number]] for code, one in columns.items() if number < len(one)},
            "texts": written[number] if number < len(written) else {},
        }
