import { Emitter } from "./core/emitter.ts";
import { guarded } from "./core/guarded.ts";
import { Store } from "./core/store.ts";
import { Devices } from "./devices/devices.ts";
import { LevelMeters } from "./devices/level-meters.ts";
import { WorkerClock } from "./heartbeat/worker-clock.ts";
import { Sound } from "./media/sound.ts";
import { tonesFor } from "./media/tones-for.ts";
import { Owner } from "./owner/owner.ts";
import type { PhoneApi, PhoneDevices } from "./phone-api.ts";
import type { AnnouncedCall, PhoneEvents, PhoneOptions } from "./ports.ts";
import { problemOf, withSince } from "./problem.ts";
import { Reports } from "./reports.ts";
import { Calls } from "./session/calls.ts";
import { Line } from "./session/line.ts";
import type { LiveCall } from "./session/live-call.ts";
import { MuteMemory } from "./session/mute-memory.ts";
import { UNREGISTERED } from "./session/registration.ts";
import { Watcher } from "./stats/watcher.ts";
import { STOPPED } from "./transport/link.ts";
import { watchNetwork } from "./transport/network.ts";
import type { EndCause, PhoneState, QualityView } from "./view.ts";
import { connectionView, ownershipView, registrationView } from "./view-of.ts";

