"""What changed between two versions of a document, line by line and word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from knw_portal.documents.structure import Bullets, Heading, Notes, Table, words

SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"
# Below this share of common words two lines are two lines, not one that was changed.
ALIKE = 0.5


@dataclass(frozen=True)
class Line:
    """A line of the comparison: a heading, a text or an item, in runs of (change, text)."""

    kind: str
    change: str
    runs: tuple[tuple[str, str], ...]


def compare(before, after):
    """The lines of `after` in order, with what is gone from `before` where it stood."""
    old, new = _lines(before), _lines(after)
    compared = []
    for _, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[i:j] == new[k:m]:
            compared += [Line(kind, SAME, ((SAME, text),)) for kind, text in new[k:m]]
        else:
            compared += _changed(old[i:j], new[k:m])
    return compared


def _changed(old, new):
    """Each old line beside the new one that is most like it, where there is such a one."""
    for place, (kind, text) in enumerate(old):
        likeness, at = max(
            ((_likeness(text, other), -at) for at, (_, other) in enumerate(new)), default=(0, 0)
        )
        at = -at  # of two that are as much alike, the first
        if likeness < ALIKE:
            yield Line(kind, REMOVED, ((REMOVED, text),))
            continue
        yield from (Line(kind, ADDED, ((ADDED, other),)) for kind, other in new[:at])
        yield Line(new[at][0], CHANGED, tuple(_runs(text, new[at][1])))
        yield from _changed(old[place + 1 :], new[at + 1 :])
        return
    yield from (Line(kind, ADDED, ((ADDED, other),)) for kind, other in new)


def _likeness(old, new):
    return SequenceMatcher(None, _words(old), _words(new), autojunk=False).ratio()


def _runs(old, new):
    """The words of both, in runs that are the same, gone or new."""
    old, new = _words(old), _words(new)
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield SAME, "".join(new[k:m])
            continue
        if i < j:
            yield REMOVED, "".join(old[i:j])
        if k < m:
            yield ADDED, "".join(new[k:m])


def _words(text):
    """Words, each with the space behind it."""
    return re.findall(r"\S+\s*|\s+", text)


def _lines(document):
    """A document as lines of (kind, text), without looks."""
    found = []
    for block in document.shown():
        if isinstance(block, Heading):
            found.append(("heading", f"{block.number} {words(block.text)}".strip()))
        elif isinstance(block, Bullets):
            for text, below in block.pairs():
                found.append(("item", words(text)))
                found += [("part", words(part)) for part, _ in (below.pairs() if below else ())]
        elif isinstance(block, Table):
            found += [
                ("item", " · ".join(words(cell) for cell in row if cell)) for row in block.rows
            ]
        elif isinstance(block, Notes):
            found += [
                ("item", f"{note.number}. {words(note.text)} {note.url}".strip())
                for note in block.items
            ]
        else:
            found.append(("text", words(block.text)))
    return found
