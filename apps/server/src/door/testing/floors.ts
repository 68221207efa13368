import {
  agentView,
  type ChangedEffect,
  campaignView,
  colleagueView,
  type DiallerEffect,
  emptyFloor,
  type FloorSettings,
  type FloorState,
  type Input,
  type JournalEffect,
  maskedView,
  queueView,
  step,
  supervisionView,
  type VisitEffect,
  visitCallView,
  visitOfAgent,
} from "@belfry/floor";
import type { Floor } from "../ports.ts";

export interface TestFloors extends Floor {
  replaceSettings(settings: FloorSettings): void;
}

/** The real floor for tests of the door: there is no line, so a test puts in what the line would report. */
export function openFloors(
  settingsOf: (organisation: string) => FloorSettings | null,
  now: () => number,
  journal: (organisation: string, effects: readonly JournalEffect[]) => void,
  dialler: (organisation: string, effects: readonly DiallerEffect[]) => void = () => {},
  visits: (organisation: string, effects: readonly VisitEffect[]) => void = () => {},
): TestFloors {
  const floors = new Map<string, FloorState>();
  const listeners = new Set<(organisation: string, change: ChangedEffect) => void>();
  const floorOf = (organisation: string) => {
    const settings = settingsOf(organisation);
    const known = floors.get(organisation);
    if (known !== undefined || settings === null) return known ?? null;
    const state = emptyFloor(settings, now());
    floors.set(organisation, state);
    return state;
  };
  const put = (organisation: string, input: Input) => {
    const state = floorOf(organisation);
    if (state === null) return { code: "not_found" as const, params: {} };
    const { effects, rejection } = step(state, input, now());
    const written: JournalEffect[] = [];
    const wanted: DiallerEffect[] = [];
    const entered: VisitEffect[] = [];
    for (const effect of effects) {
      switch (effect.type) {
        case "changed.agent":
        case "changed.queue":
        case "changed.supervision":
        case "changed.visit":
        case "changed.settings":
          for (const listener of listeners) listener(organisation, effect);
          break;
        case "journal.callStarted":
        case "journal.leg":
        case "journal.event":
        case "journal.callEnded":
        case "journal.callCode":
        case "journal.agentState":
        case "journal.callback":
        case "journal.callbackOver":
        case "journal.verified":
          written.push(effect);
          break;
        case "dialler.wanted":
        case "dialler.attempted":
        case "dialler.returned":
        case "dialler.renewed":
        case "dialler.callBack":
          wanted.push(effect);
          break;
        case "visit.codeEntered":
          entered.push(effect);
          break;
      }
    }
    journal(organisation, written);
    if (wanted.length > 0) dialler(organisation, wanted);
    if (entered.length > 0) visits(organisation, entered);
    return rejection;
  };
  return {
    submit: put,
    agentView(organisation, agent) {
      const state = floorOf(organisation);
      return state === null ? null : agentView(state, agent, now());
    },
    colleagueView(organisation, agent) {
      const state = floorOf(organisation);
      return state === null ? null : colleagueView(state, agent, now());
    },
    queueView(organisation, queue) {
      const state = floorOf(organisation);
      return state === null ? null : queueView(state, queue, now());
    },
    maskedView(organisation, agent) {
      const state = floorOf(organisation);
      return state === null ? null : maskedView(state, agent, now());
    },
    supervisionView(organisation, agent) {
      const state = floorOf(organisation);
      return state === null ? null : supervisionView(state, agent);
    },
    campaignView(organisation, campaign) {
      const state = floorOf(organisation);
      return state === null ? null : campaignView(state, campaign, now());
    },
    visitOfAgent(organisation, agent) {
      const state = floorOf(organisation);
      return state === null ? null : visitOfAgent(state, agent, now());
    },
    visitCallView(organisation, visit) {
      const state = floorOf(organisation);
      return state === null ? null : visitCallView(state, visit);
    },
    onChanged(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    replaceSettings(settings) {
      put(settings.organisation, { type: "settings.replaced", settings });
    },
  };
}
