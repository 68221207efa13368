import { h } from "../dom.ts";
import type { Choice, Provider } from "./model.ts";
import type { Build, Ui } from "./screens.ts";

/** Before anything begins: what is asked, who sees it, when it is forgotten, and who pays. */
export const offerScreen: Build = (ui) => {
  const { offer, t } = ui;
  const devices = deviceChoice(ui);
  const providers = providerChoice(ui, (provider) => {
    devices.field.hidden = provider.kind === "oidc";
  });
  const begin = h("button", { type: "button", class: "main" }, t("begin"));
  begin.addEventListener("click", () => {
    const provider = providers.chosen();
    if (provider !== undefined) ui.begin({ provider, device: provider.kind === "oidc" ? "desktop" : devices.chosen() });
  });
  const minutes = String(Math.round(offer.forgottenAfter / 60_000));
  const { payer } = offer.to;
  return {
    title: offer.title,
    body: [
      offer.explanation === "" ? "" : h("p", {}, offer.explanation),
      h("div", {}, h("h3", {}, t("asked")), h("ul", {}, ...offer.attributes.map((tag) => h("li", {}, t(tag))))),
      h(
        "ul",
        {},
        h("li", {}, t("whoSees")),
        h("li", {}, t("whenForgotten", { minutes })),
        payer === null ? null : h("li", {}, t(payer === "organisation" ? "free" : "callerPays")),
      ),
      providers.field,
      devices.field,
      h("div", { class: "row" }, begin),
    ],
  };
};

function providerChoice({ offer, t }: Ui, onChosen: (provider: Provider) => void) {
  const { providers } = offer;
  let chosen = providers[0];
  if (chosen !== undefined) onChosen(chosen);
  const field = h("fieldset", { hidden: providers.length < 2 }, h("legend", {}, t("whichProvider")));
  for (const provider of providers) {
    field.append(
      radio("belfry-provider", provider.name, provider === chosen, () => {
        chosen = provider;
        onChosen(provider);
      }),
    );
  }
  return { field, chosen: () => chosen };
}

function deviceChoice({ t }: Ui) {
  let chosen: Choice["device"] = likelyDevice();
  const option = (device: Choice["device"], label: string) =>
    radio("belfry-device", label, device === chosen, () => {
      chosen = device;
    });
  const field = h(
    "fieldset",
    {},
    h("legend", {}, t("whichDevice")),
    option("phone", t("thisDevice")),
    option("desktop", t("otherDevice")),
  );
  return { field, chosen: () => chosen };
}

function radio(name: string, label: string, checked: boolean, choose: () => void): HTMLElement {
  const input = h("input", { type: "radio", name });
  input.checked = checked;
  input.addEventListener("change", choose);
  return h("label", { class: "choice" }, input, h("span", {}, label));
}

/** Wallets live on what one holds in the hand; whoever knows better chooses the other. */
export function likelyDevice(): Choice["device"] {
  const told: unknown = Reflect.get(navigator, "userAgentData");
  const mobile: unknown = typeof told === "object" && told !== null ? Reflect.get(told, "mobile") : null;
  if (mobile === true) return "phone";
  const isPad = /Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 2;
  return /Android|iPhone|iPad|iPod/.test(navigator.userAgent) || isPad ? "phone" : "desktop";
}
