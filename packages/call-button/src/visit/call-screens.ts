import { h } from "../dom.ts";
import { copyButton } from "./copy.ts";
import { groups } from "./model.ts";
import { type Build, clock, type Screen, type Ui } from "./screens.ts";
import { other, visitOf } from "./wallet-screens.ts";

export const callScreen: Build = (ui, model) => {
  const { view } = visitOf(model);
  const call = view.state === "disclosed" ? view.call : null;
  if (call === null || view.state !== "disclosed") throw new Error("Number and code are not for this page.");
  const compact = call.national.replaceAll(/[^\d+]/g, "");
  return {
    title: ui.t("callTitle"),
    body: [
      h("p", {}, ui.t("callHelp")),
      told(ui.t("number"), figures(call.national.split(/\s+/)), copyButton(ui, ui.t("copyNumber"), compact)),
      told(ui.t("code"), figures(groups(call.code)), copyButton(ui, ui.t("copyCode"), call.code)),
      h(
        "div",
        { class: "row" },
        h("a", { href: call.link, class: "button main" }, ui.t("callWithDevice")),
        call.fromPage && h("button", { type: "button", click: () => ui.callFromPage() }, ui.t("callFromPage")),
      ),
      h("p", { class: "muted" }, ui.t("codeUntil", { time: clock(ui, view.until) })),
      payment(ui, call.payer),
      forgetButton(ui),
    ],
  };
};

function payment(ui: Ui, payer: "organisation" | "caller" | null): HTMLElement | string {
  return payer === null ? "" : h("p", { class: "muted" }, ui.t(payer === "organisation" ? "free" : "callerPays"));
}

function told(label: string, value: HTMLElement, copy: HTMLElement): HTMLElement {
  return h("div", { class: "told" }, h("h3", {}, label), h("div", { class: "row" }, value, copy));
}

/** Seen in groups, and read aloud digit by digit with a rest between the groups. */
function figures(parts: readonly string[]): HTMLElement {
  const seen = parts.map((part) => h("span", {}, part));
  const spoken = parts.map((part) => [...part].filter((sign) => /[\d+]/.test(sign)).join(" ")).join(", ");
  return h(
    "div",
    {},
    h("div", { class: "figures", "aria-hidden": "true" }, ...seen),
    h("span", { class: "unseen" }, spoken),
  );
}

export const phoneDialsScreen: Build = (ui) => ({
  title: ui.t("phoneDialsTitle"),
  body: [
    h("p", {}, ui.t("phoneDialsHelp", { number: ui.offer.to.national })),
    payment(ui, ui.offer.to.payer),
    h("div", { class: "row" }, other(ui, "desktop", ui.t("beginAgain"))),
    forgetButton(ui),
  ],
});

export const otherWindowScreen: Build = (ui) => ({
  title: ui.t("otherWindowTitle"),
  body: [h("p", {}, ui.t("otherWindowHelp")), forgetButton(ui)],
});

export const callingScreen: Build = (ui) => ({
  title: ui.t("callingTitle"),
  body: [h("p", {}, ui.t("callingHelp")), forgetButton(ui)],
});

export const waitingScreen: Build = (ui) => {
  const place = h("p", {});
  return {
    title: ui.t("waitingTitle"),
    body: [place, forgetButton(ui)],
    update(model) {
      const { view } = visitOf(model);
      const at = view.state === "waiting" ? view.place : null;
      const words = at === null ? "" : at === 1 ? ui.t("next") : ui.t("place", { place: String(at) });
      place.textContent = words;
      return words;
    },
  };
};

export const connectedScreen: Build = (ui) => ({
  title: ui.t("connectedTitle"),
  body: [h("p", {}, ui.t("connectedHelp")), forgetButton(ui)],
});

export const endedScreen: Build = (ui, model) => {
  const { view } = visitOf(model);
  const time = "until" in view ? clock(ui, view.until) : "";
  return { title: ui.t("endedTitle"), body: [h("p", {}, ui.t("endedHelp", { time })), forgetButton(ui)] };
};

export const unansweredScreen: Build = (ui, model) => {
  const { view } = visitOf(model);
  const time = "until" in view ? clock(ui, view.until) : "";
  return {
    title: ui.t("unansweredTitle"),
    body: [
      h("p", {}, ui.t("unansweredHelp")),
      ui.canBeginAgain
        ? h(
            "div",
            { class: "row" },
            h("button", { type: "button", class: "main", click: () => ui.again(null) }, ui.t("tryAgain")),
          )
        : h("p", {}, ui.t("closeWindow")),
      h("p", { class: "muted" }, ui.t("endedHelp", { time })),
      forgetButton(ui),
    ],
  };
};

export const forgottenScreen: Build = (ui, model) => {
  const { view } = visitOf(model);
  const receipt = view.state === "forgotten" ? view.receipt : null;
  const number = receipt === null ? "" : h("p", {}, ui.t("receipt", { receipt }));
  return { title: ui.t("forgottenTitle"), body: [h("p", {}, ui.t("forgottenHelp")), number] };
};

/** Asks once more: what is erased does not come back, and the code with it. */
function forgetButton(ui: Ui): HTMLElement {
  const box = h("div", { class: "stack" });
  const ask = h("button", { type: "button", class: "quiet" }, ui.t("forget"));
  const yes = h("button", { type: "button", click: () => ui.forget() }, ui.t("forgetYes"));
  const no = h("button", { type: "button" }, ui.t("forgetNo"));
  const first = h("div", { class: "row" }, ask);
  ask.addEventListener("click", () => {
    box.replaceChildren(h("p", { id: "forget-ask" }, ui.t("forgetAsk")), h("div", { class: "row" }, yes, no));
    yes.setAttribute("aria-describedby", "forget-ask");
    yes.focus();
  });
  no.addEventListener("click", () => {
    box.replaceChildren(first);
    ask.focus();
  });
  box.append(first);
  return box;
}

export const failedScreen: Build = (ui, model): Screen => {
  const why = model.step === "failed" ? model.why : "gone";
  return {
    title: ui.t("failedTitle"),
    body: [
      h("p", {}, ui.t(why)),
      ui.canBeginAgain
        ? h(
            "div",
            { class: "row" },
            h("button", { type: "button", class: "main", click: () => ui.again(null) }, ui.t("tryAgain")),
          )
        : h("p", {}, ui.t("closeWindow")),
    ],
  };
};
