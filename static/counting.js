/* Counts ballots as `./portal manage count_ballots` does, stage by stage, in whole numbers only.

   A second writing of coalitions/themes/counting/ and ballot_files.py, for who wants to count
   without our server. `countFile(name, text)` gives what the command prints for that file; `line`
   writes it as the same line of JSON. A test compares the two over many ballots. */
(() => {
  "use strict";

  const VERSION = 1;  // goes up with coalitions.themes.counting.VERSION
  const UNIT = 100000n;
  const EFFORT = 2000000;  // how much is looked at before a tie counts as undecided

  class Unreadable extends Error {}

  const most = (values) => values.reduce((one, other) => (other > one ? other : one));
  const least = (values) => values.reduce((one, other) => (other < one ? other : one));
  const sum = (values) => values.reduce((one, other) => one + other, 0n);
  const larger = (one, other) => (one < other ? 1 : one > other ? -1 : 0);

  // Ballots that say the same, taken together: [ballot, how often].
  const grouped = (ballots) => {
    const found = new Map();
    for (const [ballot, times] of ballots) {
      const key = JSON.stringify(ballot), before = found.get(key);
      found.set(key, [ballot, times + (before ? before[1] : 0n)]);
    }
    return [...found.values()];
  };

  // --- ticks and points ------------------------------------------------------------------------

  // Who is in for certain, and who are equally strong at the last seat without room for all.
  const cut = (themes, stronger, seats) => {
    const order = [...themes].sort(stronger), winners = [];
    while (order.length) {
      const equals = order.filter((one) => stronger(order[0], one) === 0);
      if (winners.length + equals.length > seats) return [winners, winners.length < seats ? equals : []];
      winners.push(...order.splice(0, equals.length));
    }
    return [winners, []];
  };

  const seated = (themes, got, stars, seats, starsBreakTies) => {
    const byVotes = (one, other) => larger(got.get(one), got.get(other));
    const byBoth = (one, other) => byVotes(one, other) || larger(stars.get(one), stars.get(other));
    const rows = [...themes].sort((one, other) => byBoth(one, other) || one - other);
    const chosen = themes.filter((one) => got.get(one));
    const [winners, tied] = cut(chosen, starsBreakTies ? byBoth : byVotes, seats);
    const plain = cut(chosen, byVotes, seats)[1];
    const last = rows.length > seats ? got.get(rows[seats - 1]) : 0n;
    return {
      rows, got, stars,
      winners: rows.filter((one) => winners.includes(one)),
      tied: rows.filter((one) => tied.includes(one)),
      openSeats: Math.min(seats - winners.length, tied.length),
      byStars: starsBreakTies && tied.length < plain.length,
      margin: last ? last - got.get(rows[seats]) : null,
    };
  };

  const noughts = (themes) => new Map(themes.map((one) => [one, 0n]));
  const add = (map, key, value) => map.set(key, map.get(key) + value);

  const approval = (ballots, themes, seats, starsBreakTies) => {
    const got = noughts(themes), stars = noughts(themes);
    for (const [{ chosen, star }, times] of ballots) {
      for (const theme of chosen) add(got, theme, times);
      if (star !== null) add(stars, star, times);
    }
    return seated(themes, got, stars, seats, starsBreakTies);
  };

  const points = (ballots, themes, seats) => {
    const got = noughts(themes), backers = noughts(themes);
    for (const [given, times] of ballots) {
      for (const [theme, worth] of given) {
        add(got, theme, BigInt(worth) * times);
        add(backers, theme, times);
      }
    }
    return seated(themes, got, backers, seats, false);
  };

  // --- transfers, as in Scotland ---------------------------------------------------------------

  // To whom these ballots go: the next on each that can still use it. What nobody gets is gone.
  const deal = (parcel, holder, continuing) => {
    const moved = new Map();
    for (const entry of parcel) {
      const next = entry[0].slice(holder === null ? 0 : entry[0].indexOf(holder) + 1).find((one) => continuing.has(one));
      if (next !== undefined) moved.set(next, [...(moved.get(next) || []), entry]);
    }
    return moved;
  };

  // The state after a stage: who has a quota is elected, and who is left for the last seats.
  const arrive = (rules, before, continuing, pending, held, votes, mark) => {
    const old = (one) => (before ? before.rank.get(one) : 0), elected = before ? before.elected : [];
    const higher = (one, other) => larger(votes.get(one), votes.get(other)) || old(other) - old(one);
    const rank = new Map();
    let place = -1, previous = null;
    for (const one of [...rules.candidates].sort((a, b) => higher(b, a))) {
      if (previous === null || higher(previous, one) !== 0) place += 1;
      rank.set(one, place);
      previous = one;
    }
    const ahead = [...continuing].sort((one, other) => rank.get(other) - rank.get(one));
    const made = ahead.filter((one) => votes.get(one) >= rules.quota);
    const left = ahead.filter((one) => votes.get(one) < rules.quota);
    const filled = left.length <= rules.seats - elected.length - made.length ? left : [];
    const gone = new Set([...made, ...filled]);
    return {
      continuing: continuing.filter((one) => !gone.has(one)),
      elected: [...elected, ...made, ...filled],
      pending: [...pending, ...made.filter((one) => votes.get(one) > rules.quota)],
      held, votes, rank,
      stage: {
        votes: rules.candidates.map((one) => [one, votes.get(one)]),
        nonTransferable: rules.total - sum([...votes.values()]),
        surplus: null, amount: 0n, excluded: null,
        elected: [...made, ...filled], filled, ...mark,
      },
    };
  };

  const firstStage = (rules, ballots) => {
    const moved = deal(ballots.map(([ballot, times]) => [ballot, times, UNIT]), null, new Set(rules.candidates));
    const held = new Map(rules.candidates.map((one) => [one, moved.get(one) || []]));
    const votes = new Map(rules.candidates.map((one) => [one, sum(held.get(one).map(([, times]) => times)) * UNIT]));
    return arrive(rules, null, rules.candidates, [], held, votes, {});
  };

  // What comes next: ["surplus" or "exclusion", the equals in question]; null at the end.
  const choiceOf = (rules, state) => {
    if (state.elected.length === rules.seats || !state.continuing.length) return null;
    const [about, among, end] = state.pending.length
      ? ["surplus", state.pending, most] : ["exclusion", state.continuing, least];
    const votes = end(among.map((one) => state.votes.get(one)));
    return [about, among.filter((one) => state.votes.get(one) === votes)];
  };

  // Nobody ever stood for these and there are enough others: their turn comes, all of them.
  const allGo = (rules, state, about, tied) =>
    about === "exclusion" && !state.votes.get(tied[0])
    && tied.length <= state.continuing.length - (rules.seats - state.elected.length);

  const narrowed = (state, about, tied) => {
    const rank = (about === "surplus" ? most : least)(tied.map((one) => state.rank.get(one)));
    return tied.filter((one) => state.rank.get(one) === rank);
  };

  const nextOf = (rules, state, about, taken) => {
    const mine = state.held.get(taken);
    let passed = mine, kept = 0n, mark = { excluded: taken };
    let continuing = state.continuing.filter((one) => one !== taken);
    if (about === "surplus") {
      const all = state.votes.get(taken), amount = all - rules.quota;
      passed = mine.map(([ballot, times, worth]) => [ballot, times, amount * worth / all]);
      [kept, mark, continuing] = [rules.quota, { surplus: taken, amount }, state.continuing];
    }
    const held = new Map(state.held), votes = new Map(state.votes);
    held.set(taken, []);
    votes.set(taken, kept);
    for (const [one, parcel] of deal(passed, taken, new Set(continuing))) {
      held.set(one, [...held.get(one), ...parcel]);
      add(votes, one, sum(parcel.map(([, times, worth]) => times * worth)));
    }
    const pending = state.pending.filter((one) => one !== taken);
    return arrive(rules, state, continuing, pending, held, votes, mark);
  };

  // Follows every way to settle ties that nothing settles, to the sets of winners at the end.
  const explorer = (rules) => {
    const known = new Map();
    let left = EFFORT;
    // All that the rest of the count depends on. Two ways that meet here end alike.
    const keyOf = (state) => {
      const alive = [...state.continuing, ...state.pending].sort((one, other) => one - other);
      const order = [...new Set(alive.map((one) => state.rank.get(one)))].sort((one, other) => one - other);
      const held = (one) => state.held.get(one).map((entry) => entry.join()).sort().join(" ");
      const lines = alive.map((one) => `${one}:${order.indexOf(state.rank.get(one))}:${held(one)}`);
      return [[...state.elected].sort((one, other) => one - other).join(), ...lines].join("|");
    };
    const follow = (start) => {
      let state = start, choice;
      while ((choice = choiceOf(rules, state))) {
        left -= 20 + state.continuing.reduce((size, one) => size + state.held.get(one).length, 0);
        if (left < 0) return null;
        const [about, tied] = choice, equals = narrowed(state, about, tied);
        if (equals.length === 1 || allGo(rules, state, about, equals)) {
          state = nextOf(rules, state, about, equals[0]);
          continue;
        }
        const found = new Map();
        for (const one of equals) {
          const reached = ends(nextOf(rules, state, about, one));
          if (reached === null) return null;
          for (const [key, winners] of reached) found.set(key, winners);
        }
        return found;
      }
      const winners = [...state.elected].sort((one, other) => one - other);
      return new Map([[winners.join(), winners]]);
    };
    const ends = (state) => {
      const key = keyOf(state);
      if (!known.has(key)) known.set(key, follow(state));
      return known.get(key);
    };
    return ends;
  };

  // Whose turn it is, and how that was settled; [null, null] when nobody may say.
  const settle = (rules, state, about, tied, ends) => {
    if (tied.length === 1) return [tied[0], null];
    const equals = narrowed(state, about, tied);
    if (equals.length === 1) return [equals[0], "earlier stage"];
    const listed = [...equals].sort((one, other) => one - other);
    const taken = about === "surplus" ? listed[0] : listed[listed.length - 1];
    if (allGo(rules, state, about, equals)) return [taken, "no difference"];
    const reached = ends(state);
    return reached && reached.size === 1 ? [taken, "no difference"] : [null, null];
  };

  const stv = (ballots, candidates, seats) => {
    const votes = ballots.filter(([ballot]) => ballot.length);
    const valid = sum(votes.map(([, times]) => times));
    const quota = (valid / BigInt(seats + 1) + 1n) * UNIT;
    const rules = { candidates, seats, quota, total: valid * UNIT };
    let state = firstStage(rules, votes), choice;
    const stages = [state.stage], ties = [], ends = explorer(rules);
    while ((choice = choiceOf(rules, state))) {
      const [about, tied] = choice, [taken, settled] = settle(rules, state, about, tied, ends);
      if (tied.length > 1) {
        const listed = candidates.filter((one) => tied.includes(one));
        ties.push({ stage: stages.length + 1, about, tied: listed, taken, settled });
      }
      if (taken === null) break;
      state = nextOf(rules, state, about, taken);
      stages.push(state.stage);
    }
    let winners = state.elected, tied = [];
    if (choice) {
      const reached = ends(state), ways = reached && [...reached.values()];
      const everywhere = (one) => ways.every((way) => way.includes(one));
      const sure = ways ? candidates.filter(everywhere) : winners;
      const some = ways ? candidates.filter((one) => ways.some((way) => way.includes(one))) : state.continuing;
      winners = [...winners, ...sure.filter((one) => !winners.includes(one))];
      tied = candidates.filter((one) => some.includes(one) && !winners.includes(one));
    }
    return { quota, valid, stages, winners, tied, openSeats: Math.min(seats - winners.length, tied.length), ties };
  };

  // --- what comes out, with names --------------------------------------------------------------

  const decimals = (units) => `${units / UNIT}.${String(units % UNIT).padStart(5, "0")}`;

  const seatedWith = (found, name) => {
    const named = (some) => some.map(name);
    const tie = { stage: 1, about: "last seat", tied: named(found.tied), taken: null, settled: null, open_seats: found.openSeats };
    return {
      winners: named(found.winners), tied: named(found.tied), open_seats: found.openSeats,
      stages: [{
        stage: 1,
        votes: new Map(found.rows.map((one) => [name(one), `${found.got.get(one)}.00000`])),
        stars: new Map(found.rows.map((one) => [name(one), found.stars.get(one)])),
        surplus: null, exclusion: null, elected: named(found.winners), non_transferable: "0.00000",
      }],
      ties: found.tied.length ? [tie] : [],
      by_stars: found.byStars, margin: found.margin,
    };
  };

  const transferredWith = (found, name) => {
    const named = (some) => some.map(name), maybe = (one) => (one === null ? null : name(one));
    return {
      winners: named(found.winners), tied: named(found.tied), open_seats: found.openSeats,
      quota: decimals(found.quota), valid: found.valid,
      stages: found.stages.map((stage, at) => ({
        stage: at + 1,
        votes: new Map(stage.votes.map(([one, units]) => [name(one), decimals(units)])),
        surplus: stage.surplus === null ? null : { of: name(stage.surplus), amount: decimals(stage.amount) },
        exclusion: maybe(stage.excluded),
        elected: named(stage.elected), filled: named(stage.filled),
        non_transferable: decimals(stage.nonTransferable),
      })),
      ties: found.ties.map((tie) => ({ ...tie, tied: named(tie.tied), taken: maybe(tie.taken) })),
    };
  };

  // --- reading ---------------------------------------------------------------------------------

  const isWhole = (value, from) => Number.isSafeInteger(value) && value >= from;

  const MARKS = {
    approval: (ballot, number) => {
      const chosen = [...new Set((ballot.chosen ?? []).map(number))].sort((one, other) => one - other);
      const star = ballot.star ? number(ballot.star) : null;
      if (star !== null && !chosen.includes(star)) throw new Unreadable("de ster staat bij een thema dat niet is gekozen");
      return { chosen, star };
    },
    points: (ballot, number) => Object.entries(ballot.points ?? {}).map(([name, given]) => {
      if (!isWhole(given, 1)) throw new Unreadable("punten zijn hele getallen vanaf 1");
      return [number(name), given];
    }).sort(([one], [other]) => one - other),
    stv: (ballot, number) => {
      const ranking = (ballot.ranking ?? []).map(number);
      if (new Set(ranking).size < ranking.length) throw new Unreadable("een thema staat er twee keer op");
      return ranking;
    },
  };

  const readJson = (text) => {
    let found;
    try { found = JSON.parse(text); } catch { throw new Unreadable("Dit is geen geldige JSON."); }
    if (!found || !Object.hasOwn(MARKS, found.method)) throw new Unreadable("Er ontbreekt “method”: approval, points of stv.");
    const { themes, ballots, seats } = found;
    if (!Array.isArray(themes) || !themes.every((name) => typeof name === "string")) throw new Unreadable("Er ontbreekt “themes”: een lijst met namen.");
    if (!Array.isArray(ballots) || !ballots.every((one) => one && typeof one === "object")) throw new Unreadable("Er ontbreekt “ballots”: een lijst met stembriefjes.");
    if (!isWhole(seats, 1)) throw new Unreadable("“seats” is geen heel getal vanaf 1.");
    const numbers = new Map(themes.map((name, at) => [name, at + 1]));
    if (numbers.size < themes.length) throw new Unreadable("Twee thema’s hebben dezelfde naam.");
    const number = (name) => {
      if (!numbers.has(name)) throw new Unreadable(`‘${name}’ staat niet op de lijst`);
      return numbers.get(name);
    };
    const votes = ballots.map((ballot, at) => {
      const times = ballot.times ?? 1;
      if (!isWhole(times, 1)) throw new Unreadable(`Stembriefje ${at + 1}: “times” is geen heel getal vanaf 1.`);
      try {
        return [MARKS[found.method](ballot, number), BigInt(times)];
      } catch (error) {
        throw new Unreadable(`Stembriefje ${at + 1} klopt niet: ${error.message}.`);
      }
    });
    return {
      method: found.method, title: String(found.title ?? ""), seats, names: themes,
      candidates: themes.map((_, at) => at + 1), votes: grouped(votes),
      stars: (found.tie_break ?? "stars") === "stars",
    };
  };

  const WORD = /"((?:[^"\\]|\\.)*)"|(#[^\n]*)|(\[[^\]\n]*\]?)|([^\s"#]+)/g;

  const readBlt = (text) => {
    const words = [];
    let place = 0;
    for (const found of text.matchAll(WORD)) {
      if (text.slice(place, found.index).trim()) throw new Unreadable("Een aanhalingsteken wordt niet gesloten.");
      if (found[3]) throw new Unreadable(`De opdracht ${found[3]} kent deze telling niet.`);
      if (found[1] !== undefined) words.push({ name: found[1].replace(/\\(.)/g, "$1") });
      else if (found[4]) words.push({ word: found[4] });
      place = found.index + found[0].length;
    }
    if (text.slice(place).trim()) throw new Unreadable("Een aanhalingsteken wordt niet gesloten.");
    let at = 0;
    const next = (wanted) => {
      if (at >= words.length) throw new Unreadable(`Het bestand houdt op waar ${wanted} hoort te staan.`);
      return words[at++];
    };
    const number = (wanted) => {
      const { word } = next(wanted);
      if (!/^-?\d{1,12}$/.test(word ?? "")) throw new Unreadable(`Hier hoort ${wanted} te staan, niet ‘${word}’.`);
      return Number(word);
    };
    const size = number("het aantal kandidaten"), seats = number("het aantal zetels");
    if (size < 1 || seats < 1) throw new Unreadable("Er is ten minste één kandidaat en één zetel nodig.");
    const withdrawn = new Set();
    while (/^-\d+$/.test(words[at]?.word ?? "")) withdrawn.add(-number("een kandidaat die zich terugtrok"));
    if ([...withdrawn].some((one) => one < 1 || one > size)) throw new Unreadable("Een kandidaat die zich terugtrok, bestaat niet.");
    const votes = [];
    for (let { word } = next("een stembriefje"); word !== "0"; { word } = next("een stembriefje, of de 0 na het laatste")) {
      if (/^\([^()]*\)$/.test(word ?? "")) ({ word } = next("hoe vaak dit stembriefje is ingeleverd"));
      if (!/^\d{1,12}$/.test(word ?? "") || Number(word) === 0) throw new Unreadable(`Hier hoort te staan hoe vaak een stembriefje is ingeleverd, niet ‘${word}’.`);
      const ballot = [];
      for (let mark = next("een kandidaat").word; mark !== "0"; mark = next("een kandidaat, of de 0 aan het eind").word) {
        if (mark === "-") continue;
        if (!/^\d{1,9}$/.test(mark ?? "") || Number(mark) < 1 || Number(mark) > size) throw new Unreadable(`‘${mark}’ is geen kandidaat van 1 tot en met ${size}.`);
        if (ballot.includes(Number(mark))) throw new Unreadable(`Kandidaat ${mark} staat twee keer op één stembriefje.`);
        ballot.push(Number(mark));
      }
      votes.push([ballot.filter((one) => !withdrawn.has(one)), BigInt(word)]);
    }
    const seen = new Map(), names = [];
    for (let one = 1; one <= size; one += 1) {
      const { name } = next(`de naam van kandidaat ${one}`);
      if (name === undefined) throw new Unreadable(`Hier hoort de naam van kandidaat ${one} tussen aanhalingstekens.`);
      const said = name.trim() || `kandidaat ${one}`;
      seen.set(said, (seen.get(said) ?? 0) + 1);
      names.push(seen.get(said) > 1 ? `${said} (${seen.get(said)})` : said);
    }
    if (new Set(names).size < size) throw new Unreadable("Namen op de lijst zijn niet uit elkaar te houden.");
    const title = at < words.length ? next("de titel").name : "";
    if (title === undefined || at < words.length) throw new Unreadable("Na de namen hoort alleen een titel te staan.");
    const candidates = names.map((_, place) => place + 1).filter((one) => !withdrawn.has(one));
    return { method: "stv", title, seats, names, candidates, votes: grouped(votes), stars: true };
  };

  // --- the doors -------------------------------------------------------------------------------

  const countFile = (file, text) => {
    try {
      if (!text.trim()) throw new Unreadable("Het bestand is leeg.");
      if (/\.csv$/i.test(file)) throw new Unreadable("Een CSV telt deze pagina niet; de opdracht wel.");
      const isJson = /\.json$/i.test(file) || text.trimStart().startsWith("{");
      const box = isJson ? readJson(text) : readBlt(text);
      const { method, title, seats, candidates, votes } = box, name = (one) => box.names[one - 1];
      let found;
      if (method === "stv") found = transferredWith(stv(votes, candidates, seats), name);
      else if (method === "points") found = seatedWith(points(votes, candidates, seats), name);
      else found = seatedWith(approval(votes, candidates, seats, box.stars), name);
      const ballots = sum(votes.map(([, times]) => times));
      return { file, title, method, seats, version: VERSION, ballots, ...found };
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return { file, error: error.message };
    }
  };

  // As Python writes JSON, byte for byte.
  const line = (value) => {
    if (Array.isArray(value)) return `[${value.map(line).join(", ")}]`;
    if (typeof value === "bigint") return String(value);
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    const pairs = value instanceof Map ? [...value] : Object.entries(value);
    return `{${pairs.map(([key, one]) => `${JSON.stringify(key)}: ${line(one)}`).join(", ")}}`;
  };

  globalThis.ballotCounting = { VERSION, countFile, line };
})();