/** A connection that fails so often in a row may have been refused because somebody else owns the phone. */
const VERIFY_AFTER_FAILURES = 2;
const DIGIT = /^[0-9A-D*#]$/;

/**
 * The browser phone. Created stopped; `start` begins to work. It wires the parts together and holds no rule of its own:
 * ownership, connection, registration and admission are pure machines in their own files.
 */
export class Phone implements PhoneApi {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getState: () => PhoneState;
  readonly levels: LevelMeters;
  readonly #options: PhoneOptions;
  readonly #events = new Emitter<PhoneEvents>();
  readonly #store: Store<PhoneState>;
  readonly #clock = new WorkerClock();
  readonly #scope = new AbortController();
  readonly #devices: Devices;
  readonly #owner: Owner;
  readonly #calls: Calls;
  readonly #muteMemory: MuteMemory;
  readonly #reports: Reports;
  #line: Line | null = null;
  #sound: Sound | null = null;
  #watcher: Watcher | null = null;
  #quality: QualityView | null = null;
  #muted = false;
  #started = false;
  /** The owner as the server told it last. */
  #serverOwner: string | null = null;

  constructor(options: PhoneOptions) {
    this.#options = options;
    const key = options.storageKey ?? "belfry-phone";
    this.#muteMemory = new MuteMemory(key);
    this.#devices = new Devices({
      storageKey: key,
      sound: () => this.#sound,
      changed: () => this.#refresh(),
      inputMoved: () => void this.#moveInput(),
      emit: (event, payload) => this.#events.emit(event, payload),
    });
    this.#owner = new Owner(options.owner, options.tab, key, this.#clock, {
      changed: () => this.#refresh(),
      start: () => this.#openLine(),
      stop: (owner) => this.#ownershipLost(owner),
    });
    this.#calls = new Calls(
      {
        clock: this.#clock,
        openMicrophone: () => this.#devices.open(),
        beginsMuted: (call) => this.#beginMute(call),
      },
      {
        changed: () => this.#callChanged(),
        incoming: (call) => this.#events.emit("incoming", { ...this.#nameOf(call), ...offerOf(call) }),
        answered: (call) => this.#answered(call),
        ended: (call, cause) => this.#ended(call, cause),
        voice: (stream) => {
          this.#sound?.hear(stream);
          this.levels.output(stream);
        },
        microphoneLost: () => void this.#moveInput(),
        microphoneFailed: (error) => this.#trace("microphone failed", { error: String(error) }),
        trace: (what, detail) => this.#trace(what, detail),
      },
    );
    this.#reports = new Reports(this.#clock, {
      owns: () => this.#owner.owns,
      cut: () => this.#line?.link.phase !== "open",
      report: () => {
        const { tab, microphone, audio } = this.state;
        return { tab, microphone: microphone.permission, audioUnlocked: audio.unlocked };
      },
      send: (report) => options.onReport(report),
    });
    this.levels = new LevelMeters(() => this.#sound);
    this.#store = new Store<PhoneState>(this.#stateNow(null));
    this.subscribe = this.#store.subscribe;
    this.getState = this.#store.get;
  }

  get state(): PhoneState {
    return this.#store.get();
  }

  get devices(): PhoneDevices {
    return this.#devices;
  }

  on<E extends keyof PhoneEvents>(event: E, handler: (payload: PhoneEvents[E]) => void): () => void {
    return this.#events.on(event, handler);
  }

  start(): void {
    if (this.#started || this.#scope.signal.aborted) return;
    this.#started = true;
    this.#sound = new Sound(() => this.#refresh());
    const { signal } = this.#scope;
    watchNetwork(signal, {
      online: () => this.#networkChanged({ type: "online" }),
      offline: () => this.#line?.feed({ type: "offline" }),
      changed: () => this.#networkChanged({ type: "prod" }),
      shown: () => this.#line?.feed({ type: "prod" }),
    });
    for (const gesture of ["pointerdown", "keydown"]) {
      const unlock = () => {
        if (!this.state.audio.unlocked) void this.unlock();
      };
      addEventListener(gesture, unlock, { signal, capture: true, passive: true });
    }
    // The first report should tell of the microphone as it is, so the devices are looked at before the phone is claimed.
    void this.#devices.start().finally(() => {
      if (signal.aborted) return;
      const { formerTab = null } = this.#options;
      void this.#owner.claim(formerTab !== null && formerTab === this.#serverOwner);
    });
    this.#refresh();
  }

  claim({ takeOver = false }: { readonly takeOver?: boolean } = {}): Promise<boolean> {
    return this.#owner.claim(takeOver);
  }

  release(): void {
    this.#owner.feed({ type: "release" });
  }

  ownerIs(tab: string | null): void {
    this.#serverOwner = tab;
    this.#owner.feed({ type: "server", owner: tab });
  }

  announce(call: AnnouncedCall | null): void {
    this.#calls.announce(call);
  }

  serverBack(): void {
    this.#owner.feed({ type: "verify" });
    this.#reports.now();
  }

  async answer(leg: string): Promise<void> {
    void this.unlock();
    await this.#calls.answer(leg);
  }

  decline(leg: string): void {
    this.#calls.end(leg, "declined");
  }

  hangUp(leg: string): void {
    this.#calls.end(leg, "normal");
  }

  mute(muted: boolean): void {
    if (this.#calls.current === null) return;
    this.#muted = muted;
    this.#calls.current.mute(muted);
    this.#muteMemory.keep(this.#calls.view()?.call ?? null, muted);
    this.#refresh();
    this.#events.emit("muted", { muted });
  }

  sendDigit(digit: string): void {
    if (!DIGIT.test(digit)) throw new RangeError(`“${digit}” is not a digit of a telephone: 0–9, *, #, A–D.`);
    const call = this.#calls.current;
    if (call === null || call.answeredAt === null) return;
    const asEvent = call.sendDigit(digit);
    this.#trace("digit", { leg: call.invite.leg, way: asEvent ? "RFC 4733" : "INFO" });
  }

  async unlock(): Promise<boolean> {
    const unlocked = (await this.#sound?.unlock()) ?? false;
    this.#refresh();
    return unlocked;
  }

  close(): void {
    if (this.#scope.signal.aborted) return;
    this.#calls.endAll("closed", false);
    this.#line?.close(false);
    this.#line = null;
    this.#reports.stop();
    this.#owner.close();
    this.#scope.abort();
    this.#devices.close();
    this.levels.close();
    this.#sound?.close();
    this.#refresh();
    this.#clock.close();
    this.#events.clear();
  }

  #openLine(): void {
    this.#line = new Line(this.#options, this.#clock, {
      link: (state, before) => {
        if (before.phase === "open" && state.phase !== "open") this.#reports.start();
        if (state.phase === "waiting" && state.attempt >= VERIFY_AFTER_FAILURES) this.#owner.feed({ type: "verify" });
        if (state.phase === "waiting") this.#trace("connection lost", { attempt: state.attempt });
        this.#refresh();
      },
      registration: ({ phase }, { phase: before }) => {
        if (phase.name === "registered" && before.name !== "registered") {
          this.#events.emit("registered", { until: phase.until });
          this.#calls.current?.connectionBack();
        }
        if (before.name === "registered" && phase.name !== "registered") {
          this.#events.emit("unregistered", { reason: phase.name === "failed" ? phase.reason : "disconnected" });
        }
        this.#refresh();
      },
      incoming: (session, request) => this.#calls.invited(session, request),
      trace: (what, detail) => this.#trace(what, detail),
    });
    this.#line.start();
    this.#reports.start();
  }

  #ownershipLost(owner: string | null): void {
    this.#reports.stop();
    this.#calls.endAll("ownershipLost", true);
    this.#line?.close(true);
    this.#line = null;
    this.#refresh();
    this.#events.emit("ownershipLost", { owner });
  }

  #networkChanged(input: { readonly type: "online" | "prod" }): void {
    this.#trace("network changed", {});
    this.#line?.feed(input);
    this.#calls.current?.networkChanged();
  }

  async #moveInput(): Promise<void> {
    const call = this.#calls.current;
    if (call?.microphone == null) return;
    try {
      await call.replaceMicrophone(await this.#devices.open());
      this.levels.input(call.microphone);
    } catch (error) {
      this.#trace("microphone failed", { error: String(error) });
    }
  }

  /** A call begins unmuted, but the same call after a reload, or on its replaced leg, begins as it was. */
  #beginMute(call: LiveCall): boolean {
    this.#muted = this.#muteMemory.recall(call.invite.call);
    return this.#muted;
  }

  #answered(call: LiveCall): void {
    const { connection, invite } = call;
    this.levels.input(call.microphone);
    this.#watcher?.end();
    this.#watcher =
      connection === null
        ? null
        : new Watcher(
            {
              connection,
              leg: invite.leg,
              call: () => this.#nameOf(call).call,
              muted: () => this.#muted,
            },
            this.#clock,
            (view) => this.#sampled(view),
          );
    this.#events.emit("answered", this.#nameOf(call));
  }

  #ended(call: LiveCall, cause: EndCause): void {
    if (this.#calls.current === null) {
      this.#watcher?.end();
      this.#watcher = null;
      this.levels.input(null);
      if (call.answeredAt !== null && cause === "normal" && this.#options.tones !== false) {
        void this.#sound?.playOnce("busy", "output");
      }
    }
    this.#events.emit("ended", { ...this.#nameOf(call), cause });
  }

  #sampled(view: QualityView): void {
    this.#quality = view;
    // Perhaps a sender came back to whom the browser has closed its ears.
    if (view.oneWay === "nothingReceived" && !view.final) this.#calls.current?.partyChanged();
    this.#refresh();
    this.#events.emit("quality", view);
    if (view.call === null) return;
    const { rttMs, jitterMs, lossPercent, mos, packetsSent, packetsReceived, codec } = view;
    const report = { call: view.call, rttMs, jitterMs, lossPercent, mos, packetsSent, packetsReceived, codec };
    guarded(() => this.#options.onQuality?.(report));
  }

  #callChanged(): void {
    const call = this.#calls.current;
    if (call === null) this.#muted = false;
    if (this.#options.tones !== false) {
      const wanted = tonesFor(this.#calls.view(), call === null ? null : this.#calls.announcementOf(call));
      for (const tone of ["ring", "ringback", "hold"] as const) {
        if (wanted.includes(tone)) this.#sound?.start(tone);
        else this.#sound?.stop(tone);
      }
    }
    this.#refresh();
  }

  #nameOf(call: LiveCall): { readonly leg: string; readonly call: string | null } {
    const { leg, call: id } = call.invite;
    return { leg, call: id ?? this.#calls.announcementOf(call)?.id ?? null };
  }

  #trace(what: string, detail: Readonly<Record<string, string | number>>): void {
    this.#events.emit("trace", { at: this.#clock.now(), what, detail });
  }

  #refresh(): void {
    this.#store.set(this.#stateNow(this.state));
    this.#reports.changed();
  }

  #stateNow(before: PhoneState | null): PhoneState {
    const parts = {
      tab: this.#options.tab,
      connection: connectionView(this.#line?.link ?? STOPPED),
      registration: registrationView(this.#line?.registration ?? UNREGISTERED),
      ownership: ownershipView(this.#owner.state),
      microphone: this.#devices.microphone(this.#muted),
      audio: { unlocked: this.#sound?.unlocked ?? false, outputChoice: this.#sound?.outputChoice ?? false },
      devices: this.#devices.book.view,
      call: this.#calls.view(),
      quality: this.#quality,
    };
    return { ...parts, problem: withSince(problemOf(parts), before?.problem ?? null, this.#clock.now()) };
  }
}

function offerOf(call: LiveCall): Pick<PhoneEvents["incoming"], "why" | "from" | "autoAnswer"> {
  return { why: call.invite.why, from: call.from, autoAnswer: call.autoAnswer };
}
