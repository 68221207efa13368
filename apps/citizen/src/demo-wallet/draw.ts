import type { DemoWalletAnswer, DemoWalletView } from "@belfry/contracts";
import { element } from "../element.ts";
import { TEXTS, type Texts } from "./texts.ts";

/** What the wallet shows of a session. */
export function draw(view: DemoWalletView, answer: (answer: DemoWalletAnswer) => void): Node[] {
  const texts = TEXTS[view.language];
  return [banner(texts), ...parts(view, texts, answer)];
}

/** Shown whatever happens: nobody shall take this for a wallet. */
export function banner({ banner }: Texts): HTMLElement {
  return element("p", { class: "banner" }, banner);
}

export function heading(text: string): HTMLElement {
  // It takes the focus when the page has changed, so that screen readers read on from there.
  return element("h1", { tabindex: "-1" }, text);
}

function parts(view: DemoWalletView, texts: Texts, answer: (answer: DemoWalletAnswer) => void): Node[] {
  switch (view.state) {
    case "pairing":
      return [
        heading(texts.pairing),
        element("p", { class: "code" }, view.pairingCode ?? ""),
        element("p", {}, texts.pairingNext),
        refusal(texts, answer),
      ];
    case "asking":
      return [
        heading(texts.choose),
        element("p", {}, texts.asks(view.asks)),
        element("ul", {}, ...view.attributes.map((tag) => element("li", {}, texts.attributes[tag]))),
        element("p", { class: "dim" }, texts.chooseNext),
        element(
          "div",
          { class: "people" },
          ...view.people.map(({ id, name }) => button(name, () => answer({ say: "yes", person: id }))),
        ),
        refusal(texts, answer),
      ];
    case "done":
      return view.returnUrl === null
        ? [heading(texts.done), element("p", {}, texts.doneElsewhere)]
        : [
            heading(texts.done),
            element("p", {}, texts.doneHere),
            element("a", { class: "button", href: view.returnUrl }, texts.call),
          ];
    case "over":
      return [heading(texts.over), element("p", {}, texts.overNext)];
  }
}

function refusal(texts: Texts, answer: (answer: DemoWalletAnswer) => void): HTMLElement {
  return button(texts.no, () => answer({ say: "no" }), "quiet");
}

export function button(text: string, pressed: () => void, kind = ""): HTMLElement {
  const made = element("button", { type: "button", ...(kind === "" ? {} : { class: kind }) }, text);
  made.addEventListener("click", pressed);
  return made;
}
