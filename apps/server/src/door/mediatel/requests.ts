import type { AgentCommand, AgentView, ErrorCode, MediatelMessage } from "@belfry/contracts";
import { numericIds } from "./numeric-ids.ts";
import type { Lists } from "./snapshot.ts";

type CallMessage = Exclude<MediatelMessage, { type: "login" }>;

export type Asked =
  /** Commands to be given one after the other, as long as none is refused. */
  | { readonly commands: readonly AgentCommand[] }
  | { readonly rejection: { readonly code: ErrorCode; readonly params: Readonly<Record<string, string>> } };

/**
 * A client's message as the commands of an agent's own page. The rules are the floor's alone. `fullNumber` says what
 * somebody means by what they type.
 */
export function agentCommands(
  message: CallMessage,
  view: AgentView,
  lists: Lists,
  fullNumber: (typed: string) => string | null,
): Asked {
  switch (message.type) {
    case "logout":
    case "exit":
      return { commands: [{ type: "signOut" }] };
    case "makeCall": {
      const shown = view.preview?.contact;
      if (shown && fullNumber(message.phoneNumber) === shown.number)
        return { commands: [{ type: "callContact", contact: shown.id }] };
      const queue = lists.queues.find(({ name }) => name === message.queueName)?.id ?? null;
      if (queue === null && message.queueName !== "") return refuse("unknown_reference", { kind: "queue" });
      if (message.phoneNumber.length < 2 || message.phoneNumber.length > 32)
        return refuse("invalid_number", { number: message.phoneNumber });
      return { commands: [{ type: "dial", target: { kind: "number", number: message.phoneNumber }, queue }] };
    }
    case "closeCall":
      return { commands: [{ type: view.state.state === "offered" ? "decline" : "hangUp" }] };
    case "holdCall":
      return { commands: [{ type: "hold" }] };
    case "retrieveCall":
      return { commands: [{ type: "retrieve" }] };
    case "muteCall":
      return { commands: [{ type: view.call?.muted === true ? "unmute" : "mute" }] };
    case "pause": {
      if (message.id === 0) return { commands: [{ type: "available" }] };
      const pause = byNumber(lists.pauses, message.id);
      return pause === null ? refuse("unknown_pause") : { commands: [{ type: "pause", pause }] };
    }
    case "predictive":
      return { commands: [{ type: "setAutoCalls", on: !view.autoCalls }] };
    case "resolutionSet": {
      const code = byNumber(lists.callCodes, message.id);
      if (code === null) return refuse("unknown_call_code");
      const { note, callBackAt } = message;
      return { commands: [{ type: "setCallCode", code, note, callBackAt }, { type: "finishWrapUp" }] };
    }
  }
}

function refuse(code: ErrorCode, params: Readonly<Record<string, string>> = {}): Asked {
  return { rejection: { code, params } };
}

function byNumber(list: readonly { readonly id: string }[], number: number): string | null {
  for (const [id, other] of numericIds(list.map((one) => one.id))) if (other === number) return id;
  return null;
}
