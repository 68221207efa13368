import type { PurposeOffer, VisitView } from "@belfry/contracts";
import type { PublicDoor } from "../public-door.ts";
import type { CallLanguage } from "../types.ts";
import { type Failure, failureOf } from "./model.ts";
import { VisitDialog } from "./visit.ts";

const KEPT = "belfry-visit";

/**
 * The rest of a visit in the window that came back from a service: that window is proven to be the visitor's. It keeps
 * the token as long as it is open, so that loading the page again shows number and code again.
 */
export async function showWindow(root: ShadowRoot, door: PublicDoor, language: CallLanguage): Promise<VisitDialog> {
  const taken = await takeUp(door).catch((error: unknown) => ({ why: failureOf(error) }));
  const call = "view" in taken && taken.view.state === "disclosed" ? taken.view.call : null;
  const offer: PurposeOffer = {
    organisation: "",
    title: "",
    explanation: "",
    languages: [language],
    to: call ?? { number: "", national: "", payer: null },
    attributes: [],
    providers: [],
    open: true,
    opensAt: null,
    callFromPage: call?.fromPage ?? false,
    forgottenAfter: 0,
  };
  return new VisitDialog({ root, door, organisation: "", purpose: "", offer, language, texts: {} }, taken);
}

async function takeUp(door: PublicDoor): Promise<{ token: string; view: VisitView } | { why: Failure }> {
  const failed = new URLSearchParams(location.hash.slice(1)).get("failed");
  if (failed !== null) return { why: failed === "visit_not_proven" ? "notProven" : "gone" };
  const token = sessionStorage.getItem(KEPT) ?? (await door.window());
  sessionStorage.setItem(KEPT, token);
  const view = await door.visit(token, new AbortController().signal);
  if (view.state !== "failed") return { token, view };
  return { why: view.why };
}
