import { h } from "../dom.ts";
import { provePart } from "../prove.ts";
import type { PublicDoor } from "../public-door.ts";
import type { CallTexts } from "../types.ts";
import { NO_CALL, type WebCall, type WebCallView } from "../web-call/port.ts";
import type { Ui } from "./screens.ts";

const KEYS = "123456789*0#";
const WORDS: Readonly<Record<WebCallView["phase"], keyof CallTexts>> = {
  asking: "askingMicrophone",
  connecting: "connecting",
  ringing: "ringing",
  connected: "speaking",
  ended: "callOver",
  failed: "callUnreachable",
};
const FAILURES: Readonly<Record<NonNullable<WebCallView["why"]>, keyof CallTexts>> = {
  microphoneRefused: "microphoneRefused",
  noMicrophone: "noMicrophone",
  notSupported: "notSupported",
  unreachable: "callUnreachable",
  lost: "callLost",
};

/** The call that the page itself makes: what it is at, and its buttons. It stays while the steps above it change. */
export class WebCallPanel {
  readonly element = h("section", { class: "told", hidden: true });
  readonly #ui: Ui;
  readonly #door: PublicDoor;
  readonly #onOver: () => void;
  readonly #words = h("p", {});
  readonly #mute: HTMLButtonElement;
  readonly #keys: HTMLElement;
  readonly #hangUp: HTMLButtonElement;
  readonly #timer = h("p", { role: "timer", class: "muted" });
  readonly #microphones = h("select", {});
  readonly #choice: HTMLElement;
  #ticking: ReturnType<typeof setInterval> | undefined;
  #said = "";
  #listed: WebCallView["microphones"] | null = null;
  #call: WebCall | null = null;
  #loading = false;

  constructor(ui: Ui, door: PublicDoor, onOver: () => void) {
    this.#ui = ui;
    this.#door = door;
    this.#onOver = onOver;
    this.#mute = h("button", { type: "button" }, ui.t("mute"));
    this.#mute.addEventListener("click", () => this.#call?.mute(!this.#call.view.muted));
    this.#hangUp = h("button", { type: "button", class: "main", click: () => this.#call?.close() }, ui.t("hangUp"));
    const key = (name: string) => h("button", { type: "button", click: () => this.#call?.press(name) }, name);
    this.#keys = h(
      "details",
      {},
      h("summary", {}, ui.t("keys")),
      h("div", { class: "keys" }, ...[...KEYS].map((name) => key(name))),
    );
    this.element.setAttribute("aria-label", ui.t("callFromPage"));
    this.#microphones.addEventListener("change", () => this.#call?.useMicrophone(this.#microphones.value));
    this.#choice = h("label", { class: "pick" }, ui.t("microphone"), this.#microphones);
    this.element.append(
      this.#words,
      this.#timer,
      h("div", { class: "row" }, this.#hangUp, this.#mute),
      this.#choice,
      this.#keys,
    );
  }

  get isCalling(): boolean {
    return this.#loading || (this.#call !== null && !isOver(this.#call.view));
  }

  /** It was a call, and it went to its end. */
  get isOver(): boolean {
    return this.#call?.view.phase === "ended";
  }

  async start(token: string): Promise<void> {
    if (this.isCalling) return;
    this.#loading = true;
    this.#show({ ...NO_CALL, phase: "connecting" });
    this.#hangUp.focus();
    try {
      await provePart("web-call");
      const { startWebCall } = await import("../web-call/web-call.ts");
      if (!this.#loading) return;
      const call = startWebCall({ phone: () => this.#door.phone(token), onChange: (view) => this.#show(view) });
      this.#call = call;
      this.#show(call.view);
    } catch {
      this.#show({ ...NO_CALL, phase: "failed", why: "unreachable" });
    } finally {
      this.#loading = false;
    }
  }

  close(): void {
    this.#loading = false;
    this.#call?.close();
    this.#call = null;
    clearInterval(this.#ticking);
    this.element.hidden = true;
  }

  #show(view: WebCallView): void {
    const { t, say } = this.#ui;
    const words = t(view.why === null ? WORDS[view.phase] : FAILURES[view.why]);
    const had = this.element.contains(focusIn(this.element));
    this.element.hidden = false;
    this.#words.textContent = words;
    this.#words.className = view.phase === "failed" ? "error" : "";
    this.#mute.textContent = t(view.muted ? "unmute" : "mute");
    this.#mute.hidden = view.phase !== "connected";
    this.#keys.hidden = view.phase !== "connected";
    this.#hangUp.hidden = isOver(view);
    this.#words.tabIndex = -1;
    if (had && isOver(view)) this.#words.focus();
    this.#offer(view);
    this.#count(view);
    // What only the buttons show is not said again.
    if (words !== this.#said && view.phase !== "ended") say(words);
    this.#said = words;
    if (view.phase === "ended") this.#onOver();
  }

  #offer({ phase, microphones, microphone }: WebCallView): void {
    this.#choice.hidden = phase !== "connected" || microphones.length < 2;
    if (microphones !== this.#listed)
      this.#microphones.replaceChildren(...microphones.map(({ id, label }) => h("option", { value: id }, label)));
    this.#listed = microphones;
    this.#microphones.value = microphone;
  }

  #count({ phase, since }: WebCallView): void {
    clearInterval(this.#ticking);
    this.#timer.hidden = phase !== "connected" || since === null;
    if (since === null || phase !== "connected") return;
    const show = () => {
      this.#timer.textContent = lasted(Date.now() - since);
    };
    show();
    this.#ticking = setInterval(show, 1000);
  }
}

/** Minutes and seconds, of which people speak; hours are minutes too. */
function lasted(duration: number): string {
  const seconds = Math.max(0, Math.floor(duration / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function isOver({ phase }: WebCallView): boolean {
  return phase === "ended" || phase === "failed";
}

function focusIn(element: HTMLElement): Element | null {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.activeElement : null;
}
