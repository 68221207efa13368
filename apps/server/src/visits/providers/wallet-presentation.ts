import type { Presentation } from "@belfry/contracts";

/**
 * How a wallet is opened here or elsewhere. The page's own client is given our front end as its server: from there it
 * can learn nothing and change nothing that matters, while the link and the code lead wallets to theirs.
 */
export function walletPresentation(options: {
  readonly demo: boolean;
  /** The link that opens the wallet with this pointer. */
  readonly open: (pointer: { u: string; irmaqr: "disclosing"; continueOnSecondDevice?: true }) => string;
  readonly pointer: string;
  readonly frontend: { readonly url: string; readonly authorization: string };
}): Presentation & { kind: "wallet" } {
  const { demo, open, pointer: u, frontend } = options;
  return {
    kind: "wallet",
    demo,
    link: open({ u, irmaqr: "disclosing" }),
    qr: open({ u, irmaqr: "disclosing", continueOnSecondDevice: true }),
    session: {
      sessionPtr: { u: frontend.url, irmaqr: "disclosing" },
      frontendRequest: { authorization: frontend.authorization, minProtocolVersion: "1.0", maxProtocolVersion: "1.1" },
    },
  };
}
