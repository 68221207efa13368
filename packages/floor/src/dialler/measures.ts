/** People who answered, and those of them for whom no agent came. */
export interface Tally {
  persons: number;
  abandoned: number;
}

/** What a campaign has measured of its own calls. */
export interface Measures {
  /** The latest calls that a person answered, in blocks of a hundred, the running one last. */
  readonly blocks: Tally[];
  readonly today: Tally;
  /** Decayed counts of the contacts that were dialled, by how long it took until a person answered, or nobody would. */
  readonly answered: number[];
  readonly failed: number[];
  /**
   * How much of the cap a forecast may use. It goes down with every abandoned call and up a little with every other, in
   * the proportion of the share that is aimed at, so that it rests where what happens is that share, whatever the
   * forecast leaves out.
   */
  risk: number;
  /** Agents who are busy with a contact, and since when it is so many. */
  serving: number;
  since: number;
  /** Decayed: how long agents were busy with contacts, all together, and how often one got free. */
  busy: number;
  freed: number;
}

/** The share of abandoned calls that is aimed at, of the cap: chance needs room below it. */
const AIM = 0.85;
/** How fast the risk follows what comes of it. */
const STEP = 0.25;
const RISK = { least: 0.02, first: 0.1, most: 1 };
const BLOCK = 100;
const BLOCKS = 10;
/** What is one try old counts for so much less: some hundred tries are remembered. */
const FADE = 0.998;
/** Times to answer are told apart by two seconds, up to a minute and a half. */
const BIN = 2_000;
const BINS = 45;

export function emptyMeasures(): Measures {
  return {
    blocks: [{ persons: 0, abandoned: 0 }],
    today: { persons: 0, abandoned: 0 },
    answered: Array.from({ length: BINS }, () => 0),
    failed: Array.from({ length: BINS }, () => 0),
    risk: RISK.first,
    serving: 0,
    since: 0,
    busy: 0,
    freed: 0,
  };
}

/** The latest thousand calls or so that a person answered. */
export function latest({ blocks }: Measures): Tally {
  const sum = { persons: 0, abandoned: 0 };
  for (const { persons, abandoned } of blocks) {
    sum.persons += persons;
    sum.abandoned += abandoned;
  }
  return sum;
}

/** A person answered, and an agent came or did not. */
export function notePerson(measures: Measures, abandoned: boolean, cap: number): void {
  const share = AIM * cap;
  const step = abandoned ? STEP * (1 - share) : -STEP * share;
  measures.risk = Math.min(Math.max(measures.risk * Math.exp(-step), RISK.least), RISK.most);
  let block = measures.blocks.at(-1);
  if (!block || block.persons >= BLOCK) {
    block = { persons: 0, abandoned: 0 };
    measures.blocks.push(block);
    if (measures.blocks.length > BLOCKS) measures.blocks.shift();
  }
  for (const tally of [block, measures.today]) {
    tally.persons += 1;
    if (abandoned) tally.abandoned += 1;
  }
}

/** A contact was dialled, and after so long a person answered, or it was certain that nobody would. */
export function noteTry({ answered, failed }: Measures, isPerson: boolean, after: number): void {
  for (const counts of [answered, failed])
    counts.forEach((count, bin) => {
      counts[bin] = count * FADE;
    });
  const counts = isPerson ? answered : failed;
  const bin = Math.min(Math.floor(after / BIN), BINS - 1);
  counts[bin] = (counts[bin] ?? 0) + 1;
}

/** Of the tries counted, how many were still open after so long. */
export function openAfter(counts: readonly number[]): (after: number) => number {
  const open = new Array<number>(counts.length + 1).fill(0);
  for (let bin = counts.length - 1; bin >= 0; bin -= 1) open[bin] = (open[bin + 1] ?? 0) + (counts[bin] ?? 0);
  return (after) => {
    const bin = Math.floor(after / BIN);
    const [before, behind] = [open[bin] ?? 0, open[bin + 1] ?? 0];
    return before + (behind - before) * (after / BIN - bin);
  };
}

/** One agent more, or one less, is busy with a contact. */
export function noteServing(measures: Measures, change: 1 | -1, now: number): void {
  measures.busy += measures.serving * (now - measures.since);
  measures.since = now;
  measures.serving += change;
  if (change > 0) return;
  measures.busy *= FADE;
  measures.freed = measures.freed * FADE + 1;
}

/**
 * How long a conversation with its wrap-up takes; null when nothing is known. It counts the time of those that are
 * still under way too: the first to end are the short ones, and their mean alone would promise agents too soon.
 */
export function meanHandling({ serving, since, busy, freed }: Measures, now: number): number | null {
  return freed < 1 ? null : (busy + serving * (now - since)) / freed;
}
