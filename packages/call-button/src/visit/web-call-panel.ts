import { h } from "../dom.ts";
import { provePart } from "../prove.ts";
import type { PublicDoor } from "../public-door.ts";
import type { CallTexts } from "../types.ts";
import type { WebCall, WebCallView } from "../web-call/port.ts";
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
  readonly #words = h("p", {});
  readonly #mute: HTMLButtonElement;
  readonly #keys: HTMLElement;
  readonly #hangUp: HTMLButtonElement;
  #call: WebCall | null = null;
  #loading = false;

  constructor(ui: Ui, door: PublicDoor) {
    this.#ui = ui;
    this.#door = door;
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
    this.element.append(this.#words, h("div", { class: "row" }, this.#hangUp, this.#mute), this.#keys);
  }

  get isCalling(): boolean {
    return this.#loading || (this.#call !== null && !isOver(this.#call.view));
  }

  async start(token: string): Promise<void> {
    if (this.isCalling) return;
    this.#loading = true;
    this.#show({ phase: "connecting", why: null, muted: false });
    this.#hangUp.focus();
    try {
      await provePart("web-call");
      const { startWebCall } = await import("../web-call/web-call.ts");
      if (!this.#loading) return;
      const call = startWebCall({ phone: () => this.#door.phone(token), onChange: (view) => this.#show(view) });
      this.#call = call;
      this.#show(call.view);
    } catch {
      this.#show({ phase: "failed", why: "unreachable", muted: false });
    } finally {
      this.#loading = false;
    }
  }

  close(): void {
    this.#loading = false;
    this.#call?.close();
    this.#call = null;
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
    say(words);
  }
}

function isOver({ phase }: WebCallView): boolean {
  return phase === "ended" || phase === "failed";
}

function focusIn(element: HTMLElement): Element | null {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.activeElement : null;
}
