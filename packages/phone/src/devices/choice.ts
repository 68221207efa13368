import type { AudioDevice, DeviceKind, DevicesView } from "../view.ts";

/** What was chosen, kept per browser. The label finds a device again whose id the browser has changed. */
export interface Chosen {
  readonly id: string;
  readonly label: string;
}

export type Choices = Readonly<Record<DeviceKind, Chosen | null>>;

export interface Listed {
  readonly inputs: readonly AudioDevice[];
  readonly outputs: readonly AudioDevice[];
  /** Tells which device is behind the system's own choice; a change of it moves the sound, too. */
  readonly defaults: { readonly input: string; readonly output: string };
}

export interface Move {
  readonly kind: DeviceKind;
  readonly reason: "plugged" | "pulled";
  readonly from: string;
  readonly to: string;
}

export const NO_CHOICES: Choices = { input: null, output: null, ring: null };
export const DEFAULT = "default";

/** There is a device behind the system's choice, but the browser does not name it before the microphone is allowed. */
const UNNAMED = " ";

type RawDevice = Pick<MediaDeviceInfo, "kind" | "deviceId" | "groupId" | "label">;

/** Windows lists "communications" beside "default": both are pointers to a device that is in the list as well. */
const POINTERS: readonly string[] = [DEFAULT, "communications", ""];

export function listed(devices: readonly RawDevice[]): Listed {
  const of = (kind: MediaDeviceKind): readonly AudioDevice[] =>
    devices
      .filter((device) => device.kind === kind && !POINTERS.includes(device.deviceId))
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  const behind = (kind: MediaDeviceKind): string => {
    const pointer = devices.find((device) => device.kind === kind && device.deviceId === DEFAULT);
    if (pointer === undefined) return "";
    return pointer.label === "" ? UNNAMED : `${pointer.groupId} ${pointer.label}`;
  };
  return {
    inputs: of("audioinput"),
    outputs: of("audiooutput"),
    defaults: { input: behind("audioinput"), output: behind("audiooutput") },
  };
}

function find(devices: readonly AudioDevice[], chosen: Chosen | null): string {
  if (chosen === null) return DEFAULT;
  const same = devices.find(({ id }) => id === chosen.id);
  const alike = devices.find(({ label }) => label !== "" && label === chosen.label);
  return same?.id ?? alike?.id ?? DEFAULT;
}

/** The device in use per kind: the chosen one while it is there, else the system's own choice. */
export function inUse(list: Listed, choices: Choices): Readonly<Record<DeviceKind, string>> {
  const output = find(list.outputs, choices.output);
  return {
    input: find(list.inputs, choices.input),
    output,
    ring: choices.ring === null ? output : find(list.outputs, choices.ring),
  };
}

/** Whether the system's own choice is another device now. That the browser only begins to name it is no move. */
export function defaultMoved(before: string, now: string): boolean {
  return now !== "" && now !== UNNAMED && before !== UNNAMED && before !== now;
}

/** Which kinds moved because a device came or went. */
export function moves(before: DevicesView, after: DevicesView): readonly Move[] {
  const kinds: readonly DeviceKind[] = ["input", "output", "ring"];
  return kinds.flatMap((kind) => {
    const from = before[kind];
    const to = after[kind];
    if (from === to) return [];
    const left = kind === "input" ? after.inputs : after.outputs;
    const pulled = from !== DEFAULT && !left.some(({ id }) => id === from);
    return [{ kind, reason: pulled ? ("pulled" as const) : ("plugged" as const), from, to }];
  });
}

/** Devices that are there now and were not before. Nothing is told of the first list, or when labels only appear. */
export function arrivals(
  before: Listed,
  after: Listed,
): readonly (AudioDevice & { readonly kind: "input" | "output" })[] {
  const come = (kind: "input" | "output", was: readonly AudioDevice[], is: readonly AudioDevice[]) =>
    was.length === 0
      ? []
      : is.filter(({ id }) => !was.some((old) => old.id === id)).map((device) => ({ ...device, kind }));
  return [...come("input", before.inputs, after.inputs), ...come("output", before.outputs, after.outputs)];
}

export function readChoices(text: string | null): Choices {
  try {
    const data: unknown = JSON.parse(text ?? "null");
    if (typeof data !== "object" || data === null) return NO_CHOICES;
    const entries = new Map(Object.entries(data));
    const read = (kind: DeviceKind): Chosen | null => {
      const value: unknown = entries.get(kind);
      if (typeof value !== "object" || value === null || !("id" in value) || !("label" in value)) return null;
      const { id, label } = value;
      return typeof id === "string" && typeof label === "string" ? { id, label } : null;
    };
    return { input: read("input"), output: read("output"), ring: read("ring") };
  } catch {
    return NO_CHOICES;
  }
}
