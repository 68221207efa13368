import type { AgentView, CallView, Me } from "@belfry/contracts";
import i18next, { type TFunction } from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import { desk as en } from "../i18n/en/desk.ts";
import { desk as fr } from "../i18n/fr/desk.ts";
import { desk as nl } from "../i18n/nl/desk.ts";
import { desk as uk } from "../i18n/uk/desk.ts";
import { annaView, callOf, IDS, SCENES, snapshotWith } from "../testing/scenes.ts";
import { announcementsBetween, type Picture } from "./announcements.ts";
import { EMPTY_DESK } from "./desk-store.ts";
import { deskViewModel } from "./desk-view.ts";

const person: Me = {
  person: IDS.anna,
  session: IDS.session,
  name: "Anna",
  login: "anna",
  roles: ["agent"],
  locale: null,
  extension: "3001",
  organisation: {
    id: IDS.organisation,
    slug: "demo",
    name: "Demo",
    country: "NL",
    timeZone: "Europe/Amsterdam",
    demo: true,
  },
};
let t: TFunction;

async function translator(desk: typeof en | typeof nl | typeof fr | typeof uk): Promise<TFunction> {
  return i18next.createInstance().init({
    lng: "en",
    resources: { en: { desk } },
    defaultNS: "desk",
    interpolation: { escapeValue: false },
  });
}

beforeAll(async () => {
  t = await translator(en);
});

function picture(me: AgentView, change: Partial<Picture> = {}): Picture {
  const state = { ...EMPTY_DESK, link: "live" as const, snapshot: snapshotWith(me) };
  const view = deskViewModel(state, null, person, t);
  return {
    link: view.link,
    me: view.me,
    state: view.state,
    card: view.card,
    muted: false,
    endedAway: null,
    declined: null,
    preview: view.preview === null ? null : { contact: view.preview.contact.id, who: view.preview.who },
    ...change,
  };
}
const said = (before: Picture, after: Picture) => announcementsBetween(before, after, t);

