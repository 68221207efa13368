import type { AgentCommand } from "@belfry/contracts";
import { describe, expect, it } from "vitest";
import { IDS, SCENES, snapshotWith } from "../testing/scenes.ts";
import { deskActions } from "./desk-actions.ts";
import { DeskStore } from "./desk-store.ts";

function inWrapUp() {
  const sent: AgentCommand[] = [];
  const link = {
    resync: () => {},
    command: async (command: AgentCommand) => {
      sent.push(command);
      return { ok: true } as const;
    },
  };
  const store = new DeskStore(link, () => 0);
  store.receiveSnapshot({ seq: 1, now: 0, value: snapshotWith(SCENES.wrapUp()) });
  return { sent, actions: deskActions(store, null, () => {}) };
}

describe("finishing a wrap-up", () => {
  it("says nothing of a call of which the agent said nothing", async () => {
    const { sent, actions } = inWrapUp();
    await actions.finishWrapUp(null, "", null);
    expect(sent).toEqual([{ type: "finishWrapUp" }]);
  });

  it.each([
    [IDS.question, "", null],
    [null, "Rings again tomorrow.", null],
    [IDS.again, "", 1_790_000_000_000],
  ])("keeps a changed code, note or time to call back first", async (code, note, callBackAt) => {
    const { sent, actions } = inWrapUp();
    await actions.finishWrapUp(code, note, callBackAt);
    expect(sent).toEqual([{ type: "setCallCode", code, note, callBackAt }, { type: "finishWrapUp" }]);
  });
});
