"""The draft of the practice portal, made through the same actions as every other draft."""

from pathlib import Path

import yaml
from django.db import transaction

from frameworks.definitions import remarks
from frameworks.definitions.actions import make_draft
from frameworks.definitions.files import from_yaml
from frameworks.definitions.models import Framework, QualityObject
from frameworks.definitions.reading import read_set

SOURCE = Path(__file__).parent / "demo.yaml"


@transaction.atomic
def load_demo_draft(group, by):
    """A draft of this group that is still being written, with what was said of it. Once."""
    found = yaml.safe_load(SOURCE.read_text())
    if Framework.objects.filter(code=found["sets"][0]["code"]).exists():
        return
    for code, name in found["objects"].items():
        QualityObject.objects.get_or_create(code=code, defaults={"name": name})
    [raw] = from_yaml(yaml.safe_dump({"sets": found["sets"]}, allow_unicode=True))
    version = make_draft(read_set(raw), group=group, by=by)
    for said in found["remarks"]:
        remark = remarks.make_remark(
            version.framework, number=1, place=said["place"], text=said["text"], by=by
        )
        if said.get("resolved"):
            remarks.resolve_remark(remark, by=by)