describe("what a screen reader is told", () => {
  it("interrupts only for an incoming call, and says how to answer", () => {
    expect(said(picture(annaView({})), picture(SCENES.offered()))).toEqual({
      assertive: "Incoming call for Permits from 06 12345678. Press Enter to answer.",
      polite: [],
    });
  });

  it("says nothing twice for the same call", () => {
    const offered = SCENES.offered();
    expect(said(picture(offered), picture({ ...offered, name: "A." }))).toEqual({ assertive: null, polite: [] });
  });

  it("does not offer Enter for a call that is answered by itself", () => {
    const auto = { ...SCENES.offered(), call: callOf({ autoAnswer: true }) };
    expect(said(picture(annaView({})), picture(auto)).assertive).toBe(
      "Call from 06 12345678 is being answered by itself.",
    );
  });

  it("says whether what the agent says is recorded", () => {
    const talking = (recording: NonNullable<AgentView["call"]>["recording"]) =>
      picture({ ...SCENES.talking(), call: callOf({ phase: "talking", answeredAt: 1, recording }) });
    const told = (before: ReturnType<typeof talking>, after: typeof before) => said(before, after).polite;
    expect(told(talking("waiting"), talking("on"))).toEqual(["Recording."]);
    expect(told(talking("on"), talking("paused"))).toEqual(["Recording paused."]);
    expect(told(talking("on"), talking("failed"))).toEqual(["Recording failed."]);
    expect(told(talking("on"), talking("waiting"))).toEqual([]);
  });

  it("follows a call through its life, politely", () => {
    const steps = [
      SCENES.offered(),
      SCENES.talking(),
      SCENES.held(),
      SCENES.talking(),
      SCENES.reconnecting(),
      SCENES.talking(),
    ];
    const polite = steps.slice(1).flatMap((step, index) => said(picture(steps[index] ?? step), picture(step)).polite);
    expect(polite).toEqual([
      "Call answered.",
      "After this call: Lunch.",
      "Call on hold.",
      "Call taken off hold.",
      "After this call: Lunch.",
      "The connection is interrupted. The caller is kept.",
      "You are back in the call.",
      "After this call: Lunch.",
    ]);
  });

  it("tells wrap-up, and the state that follows", () => {
    expect(said(picture(SCENES.talking()), picture(SCENES.wrapUp())).polite).toEqual([
      "Call ended.",
      "Wrap-up. Choose a call code.",
    ]);
    expect(said(picture(SCENES.wrapUp()), picture(annaView({}))).polite).toEqual(["Your state is now Available."]);
  });

  it.each([en, nl, fr, uk])(
    "tells apart a declined call, a missed one and one that stopped ringing (%#)",
    async (desk) => {
      const words = await translator(desk);
      const end = (after: Picture) => announcementsBetween(picture(SCENES.offered()), after, words).polite[0];
      const { announce } = desk;
      expect(end(picture(annaView({}), { declined: "call-1.2" }))).toBe(announce.declined);
      expect(end(picture(annaView({}), { declined: "call-0.1" }))).toBe(announce.offerGone);
      expect(end(picture(SCENES.noAnswer()))).toBe(announce.missed);
      const since = Date.now();
      const chosen = annaView({ state: { state: "paused", since, reason: { kind: "chosen", pause: IDS.lunch } } });
      expect(end(picture(chosen))).toBe(announce.offerGone);
    },
  );

  it("tells the end of an offer that is followed by the next at once, also of the same call", () => {
    const offered = SCENES.offered();
    const again = { ...offered, call: callOf({ leg: "call-1.3" }) };
    const next = { ...offered, call: callOf({ id: "call-2", leg: "call-2.2" }) };
    for (const after of [again, next]) {
      const { polite, assertive } = said(picture(offered), picture(after, { declined: "call-1.2" }));
      expect(polite).toEqual(["You declined the call."]);
      expect(assertive).toContain("Incoming call");
    }
  });

  it.each([en, nl, fr, uk])("tells the end of a call also when the next one is offered at once (%#)", async (desk) => {
    const next = { ...SCENES.offered(), call: callOf({ id: "call-2", leg: "call-2.2" }) };
    const news = announcementsBetween(picture(SCENES.talking()), picture(next), await translator(desk));
    expect(news.polite).toEqual([desk.announce.ended]);
    expect(news.assertive).not.toBeNull();
  });

  it.each([en, nl, fr, uk])("tells whom the agent now talks to after a completed transfer (%#)", async (desk) => {
    const words = await translator(desk);
    const talk = (change: Partial<CallView>) =>
      picture({ ...SCENES.held(), call: callOf({ phase: "talking", answeredAt: 1, ...change }) });
    const changes = (before: Picture, after: Picture) => announcementsBetween(before, after, words).polite;
    const asked = talk({ via: { kind: "consult", name: "Bram" } });
    const joining = talk({ phase: "connecting" });
    const served = [desk.announce.party.replace("{{caller}}", "06 12345678")];
    expect(changes(asked, talk({}))).toEqual(served);
    expect([...changes(asked, joining), ...changes(joining, talk({}))]).toEqual(served);
    expect(changes(talk({ caller: { number: "+31687654321", name: null } }), talk({}))).toEqual(served);
    expect(changes(talk({ phase: "connecting", answeredAt: null }), talk({}))).toEqual([desk.announce.answered]);
  });

  it("tells a lost connection and its return", () => {
    const live = picture(SCENES.talking());
    expect(said(live, { ...live, link: "lost" }).polite).toEqual([
      "Connection lost. Reconnecting. If only your network failed, the caller is kept.",
    ]);
    expect(said({ ...live, link: "lost" }, live).polite).toEqual(["Connected again."]);
    const idle = picture(annaView({}));
    expect(said(idle, { ...idle, link: "lost" }).polite).toEqual(["Connection lost. Reconnecting."]);
  });

  it("tells of a call that was gone when the connection came back, and no more than that", () => {
    const lost = picture(SCENES.talking(), { link: "lost" });
    const after = picture(annaView({}), { endedAway: "The call with Bram ended." });
    expect(said(lost, after).polite).toEqual([
      "Connected again.",
      "The call with Bram ended.",
      "Your state is now Available.",
    ]);
  });

  it("asks for a call code only where there is one to choose", () => {
    const none = {
      ...SCENES.wrapUp(),
      wrapUp: { call: "call-1", codes: [], codeRequired: false, code: null, note: "" },
    };
    expect(said(picture(SCENES.talking()), picture(none)).polite).toEqual(["Call ended.", "Wrap-up."]);
  });

  it("tells muting only during a call", () => {
    const talking = picture(SCENES.talking());
    expect(said(talking, { ...talking, muted: true }).polite).toEqual(["Microphone muted."]);
    const idle = picture(annaView({}));
    expect(said(idle, { ...idle, muted: true }).polite).toEqual([]);
  });

  it("tells a consultation", () => {
    expect(said(picture(SCENES.held()), picture(SCENES.consult())).polite).toContain(
      "Consultation with Bram Jansen: Talking.",
    );
  });
});

