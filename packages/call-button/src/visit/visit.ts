import type { PurposeOffer, VisitStarted, VisitView } from "@belfry/contracts";
import { h, sheet, withLink } from "../dom.ts";
import { type PublicDoor, Refused } from "../public-door.ts";
import { TEXTS } from "../texts/all.ts";
import { fill } from "../texts/first.ts";
import type { CallLanguage, CallSession, CallState, CallTexts } from "../types.ts";
import * as call from "./call-screens.ts";
import { followVisit, isUnknown } from "./follow.ts";
import { DIALOG } from "./look.ts";
import {
  type Choice,
  canBeGivenUp,
  type Failure,
  failureOf,
  isUnderWay,
  learned,
  type Model,
  type ScreenName,
  screenOf,
  stateOf,
} from "./model.ts";
import { offerScreen } from "./offer-screen.ts";
import type { Screen, Screens, Ui } from "./screens.ts";
import { type WalletPhase, type WalletWatch, watchWallet } from "./wallet.ts";
import * as wallet from "./wallet-screens.ts";
import { WebCallPanel } from "./web-call-panel.ts";

export interface VisitOptions {
  readonly root: ShadowRoot;
  readonly door: PublicDoor;
  readonly organisation: string;
  readonly purpose: string;
  readonly offer: PurposeOffer;
  readonly language: CallLanguage;
  readonly texts: Partial<CallTexts>;
}

/** A visit that another page began, and that goes on in this one. */
export interface Taken {
  readonly token: string;
  readonly view: VisitView;
}

const SCREENS: Screens = {
  offer: offerScreen,
  busy: (ui) => ({ title: ui.t("busy"), body: [h("div", { class: "busy" })] }),
  scan: wallet.scanScreen,
  goOn: wallet.goOnScreen,
  pair: wallet.pairScreen,
  open: wallet.openScreen,
  signIn: wallet.signInScreen,
  call: call.callScreen,
  phoneDials: call.phoneDialsScreen,
  otherWindow: call.otherWindowScreen,
  calling: call.callingScreen,
  waiting: call.waitingScreen,
  connected: call.connectedScreen,
  ended: call.endedScreen,
  unanswered: call.unansweredScreen,
  forgotten: call.forgottenScreen,
  failed: call.failedScreen,
};

const REDIRECT = { kind: "redirect", url: "" } as const;
const BEGUN_ELSEWHERE: Choice = { provider: { id: "", kind: "oidc", name: "" }, device: "desktop" };

/** The dialog that leads through one call, from what will be asked to what was erased. */
export class VisitDialog extends EventTarget implements CallSession {
  readonly #options: VisitOptions;
  readonly #ui: Ui;
  readonly #title = h("h2", { tabindex: "-1", id: "belfry-title" });
  readonly #body = h("div", { class: "stack" });
  readonly #connection = h("p", { class: "error", hidden: true });
  readonly #status = h("p", { role: "status", class: "unseen" });
  readonly #frame: HTMLDialogElement | HTMLElement;
  readonly #isPage: boolean;
  #model: Model = { step: "offered" };
  #shown: { readonly name: ScreenName; readonly screen: Screen } | null = null;
  #words = "";
  #life = new AbortController();
  #wallet: WalletWatch | null = null;
  readonly #webCall: WebCallPanel;

