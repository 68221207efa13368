import { randomUUID } from "node:crypto";
import type { AgentCommand, TransferTarget } from "@belfry/contracts";
import type { AgentInput, SupervisorInput, Target } from "@belfry/floor";
import type { DoorDeps, FloorRejection } from "../ports.ts";

type Directory = Pick<DoorDeps["directory"], "target">;

/** A page's command as an input of the floor, or why it cannot be one. */
export function commandInput(
  command: AgentCommand,
  organisation: string,
  agent: string,
  directory: Directory,
): { readonly input: AgentInput | SupervisorInput } | { readonly rejection: FloorRejection } {
  switch (command.type) {
    case "dial":
    case "transfer":
    case "consult": {
      const target = resolveTarget(command.target, organisation, directory);
      if (target === null) {
        const number = command.target.kind === "number" ? command.target.number : "";
        return { rejection: { code: "invalid_number", params: { number } } };
      }
      if (command.type === "dial") {
        return { input: { type: "agent.dial", agent, call: randomUUID(), target, queue: command.queue } };
      }
      return { input: { type: `agent.${command.type}`, agent, target } };
    }
    case "pause":
      return { input: { type: "agent.pause", agent, pause: command.pause } };
    case "setCallCode":
      return { input: { ...command, type: "agent.setCallCode", agent } };
    case "setAutoCalls":
      return { input: { type: "agent.autoCalls", agent, on: command.on } };
    case "callContact":
      return { input: { type: "agent.callContact", agent, call: randomUUID(), contact: command.contact } };
    case "skipContact":
      return { input: { type: "agent.skipContact", agent, contact: command.contact } };
    case "supervise":
      return { input: { type: "supervisor.join", supervisor: agent, agent: command.agent, mode: command.mode } };
    case "supervisionMode":
      return { input: { type: "supervisor.mode", supervisor: agent, mode: command.mode } };
    default:
      return { input: { type: `agent.${command.type}`, agent } };
  }
}

/** What somebody typed may be a colleague's extension; else it is a number as people write it in their country. */
function resolveTarget(target: TransferTarget, organisation: string, directory: Directory): Target | null {
  return target.kind === "number" ? directory.target(organisation, target.number) : target;
}
