import type { SupervisionMode, TransferTarget } from "@belfry/contracts";
import type { PhoneApi } from "@belfry/phone";
import type { DeskStore, Place } from "./desk-store.ts";
import { isMuted } from "./desk-view.ts";
import type { Remedy } from "./view/phone-health.ts";

/** Everything that an agent can do. Nothing here throws; refusals appear in the store under their place. */
export interface DeskActions {
  answer(): void;
  decline(): void;
  hangUp(): void;
  toggleHold(): void;
  toggleMute(): void;
  /** Begins, pauses or resumes what is recorded of the call. */
  toggleRecording(): void;
  digit(digit: string): void;
  /** `place`: where a refusal is shown, when that is not the panel of the deed. */
  transfer(target: TransferTarget, place?: Place): Promise<boolean>;
  consult(target: TransferTarget, place?: Place): Promise<boolean>;
  swap(): void;
  completeTransfer(): void;
  endConsult(): void;
  /** Caller, agent and the one who was asked hear one another. */
  conference(): void;
  /** Takes part in an agent's call, as a supervisor. */
  supervise(agent: string, mode: SupervisionMode): Promise<boolean>;
  supervisionMode(mode: SupervisionMode): void;
  /** `callBackAt`: when the person is called again, for a code that asks for it. */
  setCallCode(code: string | null, note: string, callBackAt: number | null): Promise<boolean>;
  extendWrapUp(): void;
  finishWrapUp(code: string | null, note: string, callBackAt: number | null): Promise<void>;
  setAutoCalls(on: boolean): void;
  callContact(contact: string): void;
  skipContact(contact: string): void;
  signIn(): void;
  signOut(): void;
  goAvailable(): void;
  pause(pause: string): void;
  dial(target: TransferTarget, queue: string | null, place?: Place): Promise<boolean>;
  remedy(remedy: Remedy): void;
}

export function deskActions(store: DeskStore, phone: PhoneApi | null, openAudio: () => void): DeskActions {
  const me = () => store.getState().snapshot?.me ?? null;

  /** A choice made while signed out signs in first: the agent meant both. */
  const signedIn = async (): Promise<boolean> =>
    me()?.state.state !== "signedOut" || store.command("state", { type: "signIn" });

  /** A click is the moment at which the browser may be asked for sound, the microphone and notifications. */
  const spendGesture = (): void => {
    if (phone === null) return;
    void phone.unlock();
    if (phone.state.microphone.permission === "unasked") void phone.devices.requestMicrophone().catch(() => {});
    if ("Notification" in window && Notification.permission === "default") void Notification.requestPermission();
  };

  return {
    answer: () => answerWhenItRings(store, phone),
    decline: () => void store.command("call", { type: "decline" }),
    hangUp: () => void store.command("call", { type: "hangUp" }),
    toggleHold: () => {
      const phase = me()?.call?.phase;
      void store.command("call", { type: phase === "held" ? "retrieve" : "hold" });
    },
    toggleMute: () => {
      const muted = isMuted(me(), phone?.state ?? null);
      // The page's own microphone at once, also without a connection; then the switch, which tells all windows.
      phone?.mute(!muted);
      const phase = me()?.call?.phase;
      if ((phase === "talking" || phase === "held") && store.getState().link === "live")
        void store.command("call", { type: muted ? "unmute" : "mute" });
    },
    toggleRecording: () => {
      const recording = me()?.call?.recording;
      const goesOn = recording === "on" || recording === "waiting";
      void store.command("call", { type: goesOn ? "pauseRecording" : "resumeRecording" });
    },
    digit: (digit) => phone?.sendDigit(digit),
    transfer: (target, place = "transfer") => store.command(place, { type: "transfer", target }),
    consult: (target, place = "transfer") => store.command(place, { type: "consult", target }),
    swap: () => void store.command("consult", { type: "swap" }),
    completeTransfer: () => void store.command("consult", { type: "completeTransfer" }),
    endConsult: () => void store.command("consult", { type: "endConsult" }),
    conference: () => void store.command("consult", { type: "conference" }),
    supervise: (agent, mode) => {
      spendGesture();
      return store.command("supervise", { type: "supervise", agent, mode });
    },
    supervisionMode: (mode) => void store.command("supervise", { type: "supervisionMode", mode }),
    setCallCode: (code, note, callBackAt) => store.command("wrapUp", { type: "setCallCode", code, note, callBackAt }),
    extendWrapUp: () => void store.command("wrapUp", { type: "extendWrapUp" }),
    finishWrapUp: async (code, note, callBackAt) => {
      const said = me()?.wrapUp;
      // An agent who chose nothing says nothing of the call: a colleague may have said something before.
      const same = said?.code === code && said.note === note && (said.callBackAt ?? null) === callBackAt;
      if (same || (await store.command("wrapUp", { type: "setCallCode", code, note, callBackAt })))
        await store.command("wrapUp", { type: "finishWrapUp" });
    },
    setAutoCalls: (on) => {
      if (on) spendGesture();
      void store.command("autoCalls", { type: "setAutoCalls", on });
    },
    callContact: (contact) => {
      spendGesture();
      void store.command("preview", { type: "callContact", contact });
    },
    skipContact: (contact) => void store.command("preview", { type: "skipContact", contact }),
    signIn: () => {
      spendGesture();
      void store.command("state", { type: "signIn" });
    },
    signOut: () => void store.command("state", { type: "signOut" }),
    goAvailable: async () => {
      spendGesture();
      if (await signedIn()) await store.command("state", { type: "available" });
    },
    pause: async (pause) => {
      if (await signedIn()) await store.command("state", { type: "pause", pause });
    },
    dial: (target, queue, place = "dial") => store.command(place, { type: "dial", target, queue }),
    remedy: (remedy) => {
      if (remedy === "takeOver") void phone?.claim({ takeOver: true });
      else if (remedy === "unlock") void phone?.unlock();
      else if (remedy === "allowMicrophone") void phone?.devices.requestMicrophone().catch(() => {});
      else openAudio();
    },
  };
}

/** The offer is shown as soon as the server tells of it, a moment before the INVITE: a quick click must not be lost. */
function answerWhenItRings(store: DeskStore, phone: PhoneApi | null): void {
  const leg = store.getState().snapshot?.me?.call?.leg ?? null;
  if (phone === null || leg === null) return;
  const answer = (): boolean => {
    const call = phone.state.call;
    if (call?.leg !== leg) return false;
    if (call.phase === "ringing") void phone.answer(leg).catch(() => {});
    return true;
  };
  if (answer()) return;
  const stop = phone.subscribe(() => {
    const gone = store.getState().snapshot?.me?.call?.leg !== leg;
    if (gone || answer()) stop();
  });
}
