import { z } from "zod";
import { locale } from "./agent-view.ts";
import { attributeTag } from "./visits.ts";

/** Under `/<id>`: `GET` answers `demoWalletView`; `POST` with `demoWalletAnswer` answers the same. */
export const DEMO_WALLET_API = "/api/demo-wallet/v1/sessions";
/** The page of the demonstration wallet; the session's id stands after `#`. */
export const DEMO_WALLET_PAGE = "/demo-wallet";

/** A made-up person. */
export const demoPerson = z.object({ id: z.string(), name: z.string() });
export type DemoPerson = z.infer<typeof demoPerson>;

/** What a demonstration wallet shows. Nothing in it is verified. */
export const demoWalletView = z.object({
  state: z.enum(["pairing", "asking", "done", "over"]),
  language: locale,
  /** Whose page asks; what it asks. */
  asks: z.string(),
  attributes: z.array(attributeTag),
  people: z.array(demoPerson),
  /** To be typed into the page that asks; null: this device is the same. */
  pairingCode: z.string().nullable(),
  /** After the disclosure on the same device: what the telephone is to dial. */
  returnUrl: z.string().nullable(),
});
export type DemoWalletView = z.infer<typeof demoWalletView>;

export const demoWalletAnswer = z.discriminatedUnion("say", [
  z.object({ say: z.literal("yes"), person: z.string().max(40) }),
  z.object({ say: z.literal("no") }),
]);
export type DemoWalletAnswer = z.infer<typeof demoWalletAnswer>;
