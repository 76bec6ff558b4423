"""Help from the dialogue model beside a question that lies on one of its pillars."""

import pytest
from django.urls import reverse

from frameworks.definitions import actions as definitions
from frameworks.definitions.axes import PILLAR, names
from frameworks.teams import actions
from frameworks.teams.pillars import PILLARS, pillars_of
from frameworks.tests.factories import small, team_of
from knw_portal.tests.factories import GroupFactory, UserFactory

ON_A_PILLAR = 'type: open,\n     vraag: "Welke vorm?"'
HELP = "Waar botsen de wensen van twee groepen"


def test_every_pillar_has_its_own_help():
    assert list(PILLARS) == [code for code, _ in names(PILLAR)]
    texts = [text for about, asks in PILLARS.values() for text in [about, *asks]]
    assert len(set(texts)) == len(texts)
    assert pillars_of({"axes": {}}) == []
    assert [name for name, _, _ in pillars_of({"axes": {"pillar": ["account", "value"]}})] == [
        "Maatschappelijke waarde",
        "Rekenschap",
    ]


@pytest.mark.django_db
def test_it_stands_beside_the_question_on_a_pillar_alone_and_together_and_links_to_the_source(
    client,
):
    text = small()
    assert ON_A_PILLAR in text
    text = text.replace(ON_A_PILLAR, f"pijler: belanghebbenden, {ON_A_PILLAR}")
    version = definitions.import_framework(text, group=GroupFactory(), by=None)
    definitions.publish_version(version, by=None)
    person = UserFactory()
    trajectory = team_of(person, framework=version.framework)
    talk = actions.open_conversation(trajectory, "start", by=person)
    client.force_login(person)

    for name in ("question_talk", "preparation_edit"):
        pages = {
            number: client.get(reverse(name, kwargs={"pk": talk.pk, "number": number}))
            for number in (1, 2)
        }
        html = {number: page.content.decode() for number, page in pages.items()}
        assert HELP not in html[1], name
        assert HELP in html[2], name
        assert 'href="https://www.kwaliteitsnetwerk-mbo.nl/instellingsdialoog/"' in html[2], name