describe("supervision", () => {
  const { talking, supervised, supervising, available } = SCENES;

  it("tells the agent who came, how, and who left", () => {
    const came = said(picture(talking()), picture(supervised()));
    expect(came).toEqual({ polite: ["Sofie Peeters is listening."], assertive: null });
    const call = callOf({ ...supervised().call, supervisor: { name: "Sofie Peeters", mode: "whisper" } });
    const whispers = picture({ ...supervised(), call });
    expect(said(picture(supervised()), whispers).polite).toEqual(["Sofie Peeters whispers: only you hear it."]);
    const alone = picture({ ...supervised(), call: callOf({ ...supervised().call, supervisor: null }) });
    expect(said(whispers, alone).polite).toEqual(["Sofie Peeters has left the call."]);
  });

  it("tells the supervisor who hears them, and dials nobody", () => {
    const { call } = supervising();
    const connecting = picture({ ...supervising(), call: callOf({ ...call, phase: "connecting", answeredAt: null }) });
    expect(said(picture(available()), connecting).polite).toEqual([]);
    const whispering = "You whisper. Only Chloé Lefèvre hears you, and not the caller.";
    expect(said(connecting, picture(supervising())).polite).toEqual([whispering]);
    const listens = { agent: IDS.chloe, name: "Chloé Lefèvre", mode: "listen" } as const;
    const listening = picture({ ...supervising(), call: callOf({ ...call, supervising: listens }) });
    expect(said(picture(supervising()), listening).polite).toEqual(["You listen. Nobody hears you."]);
  });

  it("says when three are together", () => {
    expect(said(picture(SCENES.consult()), picture(SCENES.conference())).polite).toContain(
      "Consultation with Bram Jansen: Three together.",
    );
  });
});

describe("who calls", () => {
  const offered = (verification: CallView["verification"]) => {
    const scene = SCENES.verifiedOffered();
    return picture({ ...scene, call: callOf({ ...scene.call, verification }) });
  };
  const verified = { kind: "verified", until: 1, demo: false } as const;

  it("is said politely with the ring, and when it is forgotten", () => {
    const before = picture(annaView({}));
    expect(said(before, offered(verified)).polite).toEqual(["Verified caller"]);
    expect(said(before, offered({ kind: "notVerified", why: "noCode" })).polite).toEqual([]);
    expect(said(offered(verified), offered(verified)).polite).toEqual([]);
    const gone = said(offered(verified), offered({ kind: "forgotten", demo: false })).polite;
    expect(gone).toEqual(["What was known of the caller has been forgotten."]);
  });

  it("is said to be a demonstration where it is one", () => {
    const before = picture(annaView({}));
    const demo = offered({ ...verified, demo: true });
    expect(said(before, demo).polite).toEqual(["Demonstration, not verified"]);
    expect(demo.card?.verification?.label).toBe("Demonstration, not verified");
  });
});
