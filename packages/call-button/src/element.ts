import type { PurposeOffer } from "@belfry/contracts";
import { h, sheet, withLink } from "./dom.ts";
import { formatTime, languageFor } from "./language.ts";
import { VARIABLES } from "./look.ts";
import { loadDialog } from "./parts.ts";
import { PublicDoor } from "./public-door.ts";
import { FIRST, type FirstTexts, fill } from "./texts/first.ts";
import type { CallButtonElement, CallLanguage, CallState, CallTexts, DefineCallButton } from "./types.ts";
import type { VisitDialog } from "./visit/visit.ts";

const STYLE = `
:host { display: block; font-family: var(--_font); }
p { margin: 0.5rem 0 0; }
`;

/** Where the server is unless an element says otherwise. */
let home: string | null = null;
export function setHome(server: string): void {
  home = server;
}

export const defineCallButton: DefineCallButton = (name = "belfry-call") => {
  if (customElements.get(name) === undefined) customElements.define(name, makeElement());
};

/** Made late, so that the package can be imported where there is no browser. */
function makeElement(): CustomElementConstructor {
  return class extends HTMLElement implements CallButtonElement {
    static readonly observedAttributes = ["organisation", "purpose", "server", "language", "label"];
    readonly #root = this.attachShadow({ mode: "open", delegatesFocus: true });
    readonly #plain = h("slot");
    readonly #ready = h("div", { hidden: true });
    #texts: Partial<CallTexts> = {};
    #dialog: VisitDialog | null = null;
    #life: AbortController | null = null;
    #queued = false;

    constructor() {
      super();
      this.#root.adoptedStyleSheets = [sheet(VARIABLES), sheet(STYLE)];
      this.#root.append(this.#ready, this.#plain);
    }

    get state(): CallState | null {
      return this.#dialog?.state ?? null;
    }

    get texts(): Partial<CallTexts> {
      return this.#texts;
    }
    set texts(texts: Partial<CallTexts>) {
      this.#texts = { ...texts };
      this.#again();
    }

    connectedCallback(): void {
      this.#again();
    }
    disconnectedCallback(): void {
      this.#life?.abort();
      this.#dialog?.end();
    }
    attributeChangedCallback(): void {
      this.#again();
    }

    /** Once for all changes of one moment. What is under way stays as it began. */
    #again(): void {
      if (this.#queued || !this.isConnected) return;
      this.#queued = true;
      queueMicrotask(() => {
        this.#queued = false;
        if (this.isConnected && this.#dialog === null) void this.#prepare();
      });
    }

    async #prepare(): Promise<void> {
      this.#life?.abort();
      const life = new AbortController();
      this.#life = life;
      const [server, organisation, purpose] = [
        this.getAttribute("server") ?? home,
        this.getAttribute("organisation"),
        this.getAttribute("purpose"),
      ];
      if (server === null || organisation === null || purpose === null) return this.#unavailable(life);
      const wanted = this.getAttribute("language") ?? this.closest("[lang]")?.getAttribute("lang");
      try {
        const door = new PublicDoor(server);
        const asked = languageFor(wanted, ["en", "nl", "fr", "uk"]);
        const offer = await door.offer(organisation, purpose, asked, life.signal);
        const language = languageFor(wanted, offer.languages);
        this.#show(offer, language, () => this.#press(door, { organisation, purpose }, offer, language));
        this.dispatchEvent(new CustomEvent("belfry-ready", { bubbles: true, composed: true }));
      } catch {
        this.#unavailable(life);
      }
    }

    #show(offer: PurposeOffer, language: CallLanguage, press: () => Promise<void>): void {
      const label = this.getAttribute("label");
      const texts: FirstTexts = { ...FIRST[language], ...(label === null ? {} : { button: label }), ...this.#texts };
      const link = h("a", { href: `tel:${offer.to.number}`, part: "number" }, offer.to.national);
      const button = h("button", { type: "button", class: "main", part: "button" }, texts.button);
      button.addEventListener("click", () => void press().catch(() => this.#unavailable(this.#life)));
      const opens = offer.opensAt === null ? null : { time: formatTime(offer.opensAt, language) };
      const closed = opens === null ? texts.closed : fill(texts.closedUntil, opens);
      this.#ready.lang = language;
      this.#ready.replaceChildren(
        offer.open ? button : h("p", { part: "closed" }, closed),
        h("p", { part: "plain" }, withLink(texts.orCall, link)),
      );
      this.#ready.hidden = false;
      this.#plain.hidden = true;
    }

    async #press(
      door: PublicDoor,
      about: { readonly organisation: string; readonly purpose: string },
      offer: PurposeOffer,
      language: CallLanguage,
    ): Promise<void> {
      if (this.#dialog !== null) return this.#dialog.show();
      const button = this.#root.querySelector("button");
      button?.setAttribute("aria-busy", "true");
      const Dialog = await loadDialog().finally(() => button?.removeAttribute("aria-busy"));
      if (this.#dialog !== null || !this.isConnected) return;
      const dialog = new Dialog({ root: this.#root, door, ...about, offer, language, texts: this.#texts });
      this.#dialog = dialog;
      const text = (name: "button" | "showAgain") => this.#texts[name] ?? FIRST[language][name];
      const idle = button?.textContent ?? text("button");
      dialog.addEventListener("belfry-state", () => {
        const detail = { state: dialog.state };
        this.dispatchEvent(new CustomEvent("belfry-state", { detail, bubbles: true, composed: true }));
      });
      dialog.addEventListener("belfry-closed", () => {
        if (button !== null) button.textContent = dialog.underWay ? text("showAgain") : idle;
        if (dialog.underWay) return;
        dialog.end();
        this.#dialog = null;
      });
      dialog.show();
    }

    /** The plain number that the page brought, or what the server told of it. */
    #unavailable(life: AbortController | null): void {
      if (life !== this.#life || life?.signal.aborted === true) return;
      const had = this.#root.activeElement !== null;
      this.#ready.hidden = true;
      this.#plain.hidden = false;
      if (had) this.querySelector("a")?.focus();
      this.dispatchEvent(new CustomEvent("belfry-unavailable", { bubbles: true, composed: true }));
      const again = { once: true, signal: life?.signal ?? AbortSignal.abort() };
      window.addEventListener("online", () => this.#again(), again);
    }
  };
}
