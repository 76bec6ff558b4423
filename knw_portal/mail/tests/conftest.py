"""The template the mail tests post, and a portal that really sends."""

import pytest


@pytest.fixture(autouse=True)
def _sends(settings):
    settings.DEMO, settings.EMAIL_URL = False, "smtp://127.0.0.1:1?tls=none"
    settings.BASE_URL = "https://portaal.example.org"
    settings.CONTACT_EMAIL = "bureau@example.org"
    settings.DEFAULT_FROM_EMAIL = "Kwaliteitsnetwerk mbo <noreply@example.org>"


@pytest.fixture(autouse=True)
def _sample(settings, tmp_path):
    """A mail template of these tests' own: emails/sample.txt."""
    (tmp_path / "emails").mkdir()
    (tmp_path / "emails" / "sample.txt").write_text(
        "Nieuw thema: {{ title }}\n"
        "Beste {{ person.get_short_name|default:'collega' }},\n"
        "\n"
        "Er is een nieuw thema: {{ title }}.\n"
        "Bekijk het op {% absolute '/bureau/post/' %}.\n"
        "\n"
        "Je kunt:\n"
        "- het lezen\n"
        "- erop stemmen\n"
    )
    (templates,) = settings.TEMPLATES
    settings.TEMPLATES = [{**templates, "DIRS": [*templates["DIRS"], tmp_path]}]
