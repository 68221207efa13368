import { randomUUID } from "node:crypto";
import {
  API,
  type CallDetail,
  type Campaign,
  type CampaignInput,
  type CampaignProgress,
  type ContactRecord,
  type ContactsAdded,
  callCode,
  callDetail,
  callSummary,
  campaign,
  campaignProgress,
  contactRecord,
  contactsAdded,
  type Listening,
  listening,
  type OrganisationSettings,
  organisationSettings,
  page,
  type Queue,
  type QueueInput,
  queue,
  trunk,
} from "@belfry/contracts";
import type { Stack } from "./stack.ts";
import { until } from "./until.ts";

/** The organisation's admin at the REST interface, as a program of theirs would use it. */
export class Admin {
  readonly #origin: string;
  readonly #cookie: string;

  private constructor(origin: string, cookie: string) {
    this.#origin = origin;
    this.#cookie = cookie;
  }

  /** Somebody else may use the interface too: `login` is a person of the demo. */
  static async signIn(stack: Stack, login = "admin"): Promise<Admin> {
    const password = (await stack.signIns()).get(login);
    const answer = await fetch(stack.origin + API.session, {
      method: "POST",
      headers: { origin: stack.origin, "content-type": "application/json" },
      body: JSON.stringify({ organisation: "demo", login, password }),
    });
    const [cookie] = (answer.headers.getSetCookie()[0] ?? "").split(";");
    if (!answer.ok || cookie === undefined) throw new Error(`the admin could not sign in: ${await answer.text()}`);
    return new Admin(stack.origin, cookie);
  }

  /** Changes settings of a queue; the answer puts back what was there before. */
  async changeQueue(name: string, change: Partial<QueueInput>): Promise<() => Promise<void>> {
    const found = await this.queue(name);
    const { id, ...before } = found;
    const put = async (input: QueueInput) => void (await this.#ask("PUT", `${API.queues}/${id}`, input));
    await put({ ...before, ...change });
    return () => put(before);
  }

  /** Changes settings of the organisation; the answer puts back what was there before. */
  async changeOrganisation(change: Partial<OrganisationSettings>): Promise<() => Promise<void>> {
    const before = organisationSettings.parse(await this.#ask("GET", API.organisation));
    await this.#ask("PUT", API.organisation, { ...before, ...change });
    return async () => void (await this.#ask("PUT", API.organisation, before));
  }

  async queue(name: string): Promise<Queue> {
    const queues = queue.array().parse(await this.#ask("GET", API.queues));
    const found = queues.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no queue ${name}`);
    return found;
  }

  /** A trunk that takes calls to the outside; the answer removes it. */
  async outboundTrunk(port: number): Promise<() => Promise<void>> {
    const made = await this.#ask("POST", API.trunks, {
      name: `Outside ${port}`,
      addresses: [],
      digest: null,
      outbound: { host: "127.0.0.1", port, transport: "udp", user: null, callerId: null },
    });
    const { id } = trunk.parse(made);
    return async () => void (await this.#ask("DELETE", `${API.trunks}/${id}`));
  }

  /** The id of a new call code that asks when to call back. */
  async callBackCode(name: string): Promise<string> {
    return callCode.parse(await this.#ask("POST", API.callCodes, { name, callBack: true })).id;
  }

  /** A campaign of a queue, which does not run yet. */
  async campaign(queue: string, settings: Partial<CampaignInput>): Promise<Campaign> {
    const { id } = await this.queue(queue);
    const input = { name: `Campaign ${randomUUID().slice(0, 8)}`, ...settings, queue: id };
    return campaign.parse(await this.#ask("POST", API.campaigns, input));
  }

  async runCampaign(id: string, running: boolean): Promise<void> {
    await this.#ask("POST", `${API.campaigns}/${id}/running`, { running });
  }

  async removeCampaign(id: string): Promise<void> {
    await this.runCampaign(id, false);
    await this.#ask("DELETE", `${API.campaigns}/${id}`);
  }

  async addContacts(id: string, contacts: readonly object[]): Promise<ContactsAdded> {
    return contactsAdded.parse(await this.#ask("POST", `${API.campaigns}/${id}/contacts`, { contacts }));
  }

  /** The contacts of a campaign by number. */
  async contacts(id: string): Promise<ReadonlyMap<string, ContactRecord>> {
    const { items } = page(contactRecord).parse(await this.#ask("GET", `${API.campaigns}/${id}/contacts?limit=200`));
    return new Map(items.map((one) => [one.number, one]));
  }

  async progress(id: string): Promise<CampaignProgress> {
    return campaignProgress.parse(await this.#ask("GET", `${API.campaigns}/${id}/progress`));
  }

  async doNotCall(number: string): Promise<void> {
    await this.#ask("POST", API.doNotCall, { numbers: [number] });
  }

  /** The last call from or to this number that is over. */
  async endedCall(caller: string): Promise<CallDetail> {
    return until(`history has the end of the call of ${caller}`, async () => {
      const query = new URLSearchParams({ scope: "all", number: caller, limit: "10" });
      const { items } = page(callSummary).parse(await this.#ask("GET", `${API.calls}?${query}`));
      const last = items.find(({ endedAt }) => endedAt !== null);
      return last === undefined ? null : callDetail.parse(await this.#ask("GET", `${API.calls}/${last.id}`));
    });
  }

  /** A call as this person may see it. */
  async call(id: string): Promise<CallDetail> {
    return callDetail.parse(await this.#ask("GET", `${API.calls}/${id}`));
  }

  /** The trace id of the call that runs from this number; null before history knows of it. */
  async runningCall(caller: string): Promise<string | null> {
    const query = new URLSearchParams({ scope: "all", number: caller, limit: "10" });
    const { items } = page(callSummary).parse(await this.#ask("GET", `${API.calls}?${query}`));
    return items.find(({ endedAt }) => endedAt === null)?.id ?? null;
  }

  /** The sound of a call by its trace id, or the answer that says why not. */
  recording(call: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(`${this.#origin}/records/mediatel-record?calltraceID=${call}`, {
      headers: { cookie: this.#cookie, ...headers },
    });
  }

  async listenings(call: string): Promise<readonly Listening[]> {
    return listening.array().parse(await this.#ask("GET", `${API.recordings}/${call}/listenings`));
  }

  async #ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(this.#origin + path, {
      method,
      headers: {
        origin: this.#origin,
        cookie: this.#cookie,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? null : answer.json();
  }
}
