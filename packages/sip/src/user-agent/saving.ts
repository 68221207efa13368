import type { SavedTransactions } from "../transaction/layer.ts";
import type { SavedTimers } from "../transaction/timer-queue.ts";
import type { Call } from "./call.ts";
import type { Core } from "./core.ts";
import type { Output } from "./types.ts";

interface SavedState {
  readonly version: 1;
  readonly timers: SavedTimers;
  readonly transactions: SavedTransactions;
  readonly calls: readonly Call[];
  readonly outputs: readonly Output[];
}

/** A deep copy in which bytes have become text, so that it can be written as JSON and nothing changes it afterwards. */
export function saveState(core: Core): unknown {
  const state: SavedState = {
    version: 1,
    timers: core.timers.save(),
    transactions: core.transactions.save(),
    calls: [...core.calls.values()],
    outputs: core.outputs,
  };
  return freeze(state);
}

export function restoreState(core: Core, saved: unknown): void {
  const state = thaw(saved);
  if (!isSavedState(state)) throw new TypeError("This is not the saved state of a user agent");
  core.timers.restore(state.timers);
  core.transactions.restore(state.transactions);
  for (const call of state.calls) {
    core.calls.set(call.id, call);
    for (const dialog of call.early) core.addDialog(call, dialog);
    if (call.dialog !== null) core.addDialog(call, call.dialog);
  }
  for (const output of state.outputs) {
    if (output.kind === "send") core.send(output.flow, output.data);
    else core.emit(output.event);
  }
}

/** What `save` wrote is taken at its word: it comes from our own store, and only its kind is checked. */
function isSavedState(value: unknown): value is SavedState {
  return typeof value === "object" && value !== null && "version" in value && value.version === 1;
}

const bytesKey = "$bytes";

/** Each byte becomes one character below 256. */
function freeze(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) {
    let text = "";
    for (const byte of value) text += String.fromCharCode(byte);
    return { [bytesKey]: text };
  }
  if (Array.isArray(value)) return value.map(freeze);
  const copy: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(value)) copy[key] = freeze(one);
  return copy;
}

function thaw(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(thaw);
  if (bytesKey in value && typeof value[bytesKey] === "string") {
    const text = value[bytesKey];
    const data = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) data[i] = text.charCodeAt(i);
    return data;
  }
  const copy: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(value)) copy[key] = thaw(one);
  return copy;
}
