import { randomUUID } from "node:crypto";
import { API, ERRORS, type ErrorCode, locale, type Me, nextStep, promptName, type Role } from "@belfry/contracts";
import { CAMPAIGN_LIVE, CONTACTS, PREVIEW, PROGRESS, RENEWALS } from "./campaign-data.ts";
import { identityOf } from "./identity-data.ts";
import { PEOPLE_IMPORTED, peopleSeen } from "./people-file-data.ts";
import type { RehearsalFloor } from "./rehearsal-floor.ts";
import { OUTBOUND, PREMIUM, restData } from "./rest-data.ts";
import { IDS } from "./scenes.ts";
import { BUTTON, RECEIPTS, VERIFIED_SETTINGS } from "./verified-data.ts";

interface Answer {
  readonly status: number;
  readonly value: unknown;
}
type Member = Record<string, unknown> & { readonly id: string };

/** Plays the REST interface from memory: lists that can be changed, one session, and refusals on demand. */
export class RehearsalRest {
  readonly lists: Record<string, Member[]> = restData();
  roles: Role[] = ["agent", "supervisor", "admin", "operator"];
  extension: string | null = "3001";
  demo = true;
  signedIn = true;
  /** The next sign-in is refused with this. */
  refuseSignIn: { readonly code: ErrorCode; readonly params: Record<string, string> } | null = null;
  /** How often a page has asked who calls. */
  readings = 0;
  readonly #floor: RehearsalFloor;

  constructor(floor: RehearsalFloor) {
    this.#floor = floor;
  }

  me(): Me {
    return {
      person: IDS.anna,
      session: IDS.session,
      name: "Anna de Vries",
      login: "anna",
      roles: this.roles,
      locale: null,
      extension: this.extension,
      organisation: {
        id: IDS.organisation,
        slug: "demo",
        name: "Municipality of Demo",
        country: "NL",
        timeZone: "Europe/Amsterdam",
        demo: this.demo,
      },
    };
  }

  answer(method: string, url: URL, body: unknown): Answer {
    const path = url.pathname;
    if (path === API.session) return this.#session(method);
    if (path === API.demoCall) {
      this.#floor.scene("offered");
      return { status: 200, value: { dialled: "+31201230001" } };
    }
    if (path === API.prompts) {
      const own = locale.options.map((language) => ({ language, prompt: "welcome" }));
      return { status: 200, value: { names: promptName.options, own } };
    }
    if (path.startsWith(API.prompts)) return { status: 204, value: undefined };
    if (path === API.outboundRules) return { status: 200, value: method === "PUT" ? body : OUTBOUND };
    if (path === API.outboundCheck) return { status: 200, value: PREMIUM };
    if (path === API.extensions && method === "POST") return { status: 200, value: { added: 2, present: 3 } };
    if (path === API.organisations && method === "POST") {
      const [known] = this.lists[path] ?? [];
      const made = { ...known, ...asRecord(body), agents: 0, next: nextStep.options, password: "abcd-efg-hjk-mnpq" };
      return this.#list(method, path, this.lists[path] ?? [], made);
    }
    if (path === API.organisation) return { status: 200, value: this.lists[API.organisations]?.[0] };
    if (path === API.sessionToken) return this.#session("POST");
    if (path === API.peopleFile) {
      const deactivate = url.searchParams.get("missing") === "deactivate";
      return { status: 200, value: method === "PUT" ? PEOPLE_IMPORTED : peopleSeen(deactivate) };
    }
    if (path.startsWith(`${API.campaigns}/`)) {
      const answer = this.#campaign(method, path);
      if (answer !== null) return answer;
    }
    if (path.startsWith(API.calls) && path.endsWith("/identity")) {
      this.readings += 1;
      return this.#floor.me?.call?.verification?.kind === "verified"
        ? { status: 200, value: identityOf(path.includes("demo"), Date.now()) }
        : refusal("not_found", {});
    }
    if (path === API.erasureReceipts) return { status: 200, value: RECEIPTS };
    if (path === API.verifiedCalling) return { status: 200, value: method === "PUT" ? body : VERIFIED_SETTINGS };
    if (path.startsWith(API.purposes) && path.endsWith("/button")) return { status: 200, value: BUTTON };
    if (path.startsWith(API.identityProviders) && path.endsWith("/test"))
      return { status: 200, value: { problem: "wrongKey", detail: "UNAUTHORIZED" } };
    if (path === API.doNotCall || path.startsWith(`${API.doNotCall}/`)) return this.#doNotCall(method);
    if (path === API.apiKeys && method === "POST") {
      const made = { ...asRecord(body), createdAt: 1_789_000_000_000, lastUsedAt: null, key: "belfry_key_rehearsal" };
      return this.#list(method, path, this.lists[path] ?? [], made);
    }
    if (path === API.sessionService) return { status: 200, value: { name: "City login" } };
    if (path === API.signInService) return { status: 200, value: method === "GET" ? null : asRecord(body) };
    if (path === API.password) {
      const right = asRecord(body)["current"] === "the present one";
      return right ? { status: 204, value: undefined } : refusal("wrong_credentials", {});
    }
    if (path === API.preferences) return { status: 204, value: undefined };
    for (const [address, members] of Object.entries(this.lists)) {
      if (path === address) return this.#list(method, address, members, body);
      if (path.startsWith(`${address}/`)) return this.#member(method, address, path.slice(address.length + 1), body);
    }
    return refusal("not_found", {});
  }

