import type { DeviceProblem, Microphone } from "@belfry/contracts";

/** What the owning page says of itself, every few seconds. */
export interface DeviceReport {
  readonly microphone: Microphone;
  readonly audioUnlocked: boolean;
  /** When the page last gave a sign of life; its claim is the first. */
  readonly heardAt: number;
}

/**
 * An agent's phone: a page that owns it, and that page's SIP registration.
 *
 * ```
 *              claim                registered
 *   unowned ──────────▶ claimed ─────────────────▶ registered ◀─┐
 *      ▲                 │   ▲                        │   │      │ registered
 *      │ release         │   │ claim by another tab   │   │ unregistered
 *      └─────────────────┴───┴────────────────────────┘   ▼      │
 *                            ▲────── claim ────────────── lost ──┘
 * ```
 * `lost` differs from `claimed`: this page was registered, so its call may still be alive.
 */
export type Device =
  | { readonly state: "unowned"; readonly lastTab: string | null; readonly since: number }
  | { readonly state: "claimed"; readonly tab: string; readonly report: DeviceReport }
  | {
      readonly state: "registered";
      readonly tab: string;
      readonly report: DeviceReport;
      /** An INVITE did not reach it: counts as not registered until then. */
      readonly suspectUntil: number | null;
    }
  | { readonly state: "lost"; readonly tab: string; readonly report: DeviceReport; readonly since: number };

export type DeviceEvent =
  | { readonly type: "claim"; readonly tab: string; readonly takeOver: boolean }
  | { readonly type: "release"; readonly tab: string }
  | { readonly type: "heard"; readonly tab: string; readonly microphone: Microphone; readonly audioUnlocked: boolean }
  | { readonly type: "registered" }
  | { readonly type: "unregistered" }
  | { readonly type: "suspect"; readonly until: number };

function claimedBy(tab: string, now: number): Device {
  return { state: "claimed", tab, report: { microphone: "unasked", audioUnlocked: false, heardAt: now } };
}

/**
 * The device machine. Null: this event means nothing here (stale, or another tab's).
 * An owner whose page has gone silent gives way to a claim without `takeOver`.
 */
export function nextDevice(device: Device, event: DeviceEvent, now: number, heartbeatLimit: number): Device | null {
  switch (event.type) {
    case "claim":
      if (device.state === "unowned") return claimedBy(event.tab, now);
      if (device.tab === event.tab) return device;
      if (!event.takeOver && isAlive(device, now, heartbeatLimit)) return null;
      return claimedBy(event.tab, now);
    case "release":
      if (device.state === "unowned" || device.tab !== event.tab) return null;
      return { state: "unowned", lastTab: device.tab, since: device.state === "lost" ? device.since : now };
    case "heard":
      if (device.state === "unowned" || device.tab !== event.tab) return null;
      return {
        ...device,
        report: { microphone: event.microphone, audioUnlocked: event.audioUnlocked, heardAt: now },
      };
    case "registered":
      if (device.state === "unowned") return null;
      return { state: "registered", tab: device.tab, report: device.report, suspectUntil: null };
    case "unregistered":
      if (device.state !== "registered") return null;
      return { state: "lost", tab: device.tab, report: device.report, since: now };
    case "suspect":
      return device.state === "registered" ? { ...device, suspectUntil: event.until } : null;
  }
}

function silent(report: DeviceReport, now: number, heartbeatLimit: number): boolean {
  return now - report.heardAt >= heartbeatLimit;
}

/**
 * Whether the page of an owned phone is there. A crashed page loses its registration and its voice together; one that
 * is heard after the loss has only lost its SIP connection, and the sound of its call may flow.
 */
export function isAlive(device: Exclude<Device, { state: "unowned" }>, now: number, heartbeatLimit: number): boolean {
  if (device.state === "lost" && device.report.heardAt <= device.since) return false;
  return !silent(device.report, now, heartbeatLimit);
}

/** Why no call can be offered to this phone now, or null. */
export function deviceProblem(device: Device, now: number, heartbeatLimit: number): DeviceProblem | null {
  if (device.state === "unowned") return "noOwner";
  if (device.state !== "registered") return "notRegistered";
  if (device.suspectUntil !== null && device.suspectUntil > now) return "notRegistered";
  if (silent(device.report, now, heartbeatLimit)) return "notHeard";
  if (device.report.microphone === "denied") return "microphoneDenied";
  if (device.report.microphone === "missing") return "microphoneMissing";
  if (device.report.microphone === "unasked") return "microphoneUnasked";
  return device.report.audioUnlocked ? null : "audioLocked";
}

/** A running call may come back to a phone whose sound is still locked: the page says so and one click unlocks it. */
export function canResume(device: Device, now: number, heartbeatLimit: number): boolean {
  const problem = deviceProblem(device, now, heartbeatLimit);
  return problem === null || problem === "audioLocked";
}
