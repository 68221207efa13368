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
  /** Decayed counts of dialled contacts, of those that a person answered, and how long these took to answer. */
  tries: number;
  persons: number;
  answeredIn: number;
  /** Decayed: conversations with their wrap-up, and how long they kept an agent. */
  served: number;
  handling: number;
}

const BLOCK = 100;
const BLOCKS = 10;
/** What is one try old counts for 1 % less: some hundred tries are remembered. */
const FADE = 0.99;

export function emptyMeasures(): Measures {
  return {
    blocks: [{ persons: 0, abandoned: 0 }],
    today: { persons: 0, abandoned: 0 },
    tries: 0,
    persons: 0,
    answeredIn: 0,
    served: 0,
    handling: 0,
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
export function notePerson(measures: Measures, abandoned: boolean): void {
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

/** A contact was dialled; `answeredIn` is how long the person took to answer, null when none did. */
export function noteTry(measures: Measures, answeredIn: number | null): void {
  measures.tries = measures.tries * FADE + 1;
  measures.persons = measures.persons * FADE + (answeredIn === null ? 0 : 1);
  if (answeredIn !== null) measures.answeredIn = measures.answeredIn * FADE + answeredIn;
  else measures.answeredIn *= FADE;
}

/** An agent is free again who had a contact. */
export function noteServed(measures: Measures, duration: number): void {
  measures.served = measures.served * FADE + 1;
  measures.handling = measures.handling * FADE + duration;
}

/** How long a conversation with its wrap-up takes; null when nothing is known. */
export function meanHandling({ served, handling }: Measures): number | null {
  return served === 0 ? null : handling / served;
}
