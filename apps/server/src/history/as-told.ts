import type { CallDetail, CallEvent } from "@belfry/contracts";

const SUPERVISION = new Set([
  "supervisionAsked",
  "supervisionStarted",
  "supervisionChanged",
  "supervisionEnded",
  "supervisionFailed",
]);

/**
 * A call as somebody who took part in it may see it: as if nobody had supervised it, but while the agent was told, and
 * for the supervisors themselves.
 */
export function asTold(detail: CallDetail, person: string): CallDetail {
  const others = detail.events.filter(
    ({ what, detail: said }) => SUPERVISION.has(what) && said["supervisor"] !== person,
  );
  const legs = new Set(others.map(({ detail: said }) => said["leg"]));
  const supervisors = new Set(others.map(({ detail: said }) => said["supervisor"]));
  const kept = detail.legs.filter(({ leg }) => !legs.has(leg));
  // Who also talked in this call of their own right has a leg that stays.
  const talked = new Set(kept.map((leg) => leg.person));
  const names = new Set(kept.map(({ party }) => nameIn(party)));
  const left = detail.legs.filter(({ leg, party }) => legs.has(leg) && !names.has(nameIn(party)));
  const hidden = new Set<unknown>([...legs, ...left.flatMap(({ party }) => [party, nameIn(party)])]);
  for (const id of supervisors) if (!talked.has(String(id))) hidden.add(id);
  const told = new ToldSupervision();
  const isOthers = ({ what, detail: said }: CallEvent) => SUPERVISION.has(what) && said["supervisor"] !== person;
  const mentions = ({ detail: said }: CallEvent) => Object.values(said).some((value) => hidden.has(value));
  return {
    ...detail,
    legs: kept,
    // That a conference fell apart is told in an event of its own.
    events: detail.events.flatMap((event) => {
      if (isOthers(event)) return told.follow(event);
      return event.what === "mixFailed" || mentions(event) ? [] : [event];
    }),
    quality: detail.quality.filter(
      (sample) => !supervisors.has(sample.person) || (talked.has(sample.person) && !isDuring(sample, others)),
    ),
  };
}

/** A leg's party without the extension. */
function nameIn(party: string): string {
  return party.replace(/ \S+$/, "");
}

/** Whether the sample is from when that person took part as a supervisor. */
function isDuring({ at, person }: CallDetail["quality"][number], events: readonly CallEvent[]): boolean {
  const before = events.findLast((event) => event.at <= at && event.detail["supervisor"] === person);
  return before !== undefined && before.what !== "supervisionEnded" && before.what !== "supervisionFailed";
}

/** What an agent was told begins with the first word that they were told and is over when they no longer were. */
class ToldSupervision {
  #shown: CallEvent | null = null;

  follow(event: CallEvent): CallEvent[] {
    const before = this.#shown;
    const isOver = event.what === "supervisionEnded" || event.what === "supervisionFailed";
    if (event.detail["told"] === true && !isOver) {
      this.#shown = event;
      return [{ ...event, what: before === null ? "supervisionStarted" : event.what }];
    }
    this.#shown = null;
    if (before === null) return [];
    const cause = isOver ? event.detail["cause"] : undefined;
    const detail = cause === undefined ? before.detail : { ...before.detail, cause };
    return [{ at: event.at, what: "supervisionEnded", detail }];
  }
}
