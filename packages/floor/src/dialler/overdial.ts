import type { Campaign } from "./campaign.ts";
import { latest, type Measures, meanHandling, openAfter } from "./measures.ts";

/** With fewer agents than this a mistake of one call is too large a share: nobody is dialled for whom no agent is free. */
export const LEAST_AGENTS = 10;
/** What is known from fewer tries is a guess. */
const LEAST_TRIES = 30;
/** Of what the cap still allows, at most so much is put at risk at once. */
const RISKED = 0.5;
/** The instants that are looked at. */
const INSTANTS = [2_500, 5_000, 10_000, 20_000, 30_000];
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
 * Each call that is under way will be answered by a person within the next seconds with a chance that is measured: of
 * all calls that had rung for as long, the share that was answered by then. Meanwhile some of those who are busy get
 * free, each with the same chance. So at any instant soon both the answers and the agents for them are sums of
 * independent chances, and the people without an agent are the part above zero of their difference, which is close to
 * normal. Calls are added while at each of a few instants that part stays under the cap's share of the answers, and
 * under a part of what the cap still allows by the count of those who were abandoned so far: a run of bad luck is paid
 * back before the next risk.
 */
export function roomFor(campaign: Campaign, staff: Staff, cap: number, patience: number, now: number): number {
  const { measures } = campaign;
  const allowed = allowance(measures, cap);
  const answered = openAfter(measures.answered);
  const failed = openAfter(measures.failed);
  const tries = answered(0) + failed(0);
  if (staff.working < LEAST_AGENTS || tries < LEAST_TRIES || allowed < 1) return 0;
  const handling = meanHandling(measures, now);
  /** The chance that a person answers within the next `soon` a call that has rung for `rung` and is still open. */
  const chance = (rung: number, soon: number) => {
    const open = answered(rung) + failed(rung);
    return open === 0 ? 0 : (answered(rung) - answered(rung + soon)) / open;
  };
  const rung = Object.values(campaign.dialling).map((since) => now - since);
  const instants = INSTANTS.map((soon) => {
    const freed = handling === null ? 0 : 1 - Math.exp(-(soon + patience) / handling);
    const { ready, serving } = staff;
    const agents = { mean: ready + serving * freed, variance: serving * freed * (1 - freed) };
    const answers = sumOf(rung.map((each) => chance(each, soon)));
    return { agents, answers, another: chance(0, soon) };
  });
  const most = MOST_PER_AGENT * staff.working - rung.length;
  for (let more = 0; more < most; more += 1)
    for (const { agents, answers, another } of instants) {
      answers.mean += another;
      answers.variance += another * (1 - another);
      const lost = aboveZero(answers.mean - agents.mean, answers.variance + agents.variance);
      if (lost > measures.risk * cap * answers.mean || lost > RISKED * allowed) return more;
    }
  return Math.max(most, 0);
}

/** How many more people may be abandoned without the share going above the cap: of the latest, and of today. */
function allowance(measures: Measures, cap: number): number {
  const left = ({ persons, abandoned }: { persons: number; abandoned: number }) => cap * persons - abandoned;
  return Math.min(left(latest(measures)), left(measures.today));
}

/** How many of independent events come true. */
function sumOf(chances: readonly number[]): { mean: number; variance: number } {
  const sum = { mean: 0, variance: 0 };
  for (const chance of chances) {
    sum.mean += chance;
    sum.variance += chance * (1 - chance);
  }
  return sum;
}

/** The mean of what is above zero of something normal: of max(0, N). */
function aboveZero(mean: number, variance: number): number {
  if (variance <= 0) return Math.max(mean, 0);
  const deviation = Math.sqrt(variance);
  const z = mean / deviation;
  return deviation * Math.exp((-z * z) / 2) * 0.398942 + mean * normal(z);
}

/** The normal distribution function (Abramowitz and Stegun 26.2.17, to seven digits). */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = 0.398942 * Math.exp((-z * z) / 2) * series;
  return z > 0 ? 1 - tail : tail;
}