  /** In a dialog over the site's page; or, with what `taken` says, as a part of a page of ours. */
  constructor(options: VisitOptions, taken: Taken | { readonly why: Failure } | null = null) {
    super();
    this.#isPage = taken !== null;
    this.#options = options;
    const texts: CallTexts = { ...TEXTS[options.language], ...options.texts };
    const t: Ui["t"] = (name, values = {}) => fill(texts[name], values);
    this.#ui = {
      offer: options.offer,
      language: options.language,
      t,
      say: (words) => this.#say(words),
      begin: (choice) => void this.#begin(choice),
      again: (device) => this.#again(device),
      pair: (code) => this.#pair(code),
      forget: () => void this.#forget(),
      failure: (error) => t(failureOf(error)),
      canBeginAgain: taken === null,
      callFromPage: () => this.#callFromPage(),
    };
    this.#webCall = new WebCallPanel(this.#ui, options.door, () => this.#leaveCall());
    const noNumber = options.offer.to.number === "";
    const number = h("a", { href: `tel:${options.offer.to.number}` }, options.offer.to.national);
    const close = h("button", { type: "button", class: "quiet close", click: () => this.#close() }, t("close"));
    this.#connection.textContent = t("noConnection");
    this.#frame = h(
      this.#isPage ? "section" : "dialog",
      { "aria-labelledby": "belfry-title", lang: options.language, part: "dialog" },
      h(
        "div",
        { class: "frame" },
        h("div", { class: "top" }, this.#title, !this.#isPage && close),
        this.#connection,
        this.#body,
        this.#webCall.element,
        !noNumber && h("p", { class: "foot" }, withLink(texts.plainCall, number)),
        this.#status,
      ),
    );
    this.#frame.addEventListener("close", () => this.dispatchEvent(new Event("belfry-closed")));
    const { root } = options;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet(DIALOG)];
    root.append(this.#frame);
    if (taken !== null && "why" in taken) this.#model = { step: "failed", why: taken.why };
    else if (taken !== null)
      void this.#follow(BEGUN_ELSEWHERE, { ...taken, visit: taken.view, presentation: REDIRECT });
    this.#render();
  }

  get state(): CallState {
    return stateOf(this.#model);
  }
  get underWay(): boolean {
    return isUnderWay(this.#model);
  }

  show(): void {
    if (this.#frame instanceof HTMLDialogElement) {
      if (this.#frame.open) return;
      this.#frame.showModal();
    }
    (this.#shown?.screen.focus ?? this.#title).focus();
  }

  end(): void {
    const { started } = this.#model.step === "following" ? this.#model.visit : { started: null };
    if (started !== null && canBeGivenUp(this.#model)) void this.#options.door.forget(started.token).catch(() => {});
    this.#stop();
    this.#frame.remove();
    this.dispatchEvent(new Event("belfry-ended"));
  }

  get #isOpen(): boolean {
    return !(this.#frame instanceof HTMLDialogElement) || this.#frame.open;
  }

  #close(): void {
    if (this.#frame instanceof HTMLDialogElement) this.#frame.close();
  }

  async #begin(choice: Choice): Promise<void> {
    this.#become({ step: "beginning", choice });
    const life = this.#life;
    const { door, organisation, purpose, language } = this.#options;
    try {
      const provider = choice.provider.id;
      const started = await door.begin({ organisation, purpose, language, provider, device: choice.device });
      if (life.signal.aborted) return void door.forget(started.token).catch(() => {});
      await this.#follow(choice, started);
    } catch (error) {
      if (!life.signal.aborted) this.#fail(failureOf(error));
    }
  }

  async #follow(choice: Choice, started: VisitStarted): Promise<void> {
    const { signal } = this.#life;
    this.#become({
      step: "following",
      choice,
      visit: learned({ started, view: started.visit, wallet: "show", unanswered: false }, { view: started.visit }),
    });
    if (started.presentation.kind === "wallet") {
      const elsewhere = choice.device === "desktop";
      this.#wallet = watchWallet(this.#options.door.session(started.presentation.session), elsewhere, (phase) =>
        this.#learn({ wallet: phase }),
      );
    }
    const told = {
      onView: (view: VisitView) => this.#learn({ view }),
      onReached: (reached: boolean) => {
        this.#connection.hidden = reached;
      },
      onGone: () => this.#learn({ view: { state: "forgotten", receipt: null } }),
    };
    await followVisit(this.#options.door, started.token, told, signal);
  }

  #learn(news: { readonly view?: VisitView; readonly wallet?: WalletPhase }): void {
    if (this.#model.step !== "following") return;
    const visit = learned(this.#model.visit, news);
    if (visit.view.state === "failed") {
      this.#fail(visit.view.why);
      return;
    }
    if (visit.view.state !== "disclosing" && visit.view.state !== "pairing") this.#endWallet();
    this.#become({ ...this.#model, visit });
  }

  #fail(why: Failure): void {
    this.#stop();
    this.#become({ step: "failed", why });
  }

  #again(device: Choice["device"] | null): void {
    const { step } = this.#model;
    const chosen = step === "following" || step === "beginning" ? this.#model.choice : null;
    const { started } = step === "following" ? this.#model.visit : { started: null };
    if (started !== null) void this.#options.door.forget(started.token).catch(() => {});
    this.#stop();
    if (device !== null && chosen !== null) void this.#begin({ ...chosen, device });
    else this.#become({ step: "offered" });
  }

  #callFromPage(): void {
    if (this.#model.step === "following") void this.#webCall.start(this.#model.visit.started.token);
  }

  async #pair(code: string): Promise<number | null> {
    if (this.#model.step !== "following") return null;
    const { token } = this.#model.visit.started;
    try {
      const view = await this.#options.door.pair(token, code);
      this.#wallet?.paired();
      this.#learn({ view, wallet: "goOn" });
      return null;
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== "pairing_wrong") throw error;
      return Number(Reflect.get(error.params, "tries"));
    }
  }

  async #forget(): Promise<void> {
    if (this.#model.step !== "following") return;
    const { token } = this.#model.visit.started;
    const { door } = this.#options;
    try {
      await door.forget(token);
      this.#learn({ view: await door.visit(token, this.#life.signal) });
    } catch (error) {
      if (isUnknown(error)) this.#learn({ view: { state: "forgotten", receipt: null } });
      else this.#connection.hidden = false;
    }
  }

  #endWallet(): void {
    this.#wallet?.close();
    this.#wallet = null;
  }

