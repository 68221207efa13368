import type { CallView } from "@belfry/contracts";
import i18next, { type TFunction } from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import { desk } from "../../i18n/en/desk.ts";
import { annaView, callOf, snapshotWith } from "../../testing/scenes.ts";
import { callCardView } from "./call-card-view.ts";

let t: TFunction;

beforeAll(async () => {
  t = await i18next.init({
    lng: "en",
    resources: { en: { desk } },
    defaultNS: "desk",
    interpolation: { escapeValue: false },
  });
});

const snapshot = snapshotWith(annaView({}));
const mine = { number: snapshot.me?.extension ?? "", name: "Anna de Vries" };
const card = (change: Parameters<typeof callOf>[0]) => callCardView(callOf(change), snapshot, "NL", t);

describe("the card of a call", () => {
  it("names the one who was dialled when the agent made the call, never the agent", () => {
    expect(card({ direction: "outbound", caller: mine, dialled: "+31205550101" })).toMatchObject({
      who: "020 555 0101",
      number: null,
      rawNumber: "+31205550101",
    });
    const [colleague] = snapshot.colleagues.filter(({ extension }) => extension !== mine.number);
    const extension = colleague?.extension ?? null;
    expect(card({ direction: "internal", caller: mine, dialled: extension }).who).toBe(colleague?.name);
  });

  it("names the caller of every other call", () => {
    const caller = { number: "3002", name: "Bram Jansen" };
    expect(card({ direction: "internal", caller, dialled: mine.number }).who).toBe("Bram Jansen");
    expect(card({ direction: "inbound", caller: { number: "+31612345678", name: null } }).who).toBe("06 12345678");
  });

  it("says what is recorded, and what its button does", () => {
    expect(card({}).recording).toBeNull();
    const said = (recording: NonNullable<CallView["recording"]>) => {
      const view = card({ recording }).recording;
      return [view?.label, view?.turn?.to ?? null, view?.turn?.label ?? null];
    };
    expect(said("on")).toEqual(["Recording", "paused", "Pause recording"]);
    expect(said("paused")).toEqual(["Recording paused", "on", "Resume recording"]);
    expect(said("ready")).toEqual(["Not recorded yet", "on", "Start recording"]);
    expect(said("waiting")[2]).toBe("Pause recording");
    expect(said("failed")).toEqual(["Recording failed. The call goes on without it.", null, null]);
  });

  it("says which colleague sends the call or asks about it", () => {
    expect(card({}).via).toBeNull();
    expect(card({ via: { kind: "consult", name: "Bram Jansen" } }).via).toBe("Bram Jansen asks for your advice");
    expect(card({ via: { kind: "transfer", name: "Bram Jansen" } }).via).toBe("Bram Jansen transfers this call to you");
  });
});
