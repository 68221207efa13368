import type { Campaign } from "./campaign.ts";
import { latest, type Measures, meanHandling } from "./measures.ts";

/** With fewer agents than this a mistake of one call is too large a share: nobody is dialled for whom no agent is free. */
export const LEAST_AGENTS = 10;
/** What is known from fewer tries is a guess. */
const LEAST_TRIES = 30;
const LEAST_SERVED = 20;
/** Of the cap, so that chance has room. */
const AIM = 0.9;
/** Calls per agent at most, whatever the figures say. */
const MOST_PER_AGENT = 3;

export interface Staff {
  /** Agents who are free and for whom no call is under way elsewhere. */
  readonly ready: number;
  /** Agents who talk with contacts of this campaign, or wrap up. */
  readonly serving: number;
  readonly working: number;
}

/**
 * How many more contacts may be dialled now than there are calls under way, beyond what each ready agent has.
 *
 * Each call that is under way will be answered by a person with a chance that is known: the measured share of answers,
 * less the longer it has rung. Until then some of those who are busy get free, each with the same chance. So both the
 * answers and the agents for them are sums of such chances, and the expected number of people without an agent is
 * exact arithmetic. Calls are added while it stays under the cap's share of the expected answers, and under what the
 * cap still allows by the count of those who were abandoned so far: a run of bad luck is paid back before the next risk.
 */
export function roomFor(campaign: Campaign, staff: Staff, cap: number, patience: number, now: number): number {
  const { measures } = campaign;
  const allowed = allowance(measures, cap);
  const chance = measures.tries < LEAST_TRIES ? null : measures.persons / measures.tries;
  if (staff.working < LEAST_AGENTS || chance === null || measures.persons === 0 || allowed < 1) return 0;
  const answerIn = Math.max(measures.answeredIn / measures.persons, 1);
  const handling = measures.served < LEAST_SERVED ? null : meanHandling(measures);
  const frees = handling === null ? 0 : 1 - Math.exp(-(answerIn + patience) / handling);
  const agents = sumOf(Array.from({ length: staff.serving }, () => frees));
  const under = Object.values(campaign.dialling).map((since) => chanceNow(chance, answerIn, now - since));
  let answers = sumOf(under);
  let expected = under.reduce((sum, each) => sum + each, 0);
  const most = MOST_PER_AGENT * staff.working - under.length;
  for (let more = 0; more < most; more += 1) {
    answers = add(answers, chance);
    expected += chance;
    const lost = expectedLoss(answers, agents, staff.ready);
    if (lost > AIM * cap * expected || lost > allowed - 1) return more;
  }
  return Math.max(most, 0);
}

/** How many more people may be abandoned without the share going above the cap: of the latest, and of today. */
function allowance(measures: Measures, cap: number): number {
  const left = ({ persons, abandoned }: { persons: number; abandoned: number }) => cap * persons - abandoned;
  return Math.min(left(latest(measures)), left(measures.today));
}

/** The chance that a call which has rung for so long is still answered, with times to answer that are exponential. */
function chanceNow(chance: number, answerIn: number, rung: number): number {
  const left = chance * Math.exp(-rung / answerIn);
  return left / (left + 1 - chance);
}

/** The distribution of how many of independent events come true: at index k the probability of k. */
function sumOf(chances: readonly number[]): number[] {
  return chances.reduce(add, [1]);
}

function add(before: readonly number[], chance: number): number[] {
  const after = before.map((each) => each * (1 - chance));
  after.push(0);
  before.forEach((each, index) => {
    after[index + 1] = (after[index + 1] ?? 0) + each * chance;
  });
  return after;
}

/** How many answers are expected for which no agent is there. */
function expectedLoss(answers: readonly number[], freed: readonly number[], ready: number): number {
  let lost = 0;
  answers.forEach((likely, count) => {
    for (let free = 0; free < count - ready && free < freed.length; free += 1)
      lost += likely * (freed[free] ?? 0) * (count - ready - free);
  });
  return lost;
}