  #campaign(method: string, path: string): Answer | null {
    const [id = "", part] = path.slice(API.campaigns.length + 1).split("/");
    if (part === "progress") {
      const live =
        id === RENEWALS.id ? CAMPAIGN_LIVE : { ...CAMPAIGN_LIVE, id, blockedBy: "stopped", abandonShare: null };
      return { status: 200, value: { ...PROGRESS, live } };
    }
    if (part === "contacts") {
      return method === "GET"
        ? { status: 200, value: { items: CONTACTS, next: null } }
        : { status: 204, value: undefined };
    }
    if (part === "uploads")
      return { status: 200, value: method === "PUT" ? { ...PREVIEW, added: PREVIEW.good } : PREVIEW };
    if (part === "running") return this.#member("PUT", API.campaigns, id, {});
    return null;
  }

  #doNotCall(method: string): Answer {
    if (method === "DELETE") return { status: 204, value: undefined };
    if (method !== "GET") return { status: 200, value: { added: 1, withdrawn: 2, refused: [] } };
    const items = [{ number: "+31205550199", reason: "Asked by letter", addedAt: 1_789_000_000_000 }];
    return { status: 200, value: { items, next: null } };
  }

  #session(method: string): Answer {
    if (method === "DELETE") {
      this.signedIn = false;
      return { status: 204, value: undefined };
    }
    if (method === "POST") {
      if (this.refuseSignIn !== null) return refusal(this.refuseSignIn.code, this.refuseSignIn.params);
      this.signedIn = true;
    }
    return this.signedIn ? { status: 200, value: this.me() } : refusal("not_signed_in", {});
  }

  #list(method: string, address: string, members: Member[], body: unknown): Answer {
    if (method === "GET")
      return { status: 200, value: address === API.calls ? { items: members, next: null } : members };
    const made: Member = { ...asRecord(body), id: randomUUID() };
    members.push(made);
    return { status: 201, value: made };
  }

  #member(method: string, address: string, id: string, body: unknown): Answer {
    const members = this.lists[address] ?? [];
    const at = members.findIndex((one) => one.id === id);
    const found = members[at];
    if (found === undefined) return refusal("not_found", {});
    if (method === "GET") return { status: 200, value: found };
    if (method === "DELETE") {
      members.splice(at, 1);
      return { status: 204, value: undefined };
    }
    const changed: Member = { ...found, ...asRecord(body), id: found.id };
    members[at] = changed;
    return { status: 200, value: changed };
  }
}

function asRecord(body: unknown): Record<string, unknown> {
  return typeof body === "object" && body !== null ? { ...body } : {};
}

function refusal(code: ErrorCode, params: Record<string, string>): Answer {
  const { status, text } = ERRORS[code];
  return { status, value: { error: { code, message: text, params, fields: [] } } };
}
