"""A small framework and a team that uses it, made through the actions of the portal."""

from frameworks.definitions import actions as definitions
from frameworks.teams import actions as teams
from knw_portal.tests.factories import GroupFactory, InstitutionFactory

SMALL = """
sets:
- code: {code}
  titel: {title}
  vragen:
  - {{code: TEST-S-01, fase: start, object: proces, flex: [alle], kern: true, type: schaal4,
     vraag: "Hoe ver zijn wij?", rubric: ["Nog nergens.", "Een idee.", "Halverwege.", "Klaar."]}}
  - {{code: TEST-S-02, fase: start, object: product, flex: [vorm], type: open,
     vraag: "Welke vorm?"}}
  - {{code: TEST-S-03, fase: start, object: product, flex: [tijd], type: keuze_meer,
     vraag: "Welke tijden?", opties: [Overdag, Avond]}}
  - {{code: TEST-T-01, fase: tijdens, object: proces, type: open, vraag: "Wat horen we?"}}
  - {{code: TEST-N-01, fase: na, object: proces, type: matrix, vraag: "Wat merken studenten?",
     rijen: [Vorm, Tijd], kolommen: [Niets, Iets, Veel]}}
"""


def small(code="TEST", title="Klein raamwerk"):
    return SMALL.format(code=code, title=title)


def draft_of(code="TEST", title="Klein raamwerk", group=None):
    group = group or GroupFactory()
    return definitions.import_framework(small(code, title), group=group, by=None)


def published(**kwargs):
    version = draft_of(**kwargs)
    definitions.publish_version(version, by=None)
    return version


def team_of(person, *, framework=None, flex_ways=("form",), roles=()):
    """A trajectory whose team is this person."""
    version = framework.versions.get(status="published") if framework else published()
    return teams.start_trajectory(
        name="Team Zorg",
        institution=InstitutionFactory(),
        version=version,
        challenge="Een eigen route voor iedereen.",
        flex_ways=list(flex_ways),
        roles=list(roles),
        by=person,
    )
