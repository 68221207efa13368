import {
  DEMO_WALLET_API,
  type DemoWalletAnswer,
  type DemoWalletView,
  demoWalletView,
  type Locale,
} from "@belfry/contracts";
import { element } from "../element.ts";
import "../page.css";
import { banner, button, draw, heading } from "./draw.ts";
import { TEXTS } from "./texts.ts";

const LOOK_EVERY = 1_000;

const page = document.getElementById("page");
// In the part that browsers send to nobody.
const session = location.hash.slice(1);
let shown = "";
let language: Locale = ofBrowser();

function ofBrowser(): Locale {
  const known = navigator.languages.map((one) => one.slice(0, 2));
  for (const one of known) if (one === "nl" || one === "fr" || one === "uk" || one === "en") return one;
  return "en";
}

function show(key: string, nodes: readonly Node[]): void {
  if (key === shown) return;
  shown = key;
  document.documentElement.lang = language;
  document.title = TEXTS[language].title;
  page?.replaceChildren(...nodes);
  page?.querySelector("h1")?.focus();
}

function showView(view: DemoWalletView): void {
  language = view.language;
  show(
    view.state,
    draw(view, (said) => void tell(said)),
  );
}

/** Null: the session is over, or there never was one. Rejects when nobody answers. */
async function ask(method: "GET" | "POST", body?: DemoWalletAnswer): Promise<DemoWalletView | null> {
  const response = await fetch(`${DEMO_WALLET_API}/${encodeURIComponent(session)}`, {
    method,
    ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  if (response.status === 404 || response.status === 410) return null;
  if (!response.ok) throw new Error(`${response.status}`);
  return demoWalletView.parse(await response.json());
}

async function tell(said: DemoWalletAnswer): Promise<void> {
  await taken(() => ask("POST", said));
}

async function look(): Promise<void> {
  const state = await taken(() => ask("GET"));
  if (state === "pairing" || state === "asking") setTimeout(() => void look(), LOOK_EVERY);
}

async function taken(work: () => Promise<DemoWalletView | null>): Promise<DemoWalletView["state"] | "failed"> {
  const texts = () => TEXTS[language];
  try {
    const view = await work();
    if (view !== null) showView(view);
    else show("over", [banner(texts()), heading(texts().over), element("p", {}, texts().overNext)]);
    return view?.state ?? "over";
  } catch {
    show("failed", [banner(texts()), heading(texts().failed), button(texts().again, () => void look())]);
    return "failed";
  }
}

void look();
