import { Phone, type PhoneEvents, tabId } from "../../src/index.ts";
import "./globals.ts";

const EVENTS: readonly (keyof PhoneEvents)[] = [
  "incoming",
  "answered",
  "ended",
  "muted",
  "deviceChanged",
  "devicePlugged",
  "quality",
  "ownershipLost",
  "registered",
  "unregistered",
  "trace",
];

window.seen = [];
window.reports = [];
window.samples = [];
const { tab, former } = await tabId();
window.tab = tab;
window.phone = new Phone({
  wsUrl: `${location.origin.replace("http", "ws")}/sip?tab=${encodeURIComponent(tab)}`,
  credentials: async (request) => {
    const answer = await window.askCredentials(request);
    if ("status" in answer) throw Object.assign(new Error("refused"), { status: answer.status });
    return answer;
  },
  owner: {
    claim: async (claim) => {
      const owns = await window.askClaim(claim);
      if (owns === null) throw new Error("The server cannot be asked.");
      return owns ? { ok: true } : { ok: false, error: { code: "phone_owned_elsewhere" } };
    },
    release: (claim) => void window.tellRelease(claim),
  },
  tab,
  formerTab: former,
  onReport: (report) => window.reports.push(report),
  onQuality: (report) => window.samples.push(report),
});
for (const event of EVENTS) window.phone.on(event, (payload) => window.seen.push({ event, payload }));
// What a test evaluates in a page counts as a gesture of a person: without one, the page must start by itself.
if (location.search === "?start") window.phone.start();
