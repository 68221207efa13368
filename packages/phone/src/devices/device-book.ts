import type { DeviceKind, DevicesView, MicrophonePermission } from "../view.ts";
import {
  arrivals,
  type Choices,
  DEFAULT,
  defaultMoved,
  inUse,
  type Listed,
  listed,
  type Move,
  moves,
  NO_CHOICES,
  readChoices,
} from "./choice.ts";
import { permissionOf } from "./microphone.ts";

export interface DeviceBookEvents {
  changed(): void;
  moved(move: Move): void;
  plugged(device: { readonly kind: "input" | "output"; readonly id: string; readonly label: string }): void;
  /** The system's own choice of microphone is another device now, and the phone follows the system. */
  defaultInputMoved(): void;
}

const NOTHING: Listed = { inputs: [], outputs: [], defaults: { input: "", output: "" } };

/** Which audio devices there are, which are chosen, which are in use, and whether the microphone is allowed. */
export class DeviceBook {
  readonly #storageKey: string;
  readonly #events: DeviceBookEvents;
  readonly #scope = new AbortController();
  #listed: Listed = NOTHING;
  #choices: Choices = NO_CHOICES;
  #view: DevicesView = { inputs: [], outputs: [], input: DEFAULT, output: DEFAULT, ring: DEFAULT };
  #permission: MicrophonePermission = "unasked";
  #noInput = false;
  #looked = false;
  #status: PermissionStatus | null = null;

  constructor(storageKey: string, events: DeviceBookEvents) {
    this.#storageKey = `${storageKey}-devices`;
    this.#events = events;
    this.#choices = readChoices(load(this.#storageKey));
  }

  get view(): DevicesView {
    return this.#view;
  }

  get permission(): MicrophonePermission {
    return this.#noInput && this.#permission !== "denied" ? "missing" : this.#permission;
  }

  /** The browser itself says that this page may use the microphone. */
  get pageAllowed(): boolean {
    return this.#status?.state === "granted";
  }

  async start(): Promise<void> {
    const media: MediaDevices | undefined = navigator.mediaDevices;
    if (media === undefined) {
      // No secure origin: the browser has no microphone for this page at all.
      this.#permission = "denied";
      this.#events.changed();
      return;
    }
    const { signal } = this.#scope;
    media.addEventListener("devicechange", () => void this.refresh(), { signal });
    try {
      const status = await navigator.permissions.query({ name: "microphone" });
      if (signal.aborted) return;
      this.#status = status;
      this.#permission = permissionOf(status.state) ?? this.#permission;
      status.addEventListener(
        "change",
        () => {
          this.#permission = permissionOf(status.state) ?? this.#permission;
          void this.refresh();
          this.#events.changed();
        },
        { signal },
      );
    } catch {
      // A browser that does not tell: the next use of the microphone will.
    }
    await this.refresh();
  }

  /** What opening the microphone told about it. */
  learnt(outcome: "granted" | "denied" | "missing" | "busy"): void {
    if (outcome === "granted") {
      this.#permission = "granted";
      this.#noInput = false;
    } else if (outcome === "missing") this.#noInput = true;
    else if (outcome === "denied")
      this.#permission = permissionOf(this.#status?.state ?? "") === "unasked" ? "unasked" : "denied";
    this.#events.changed();
  }

  async refresh(): Promise<void> {
    const media: MediaDevices | undefined = navigator.mediaDevices;
    if (media === undefined) return;
    const devices = await media.enumerateDevices();
    if (this.#scope.signal.aborted) return;
    const before = { listed: this.#listed, view: this.#view };
    this.#listed = listed(devices);
    this.#noInput = !devices.some(({ kind }) => kind === "audioinput");
    this.#view = { inputs: this.#listed.inputs, outputs: this.#listed.outputs, ...inUse(this.#listed, this.#choices) };
    for (const device of arrivals(before.listed, this.#listed)) this.#events.plugged(device);
    // The first list is no move: nothing was in use before it.
    if (this.#looked) for (const move of moves(before.view, this.#view)) this.#events.moved(move);
    this.#looked = true;
    if (this.#view.input === DEFAULT && defaultMoved(before.listed.defaults.input, this.#listed.defaults.input)) {
      this.#events.defaultInputMoved();
    }
    this.#events.changed();
  }

  /** Keeps the choice. The ring device follows the output until it is chosen itself. */
  choose(kind: DeviceKind, id: string): void {
    const devices = kind === "input" ? this.#listed.inputs : this.#listed.outputs;
    const label = devices.find((device) => device.id === id)?.label ?? "";
    this.#choices = { ...this.#choices, [kind]: id === DEFAULT ? null : { id, label } };
    save(this.#storageKey, JSON.stringify(this.#choices));
    this.#view = { ...this.#view, ...inUse(this.#listed, this.#choices) };
    this.#events.changed();
  }

  close(): void {
    this.#scope.abort();
  }
}

/** Storage may be denied to a frame of another site: then choices last as long as the page. */
function load(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function save(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Kept in memory only.
  }
}
