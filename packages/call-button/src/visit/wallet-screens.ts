import { h } from "../dom.ts";
import { copyButton } from "./copy.ts";
import type { FollowedVisit, Model } from "./model.ts";
import { qrCode } from "./qr.ts";
import { type Build, clock, type Ui } from "./screens.ts";

export function visitOf(model: Model): FollowedVisit {
  if (model.step !== "following") throw new Error("There is no visit yet.");
  return model.visit;
}

function providerName(model: Model): string {
  return model.step === "following" ? model.choice.provider.name : "";
}

function until(ui: Ui, model: Model): HTMLElement | string {
  const { view } = visitOf(model);
  return "until" in view ? h("p", { class: "muted" }, ui.t("until", { time: clock(ui, view.until) })) : "";
}

function demonstration(ui: Ui, model: Model): HTMLElement | string {
  const { presentation } = visitOf(model).started;
  const isDemo = presentation.kind === "wallet" && presentation.demo;
  return isDemo ? h("p", { class: "mark" }, ui.t("demonstration")) : "";
}

export const scanScreen: Build = (ui, model) => {
  const { presentation } = visitOf(model).started;
  if (presentation.kind !== "wallet") throw new Error("There is nothing to scan.");
  const provider = providerName(model);
  const link = h("a", { href: presentation.link, target: "_blank", rel: "noopener" }, ui.t("openLink"));
  return {
    title: ui.t("scanTitle"),
    body: [
      demonstration(ui, model),
      h("p", {}, ui.t("scanHelp", { provider })),
      h("div", { class: "qr" }, qrCode(presentation.qr, ui.t("qrAlternative", { provider }))),
      h("h3", {}, ui.t("cannotScan")),
      h("div", { class: "row" }, link, copyButton(ui, ui.t("copyLink"), presentation.link)),
      h("div", { class: "row" }, other(ui, "phone", ui.t("walletIsHere"))),
      until(ui, model),
    ],
  };
};

export const openScreen: Build = (ui, model) => {
  const { presentation } = visitOf(model).started;
  if (presentation.kind !== "wallet") throw new Error("There is no wallet to open.");
  const name = ui.t("openButton", { provider: providerName(model) });
  const link = h("a", { href: presentation.link, class: "button main" }, name);
  // The way back into this page is the wallet's; a page of its own must not take this one's place.
  if (presentation.demo) link.target = "_blank";
  return {
    title: ui.t("openTitle"),
    body: [
      demonstration(ui, model),
      h("p", {}, ui.t("openHelp", { number: ui.offer.to.national })),
      h("div", { class: "row" }, link, other(ui, "desktop", ui.t("walletIsElsewhere"))),
      until(ui, model),
    ],
  };
};

export const goOnScreen: Build = (ui, model) => ({
  title: ui.t("goOnTitle"),
  body: [demonstration(ui, model), h("p", {}, ui.t("goOnHelp")), until(ui, model)],
});

export const pairScreen: Build = (ui, model) => {
  const input = h("input", {
    class: "code",
    id: "pairing",
    inputmode: "numeric",
    autocomplete: "off",
    maxlength: "8",
    "aria-describedby": "pairing-help pairing-error",
  });
  const error = h("p", { class: "error", id: "pairing-error" });
  const complain = (words: string) => {
    error.textContent = words;
    input.setAttribute("aria-invalid", "true");
    input.focus();
    input.select();
    ui.say(words);
  };
  const form = h(
    "form",
    { class: "stack", novalidate: true },
    h("label", { for: "pairing" }, ui.t("pairLabel")),
    input,
    error,
    h("div", { class: "row" }, h("button", { class: "main" }, ui.t("pairSend"))),
  );
  let sending = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const code = input.value.replaceAll(/\s/g, "");
    if (!/^\d{4,8}$/.test(code)) return complain(ui.t("pairForm"));
    if (sending) return;
    sending = true;
    void ui
      .pair(code)
      .then((tries) => tries !== null && complain(ui.t("pairWrong", { tries: String(tries) })))
      .catch((error: unknown) => complain(ui.failure(error)))
      .finally(() => {
        sending = false;
      });
  });
  return {
    title: ui.t("pairTitle"),
    focus: input,
    body: [demonstration(ui, model), h("p", { id: "pairing-help" }, ui.t("pairHelp")), form, until(ui, model)],
  };
};

export const signInScreen: Build = (ui, model) => {
  const { presentation } = visitOf(model).started;
  if (presentation.kind !== "redirect") throw new Error("There is nowhere to sign in.");
  const provider = providerName(model);
  const name = ui.t("signInButton", { provider });
  return {
    title: ui.t("signInTitle", { provider }),
    body: [
      h("p", {}, ui.t("signInHelp")),
      h(
        "div",
        { class: "row" },
        h("a", { href: presentation.url, target: "_blank", rel: "noopener", class: "button main" }, name),
      ),
      until(ui, model),
    ],
  };
};

export function other(ui: Ui, device: "phone" | "desktop", label: string): HTMLElement {
  return h("button", { type: "button", class: "quiet", click: () => ui.again(device) }, label);
}
