import type { Presentation } from "@belfry/contracts";
import { YiviClient } from "@privacybydesign/yivi-client";
import {
  type StateChangeEvent,
  YiviCore,
  type YiviPluginArgs,
  type YiviStateOptions,
} from "@privacybydesign/yivi-core";

/** How far the wallet is: to be shown the code, asking for a pairing code, or at work by itself. */
export type WalletPhase = "show" | "pair" | "goOn";

export interface WalletWatch {
  /** The server has accepted the pairing code. */
  paired(): void;
  close(): void;
}

const ASK_EVERY = 1_000;

/**
 * Follows a wallet by its own client, whose face is our dialog. What the wallet told is never asked for here, and
 * pairing is the server's affair: this client only knows how far the wallet is. Should it fail, the visit goes on.
 */
export function watchWallet(
  session: Extract<Presentation, { kind: "wallet" }>["session"],
  elsewhere: boolean,
  onPhase: (phase: WalletPhase) => void,
): WalletWatch {
  let machine: YiviPluginArgs["stateMachine"] | null = null;
  const state: YiviStateOptions = {
    // Browsers' own event sources cannot send the header that opens the session.
    serverSentEvents: false,
    polling: { interval: ASK_EVERY },
    pairing: false,
  };
  // The visit is given up at our server, which ends the wallet's session itself. The type knows no `false` here.
  Object.assign(state, { cancel: false });
  const core = new YiviCore({
    session: {
      start: false,
      mapping: { sessionPtr: () => session.sessionPtr, frontendRequest: () => session.frontendRequest },
      result: false,
    },
    state,
  });
  core.use(YiviClient);
  core.use(
    class {
      constructor(given: YiviPluginArgs) {
        machine = given.stateMachine;
      }
      stateChange({ newState }: StateChangeEvent): void {
        if (newState === "ShowingYiviButton" && elsewhere) void move("chooseQR");
        if (newState === "ShowingQRCode" || newState === "ShowingYiviButton") onPhase("show");
        if (newState === "EnterPairingCode") onPhase("pair");
        if (newState === "ContinueOn2ndDevice" || newState === "ContinueInYiviApp") onPhase("goOn");
      }
    },
  );

  async function move(transition: string): Promise<void> {
    await machine?.selectTransition(({ validTransitions }) =>
      validTransitions.includes(transition) ? { transition, payload: { enteredPairingCode: null } } : false,
    );
  }

  core.start().catch(() => {});
  return {
    paired: () => void move("codeEntered").then(() => move("appConnected")),
    close: () => void core.abort(),
  };
}
