"""Files with ballots, to count or to count again: BLT, JSON and CSV. See docs/counting.md.

What is wrong with a file is said in one sentence, with the line where there is one.
"""

import csv
import io
import json
import re
from collections import Counter
from dataclasses import dataclass

from coalitions.themes.counting import Vote

METHODS = ("approval", "points", "stv")


class Unreadable(ValueError):
    """This file cannot be counted; the text says why, for a person."""


@dataclass(frozen=True)
class Box:
    """The ballots of one file. Candidates are numbers from 1, in the order of the file."""

    method: str | None  # None: a BLT file can be counted with transfers or as ticks
    names: tuple[str, ...]
    seats: int | None
    votes: dict  # grouped, as `counting` wants them for the method
    title: str = ""
    withdrawn: frozenset = frozenset()
    stars_break_ties: bool = True

    @property
    def candidates(self):
        return [one for one in range(1, len(self.names) + 1) if one not in self.withdrawn]

    def name(self, number):
        return self.names[number - 1]

    def votes_for(self, method):
        """The ballots as this method counts them; ticks may be made of a ranking."""
        if method == (self.method or "stv"):
            return self.votes
        if self.method is None and method == "approval":
            ticks = Counter()
            for vote, times in self.votes.items():
                ticks[Vote(frozenset(vote))] += times
            return ticks
        raise Unreadable(f"Deze stemmen zijn niet te tellen met {method}.")


def read(path):
    """The box in this file, by what stands in it."""
    try:
        text = text_of(path.read_bytes())
    except OSError as error:
        raise Unreadable(f"Het bestand is niet te lezen: {error.strerror}.") from error
    if not text.strip():
        raise Unreadable("Het bestand is leeg.")
    if path.suffix.lower() == ".csv":
        return read_csv(text)
    if path.suffix.lower() == ".json" or text.lstrip().startswith("{"):
        return read_json(text)
    return read_blt(text)


def text_of(data):
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def distinct(names):
    """Names that are all different: who has the name of somebody before gets a number."""
    seen, found = Counter(), []
    for name in names:
        seen[name] += 1
        found.append(f"{name} ({seen[name]})" if seen[name] > 1 else name)
    if len(set(found)) < len(found):
        raise Unreadable("Namen op de lijst zijn niet uit elkaar te houden.")
    return tuple(found)


# --- BLT --------------------------------------------------------------------------------------

TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|(#[^\n]*)|(\[[^\]\n]*\]?)|([^\s"#]+)')


def tokens(text):
    """(line, word, is quoted) for each word of the file; a comment runs to the end of its line."""
    place, line = 0, 1
    for found in TOKEN.finditer(text):
        if (between := text[place : found.start()]).strip():
            raise Unreadable(f"Regel {line}: een aanhalingsteken wordt niet gesloten.")
        line += between.count("\n")
        quoted, comment, option, bare = found.groups()
        if option:
            raise Unreadable(f"Regel {line}: de opdracht {option} kent deze telling niet.")
        if quoted is not None:
            yield line, re.sub(r"\\(.)", r"\1", quoted), True
        elif not comment:
            yield line, bare, False
        line += found.group().count("\n")
        place = found.end()
    if text[place:].strip():
        raise Unreadable(f"Regel {line}: een aanhalingsteken wordt niet gesloten.")


class Words:
    """The words of a BLT file, read from the front."""

    def __init__(self, text):
        self.words, self.place = list(tokens(text)), 0

    def peek(self):
        return self.words[self.place] if self.place < len(self.words) else None

    def next(self, wanted):
        found = self.peek()
        if found is None:
            raise Unreadable(f"Het bestand houdt op waar {wanted} hoort te staan.")
        self.place += 1
        return found

    def number(self, wanted):
        line, word, quoted = self.next(wanted)
        if quoted or not re.fullmatch(r"-?\d{1,12}", word, re.ASCII):
            raise Unreadable(f"Regel {line}: hier hoort {wanted} te staan, niet ‘{word}’.")
        return line, int(word)


def read_blt(text):
    words = Words(text)
    line, size = words.number("het aantal kandidaten")
    _, seats = words.number("het aantal zetels")
    if size < 1 or seats < 1:
        raise Unreadable(f"Regel {line}: er is ten minste één kandidaat en één zetel nodig.")
    withdrawn = read_withdrawn(words, size)
    votes = Counter()
    while True:
        line, word, quoted = words.next("een stembriefje, of de 0 na het laatste")
        if quoted:
            raise Unreadable(f"Regel {line}: na het laatste stembriefje ontbreekt de 0.")
        if word == "0":
            break
        ballot, times = read_ballot(words, line, word, size)
        votes[tuple(one for one in ballot if one not in withdrawn)] += times
    names = [read_name(words, number) for number in range(1, size + 1)]
    title = ""
    if words.peek():
        line, title, quoted = words.next("de titel")
        if not quoted or words.peek():
            raise Unreadable(f"Regel {line}: na de namen hoort alleen een titel te staan.")
    return Box(None, distinct(names), seats, dict(votes), title, withdrawn)


def read_withdrawn(words, size):
    found = set()
    while (peeked := words.peek()) and not peeked[2] and re.fullmatch(r"-\d+", peeked[1], re.ASCII):
        line, number = words.number("een kandidaat die zich terugtrok")
        if not 1 <= -number <= size:
            raise Unreadable(f"Regel {line}: kandidaat {-number} bestaat niet.")
        found.add(-number)
    return frozenset(found)


def read_ballot(words, line, word, size):
    """The ranking on one line, and how many cast it. Some files put a mark in brackets before."""
    if re.fullmatch(r"\([^()]*\)", word):
        line, word, _ = words.next("hoe vaak dit stembriefje is ingeleverd")
    if not re.fullmatch(r"\d{1,12}", word, re.ASCII) or int(word) == 0:
        raise Unreadable(
            f"Regel {line}: hier hoort te staan hoe vaak dit stembriefje is ingeleverd, een heel"
            f" getal vanaf 1, niet ‘{word}’."
        )
    ballot = []
    while True:
        line, mark, quoted = words.next("een kandidaat, of de 0 aan het eind van het stembriefje")
        if mark == "0" and not quoted:
            return ballot, int(word)
        if mark == "-" and not quoted:
            continue  # a place that was left open
        if "=" in mark:
            raise Unreadable(
                f"Regel {line}: ‘{mark}’ zet kandidaten op dezelfde plaats, en dat telt deze"
                " methode niet."
            )
        if quoted or not re.fullmatch(r"\d{1,9}", mark, re.ASCII) or not 0 < int(mark) <= size:
            raise Unreadable(f"Regel {line}: ‘{mark}’ is geen kandidaat van 1 tot en met {size}.")
        if int(mark) in ballot:
            raise Unreadable(f"Regel {line}: kandidaat {mark} staat twee keer op één stembriefje.")
        ballot.append(int(mark))


def read_name(words, number):
    line, name, quoted = words.next(f"de naam van kandidaat {number}")
    if not quoted:
        raise Unreadable(
            f"Regel {line}: hier hoort de naam van kandidaat {number} tussen aanhalingstekens."
        )
    return name.strip() or f"kandidaat {number}"


# --- JSON and CSV -----------------------------------------------------------------------------


def read_json(text):
    try:
        found = json.loads(text)
    except ValueError as error:
        raise Unreadable(f"Dit is geen geldige JSON: {error}.") from error
    if not isinstance(found, dict) or found.get("method") not in METHODS:
        raise Unreadable("Er ontbreekt “method”: approval, points of stv.")
    names, ballots, seats = found.get("themes"), found.get("ballots"), found.get("seats")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise Unreadable("Er ontbreekt “themes”: een lijst met namen.")
    if not isinstance(ballots, list) or not all(isinstance(one, dict) for one in ballots):
        raise Unreadable("Er ontbreekt “ballots”: een lijst met stembriefjes.")
    if seats is not None and not is_whole(seats, 1):
        raise Unreadable("“seats” is geen heel getal vanaf 1.")
    if len(set(names)) < len(names):
        raise Unreadable("Twee thema’s hebben dezelfde naam.")
    numbers = {name: number for number, name in enumerate(names, start=1)}
    votes = Counter()
    for place, ballot in enumerate(ballots, start=1):
        times = ballot.get("times", 1)
        if not is_whole(times, 1):
            raise Unreadable(f"Stembriefje {place}: “times” is geen heel getal vanaf 1.")
        try:
            votes[MARKS[found["method"]](ballot, numbers)] += times
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Unreadable(f"Stembriefje {place} klopt niet: {error}.") from error
    return Box(
        found["method"],
        tuple(names),
        seats,
        dict(votes),
        str(found.get("title", "")),
        stars_break_ties=found.get("tie_break", "stars") == "stars",
    )


def is_whole(value, least):
    return type(value) is int and value >= least


def ticked(ballot, numbers):
    star = ballot.get("star")
    chosen = frozenset(numbers[name] for name in ballot.get("chosen", []))
    return Vote(chosen, numbers[star] if star else None)


def pointed(ballot, numbers):
    given = ballot.get("points", {})
    if not all(is_whole(value, 1) for value in given.values()):
        raise ValueError("punten zijn hele getallen vanaf 1")
    return frozenset((numbers[name], value) for name, value in given.items())


def ranked(ballot, numbers):
    ranking = tuple(numbers[name] for name in ballot.get("ranking", []))
    if len(set(ranking)) < len(ranking):
        raise ValueError("een thema staat er twee keer op")
    return ranking


MARKS = {"approval": ticked, "points": pointed, "stv": ranked}


def read_csv(text):
    """A line for each ballot: how often, and then what stands beside each theme."""
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") >= first.count(",") else ","
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)]
    except csv.Error as error:
        raise Unreadable(f"Dit is geen geldige CSV: {error}.") from error
    head, *lines = [[cell.strip() for cell in row] for row in rows if any(map(str.strip, row))]
    if len(head) < 2 or ":" not in head[0]:
        raise Unreadable(
            "De eerste cel hoort “aantal:approval”, “aantal:points” of “aantal:stv” te zijn."
        )
    method, names = head[0].partition(":")[2], head[1:]
    if method not in METHODS:
        raise Unreadable(f"“{method}” is geen manier van tellen: approval, points of stv.")
    ballots = []
    for place, (times, *cells) in enumerate(lines, start=2):
        if len(cells) != len(names) or not re.fullmatch(r"\d{1,12}", times, re.ASCII):
            raise Unreadable(f"Regel {place}: een aantal en {len(names)} cellen horen hier.")
        ballots.append({"times": int(times), **cells_as(method, place, names, cells)})
    return read_json(json.dumps({"method": method, "themes": names, "ballots": ballots}))


def cells_as(method, place, names, cells):
    marked = {name: cell for name, cell in zip(names, cells, strict=True) if cell not in ("", "0")}
    if method == "approval":
        stars = [name for name, cell in marked.items() if cell == "*"]
        if len(stars) > 1 or not set(marked.values()) <= {"*", "x", "1"}:
            raise Unreadable(f"Regel {place}: zet x bij een keuze en hooguit één keer *.")
        return {"chosen": list(marked), "star": stars[0] if stars else None}
    if not all(re.fullmatch(r"\d{1,9}", cell, re.ASCII) for cell in marked.values()):
        raise Unreadable(f"Regel {place}: in de cellen horen hele getallen.")
    numbers = {name: int(cell) for name, cell in marked.items()}
    if method == "points":
        return {"points": numbers}
    if len(set(numbers.values())) < len(numbers):
        raise Unreadable(f"Regel {place}: twee thema’s staan op dezelfde plaats.")
    return {"ranking": sorted(numbers, key=numbers.get)}