  #stop(): void {
    this.#life.abort();
    this.#life = new AbortController();
    this.#endWallet();
    this.#webCall.close();
    this.#connection.hidden = true;
  }

  #become(model: Model): void {
    const before = this.state;
    this.#model = model;
    this.#render();
    if (this.state !== before) this.dispatchEvent(new Event("belfry-state"));
  }

  #render(): void {
    const name = screenOf(this.#model);
    const isNew = this.#shown?.name !== name;
    if (isNew) {
      const held = this.#isOpen && this.#body.contains(this.#options.root.activeElement);
      const screen = SCREENS[name](this.#ui, this.#model);
      this.#shown = { name, screen };
      this.#title.textContent = screen.title;
      this.#body.replaceChildren(...screen.body.filter((one) => one !== ""));
      // Whoever stood on something that is gone is led on; whoever stood elsewhere is only told.
      if (this.#isOpen && (held || screen.focus !== undefined)) (screen.focus ?? this.#title).focus();
    }
    const words = this.#shown?.screen.update?.(this.#model) ?? "";
    const news = isNew || words !== this.#words ? words : "";
    this.#words = words;
    const said = [isNew ? this.#title.textContent : "", news].filter((one) => one !== "").join(". ");
    if (said !== "") this.#say(said);
    this.#leaveCall();
  }

  /** That the call is over is told once: by the step above, when the server knows it too. */
  #leaveCall(): void {
    if (!this.#webCall.isOver || !/^(ended|forgotten)$/.test(this.state)) return;
    const { element } = this.#webCall;
    const held = this.#isOpen && element.contains(this.#options.root.activeElement);
    this.#webCall.close();
    if (held) this.#title.focus();
  }

  #say(words: string): void {
    // Screen readers say what has changed: the same words again differ by a space that nobody hears.
    this.#status.textContent = this.#status.textContent === words ? `${words}\u00a0` : words;
  }
}
