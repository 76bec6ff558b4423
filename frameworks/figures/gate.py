"""The one gate: what may be shown of counts of people, and what is not in what is shown.

Pure functions over plain numbers. Whatever shows a figure (page, chart, PDF, XLSX, CSV) gets the
`Published` that comes out of here and nothing else: a figure that is hidden is simply not in it, so
no template can let it slip.

    publishable(SCALE, points, {"": {"1": 3, "2": 8, "3": 9, "4": 3}}, sizes={"": 23})
    publishable(SCALE, points, {"docent": {…}, "manager": {…}}, sizes={"docent": 14, "manager": 9})
    mirror(points, [(institution, code), …])     of the network: one pair per team

`points` are (code, value) in order; a code in the counts that is no point ("unknown", "na") counts
as no judgement, like who skipped the question. `sizes` is how many people took part, per cell of
the one breakdown. Never call it for two breakdowns of the same people, nor twice for a group that
grew: it guards one partition, published once.

The rules (k is 5 and can only be raised):

- fewer than k people in all, or fewer than k with a judgement: nothing;
- fewer than 2k with a judgement: where the middle lies, in words, never counts;
- from there counts, in the same two or three bands for every question; a band falls apart in its
  points when each of them has k or more. A band under k is not shown, and the smallest that is not
  goes with it. So 0 and 1 to 4 look alike, and that all said the same, or all but one, is not seen;
- per cell of a breakdown where the middle lies, in words, for cells of k or more; when the cells
  that are not shown are together less than k, the smallest that is shown goes too. Where a cell is
  shown, the whole is not: together they would tell too much. Only of a scale;
- of several choices each option by itself: as many as k chose it and as many as k did not;
- no percentages. A middle in figures is made of the counts that are shown, so it adds nothing.

`tests/test_gate.py` holds an attacker who knows these rules and tries every possible set of counts.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MINIMUM = 5
SCALE, ONE, MANY = "scale", "one", "many"
LOW, MIDDLE, HIGH = "low", "middle", "high"
MINIMUM_INSTITUTIONS = 3


@dataclass(frozen=True)
class Band:
    """One or more neighbouring points, and how many people chose one of them."""

    codes: tuple
    count: int


@dataclass(frozen=True)
class Published:
    """What may be shown of one question. What is None, empty or missing may not."""

    kind: str
    n: int | None = None  # people who took part; None when they are too few
    bands: tuple = ()
    rest: int = 0  # people in no band that is shown, nobody or k and more
    middle: Decimal | None = None
    is_exact: bool = False  # the middle is that of the answers, not of the middles of bands
    lean: str = ""  # without counts: low, middle or high; of choices the code chosen most
    between: tuple = ()  # the points between which the middle half is; of a mirror only
    cells: tuple = ()  # (cell of the breakdown, its lean); then nothing of the whole but n

    def __bool__(self):
        return bool(self.bands or self.lean or self.cells or self.between)


NOTHING = Published(kind="")


def publishable(kind, points, counts, *, sizes, k=MINIMUM):
    """What may be shown of one question. `counts`: per cell, per code; `sizes`: people per cell."""
    if k < MINIMUM:
        raise ValueError(f"The minimum is {MINIMUM} and can only be raised.")
    n = sum(sizes.values())
    if n < k:
        return Published(kind)
    codes = [code for code, _ in points]
    if kind == MANY:
        return Published(kind, n, bands=_each_apart(codes, _total(counts), n, k))
    values = _values(kind, points)
    if values and len(sizes) > 1 and (cells := _of_cells(codes, values, counts, k)):
        return Published(kind, n, cells=cells)
    return _of_all(kind, codes, values, _total(counts), n, k)


def takes_texts(n, *, k=MINIMUM):
    """Whether texts, read and approved, may stand with this many people; never beside a cell."""
    return n >= max(k, MINIMUM)


def mirror(points, answers, *, k=MINIMUM):
    """Where teams of the network stand, at one question and one moment; NOTHING when they are few.

    `answers`: one (institution, code) per team. Needs k teams of three institutions, and none with
    more than half of them. Where the middle lies, in a word; from 2k teams on instead between which
    points the middle half of them is. Never counts per point: an institution would subtract its
    own.
    """
    if k < MINIMUM:
        raise ValueError(f"The minimum is {MINIMUM} and can only be raised.")
    values = dict(points)
    judged = [(institution, code) for institution, code in answers if code in values]
    per_institution = Counter(institution for institution, _ in judged)
    if (
        len(judged) < k
        or len(per_institution) < MINIMUM_INSTITUTIONS
        or 2 * max(per_institution.values()) > len(judged)
    ):
        return NOTHING
    counts = Counter(code for _, code in judged)
    codes = [code for code, _ in points]
    n = len(judged)
    if n < 2 * k:
        return Published(SCALE, n, lean=lean_of(codes, values, counts))
    ordered = [place for place, code in enumerate(codes) for _ in range(counts[code])]
    first, last = ordered[n // 4], ordered[-1 - n // 4]
    return Published(SCALE, n, between=tuple(codes[first : last + 1]))


def suppress(counts, *, k=MINIMUM):
    """Which places of a partition may be shown with their counts.

    Places under k are hidden, 0 as well, and with them the smallest that is not (all that are as
    small). So whoever subtracts finds k or more, and each hidden place may be the large one.
    """
    shown = [place for place, count in enumerate(counts) if count >= k]
    if len(shown) == len(counts) or not shown:
        return shown
    smallest = min(counts[place] for place in shown)
    return [place for place in shown if counts[place] > smallest]


def cells_of(counts, *, k=MINIMUM):
    """Which cells of a breakdown may be shown, without their counts.

    Cells under k are hidden; then the smallest that is left, as long as what is hidden is together
    under k: it would follow from the whole and the others.
    """
    shown = [place for place, count in enumerate(counts) if count >= k]
    total = sum(counts)
    while len(shown) < len(counts) and shown and total - sum(counts[i] for i in shown) < k:
        shown.remove(min(shown, key=lambda place: counts[place]))
    return shown


def bands_of(codes):
    """The same bands for every question: low and high, with the middle point by itself."""
    half = len(codes) // 2
    if len(codes) < 4:
        return [(code,) for code in codes]
    middle = [tuple(codes[half:-half])] if len(codes) % 2 else []
    return [tuple(codes[:half]), *middle, tuple(codes[-half:])]


def lean_of(codes, values, counts):
    """Where the middle lies: in the low, middle or high third; of choices the one chosen most."""
    if values:
        total = sum(counts.get(code, 0) for code in codes)
        weight = 3 * sum(values[code] * counts.get(code, 0) for code in codes)
        lowest, highest = values[codes[0]], values[codes[-1]]
        if weight <= total * (2 * lowest + highest):
            return LOW
        return HIGH if weight >= total * (lowest + 2 * highest) else MIDDLE
    ranked = sorted((counts.get(code, 0) for code in codes), reverse=True)
    if len(ranked) > 1 and ranked[0] == ranked[1]:
        return ""
    return max(codes, key=lambda code: counts.get(code, 0))


def _values(kind, points):
    """What the points are worth, where they lie on a scale; of two points there is no middle."""
    values = {code: value for code, value in points if value is not None}
    return values if kind == SCALE and len(values) == len(points) > 2 else {}


def _total(counts):
    return sum((Counter(one) for one in counts.values()), Counter())


def _judged(codes, counts):
    return sum(counts.get(code, 0) for code in codes)


def _each_apart(codes, counts, n, k):
    return tuple(
        Band((code,), counts[code]) for code in codes if counts[code] >= k and n - counts[code] >= k
    )


def _of_all(kind, codes, values, counts, n, k):
    judged = _judged(codes, counts)
    if judged < k:
        return Published(kind, n)
    lean = lean_of(codes, values, counts)
    if judged < 2 * k:
        return Published(kind, n, lean=lean)
    tops = bands_of(codes) if values else [(code,) for code in codes]
    sums = [_judged(top, counts) for top in tops]
    none = [n - judged] if n > judged else []
    shown = [place for place in suppress(sums + none, k=k) if place < len(tops)]
    bands = [band for place in shown for band in _apart_if_large(tops[place], counts, k)]
    # Fewer than 2k shown, and the rule above would tell how many of the rest gave no judgement.
    if sum(band.count for band in bands) < 2 * k:
        return Published(kind, n, lean=lean)
    middle = _middle(bands, values) if values and len(shown) == len(tops) else None
    return Published(
        kind,
        n,
        bands=tuple(bands),
        rest=n - sum(band.count for band in bands),
        middle=middle,
        is_exact=middle is not None and all(len(band.codes) == 1 for band in bands),
    )


def _apart_if_large(top, counts, k):
    if all(counts[code] >= k for code in top):
        return [Band((code,), counts[code]) for code in top]
    return [Band(top, _judged(top, counts))]


def _middle(bands, values):
    """The mean of the counts that are shown; of a band its own middle."""
    weight = sum(
        Decimal(band.count) * sum(values[code] for code in band.codes) / len(band.codes)
        for band in bands
    )
    mean = weight / sum(band.count for band in bands)
    return mean.quantize(Decimal("0.1"), ROUND_HALF_UP)


def _of_cells(codes, values, counts, k):
    cells = list(counts)
    shown = cells_of([_judged(codes, counts[cell]) for cell in cells], k=k)
    return tuple((cells[place], lean_of(codes, values, counts[cells[place]])) for place in shown)
