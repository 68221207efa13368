import { type Dialog, dialogDraft, keyOf } from "../dialog/dialog.ts";
import { splitList } from "../message/address.ts";
import { decodeText } from "../message/text.ts";
import type { Header } from "../message/types.ts";
import { TransactionLayer } from "../transaction/layer.ts";
import { TimerQueue } from "../transaction/timer-queue.ts";
import type { ClientTransaction, ClientUser, Content, Draft, Flow, Port } from "../transaction/types.ts";
import { authorized } from "./authorize.ts";
import type { Call } from "./call.ts";
import type { Output, UserAgentEvent, UserAgentOptions } from "./types.ts";

export const allowedMethods = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, REFER, NOTIFY, MESSAGE, PRACK";
export const supportedExtensions = ["100rel", "timer"];

/** What the parts of the user agent share: its state, and the ways out. */
export class Core implements Port {
  readonly options: UserAgentOptions;
  readonly timers = new TimerQueue();
  readonly transactions = new TransactionLayer(this);
  readonly calls = new Map<string, Call>();
  /** Call keys by dialog. */
  readonly dialogs = new Map<string, string>();
  readonly contact: string;
  outbound: Flow;
  #outputs: Output[] = [];
  #taken = 0;

  constructor(options: UserAgentOptions) {
    this.options = options;
    this.outbound = options.outbound;
    const transport = options.transport === "tcp" ? ";transport=tcp" : "";
    this.contact = `<sip:${options.host}:${options.port}${transport}>`;
  }

  send(flow: Flow, data: Uint8Array): void {
    this.#outputs.push({ kind: "send", flow, data });
  }

  emit(event: UserAgentEvent): void {
    this.#outputs.push({ kind: "event", event });
  }

  poll(): Output | null {
    const output = this.#outputs[this.#taken];
    if (output === undefined) {
      if (this.#taken > 0) this.#outputs = [];
      this.#taken = 0;
      return null;
    }
    this.#taken++;
    return output;
  }

  /** What has not been taken yet. */
  get outputs(): readonly Output[] {
    return this.#outputs.slice(this.#taken);
  }

  text(data: Uint8Array): string {
    return data.length === 0 ? "" : decodeText(data);
  }

  newBranch(): string {
    return `z9hG4bK${this.options.randomToken()}`;
  }

  /** At least 0, below 1. */
  random(): number {
    return Number.parseInt(this.options.randomToken().slice(0, 8), 16) / 2 ** 32;
  }

  via(flow: Flow, branch: string): string {
    const { host, port } = this.options;
    return `SIP/2.0/${flow.transport.toUpperCase()} ${host}:${port};branch=${branch};rport`;
  }

  request(draft: Draft, flow: Flow, user: ClientUser, now: number): ClientTransaction {
    const branch = this.newBranch();
    return this.transactions.start(draft, this.via(flow, branch), branch, flow, user, now);
  }

  /** The next request inside a dialog. */
  inside(
    dialog: Dialog,
    method: string,
    headers: readonly Header[],
    content: Content | null,
    user: ClientUser,
    now: number,
  ): ClientTransaction {
    dialog.localSequence++;
    const draft = dialogDraft(dialog, method, dialog.localSequence, headers, content);
    const call = this.calls.get(user.call);
    const whole = call === undefined ? draft : { ...draft, headers: this.authorize(call, draft) };
    return this.request(whole, this.flowOf(dialog), user, now);
  }

  /** The headers of a request of this call, with credentials where they have been asked for. */
  authorize(call: Call, draft: Draft): readonly Header[] {
    return authorized(call, draft, draft.headers, this.options.randomToken);
  }

  flowOf(dialog: Dialog): Flow {
    return dialog.flow ?? this.outbound;
  }

  setTimer(call: Call, name: string, at: number): void {
    this.timers.set(ownerOf(call), name, at);
  }

  clearTimer(call: Call, name: string): void {
    this.timers.clear(ownerOf(call), name);
  }

  addDialog(call: Call, dialog: Dialog): void {
    this.dialogs.set(keyOf(dialog), call.id);
  }

  dropDialog(dialog: Dialog): void {
    this.dialogs.delete(keyOf(dialog));
  }

  /** The call is over and nothing of it is owed to the peer any more. */
  forget(call: Call): void {
    this.calls.delete(call.id);
    for (const dialog of call.early) this.dropDialog(dialog);
    if (call.dialog !== null) this.dropDialog(call.dialog);
    this.timers.clearAll(ownerOf(call));
  }
}

function ownerOf(call: Call): string {
  return `call ${call.id}`;
}

export function callOfTimer(owner: string): string | null {
  return owner.startsWith("call ") ? owner.slice(5) : null;
}

/** Headers that the user agent alone writes, or that have a place of their own. */
const owned = new Set([
  "via",
  "from",
  "to",
  "call-id",
  "cseq",
  "max-forwards",
  "route",
  "record-route",
  "content-length",
  "content-type",
]);

/** Ours, except where the application gave the same header, and the application's. */
export function withDefaults(ours: readonly Header[], theirs: readonly Header[]): readonly Header[] {
  if (theirs.length === 0) return ours;
  const free = theirs.filter(({ name }) => !owned.has(name.toLowerCase()));
  const names = new Set(free.map(({ name }) => name.toLowerCase()));
  return [...ours.filter(({ name }) => !names.has(name.toLowerCase())), ...free];
}

/** A route that the application chose for a request outside any dialog. */
export function routesOf(headers: readonly Header[]): readonly string[] {
  return headers.flatMap(({ name, value }) => (name.toLowerCase() === "route" ? splitList(value) : []));
}
