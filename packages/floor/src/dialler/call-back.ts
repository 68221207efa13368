import { newCall } from "../call/arrive.ts";
import { wait } from "../queue/wait.ts";
import { callOf, note, own, queueOf, queueSettings, type Work } from "../work.ts";

/** The instant has come: a call without legs stands in the queue, like one that a caller asked for. */
export function callBackDue(w: Work, id: string): void {
  const due = own(w.state.callBacks, id);
  delete w.state.callBacks[id];
  const settings = queueSettings(w, due?.queue ?? null);
  if (!due) return;
  if (!settings || !queueOf(w, due.queue) || callOf(w, due.call)) {
    w.effects.push({ type: "journal.callbackOver", call: id, at: w.now });
    return;
  }
  const call = newCall(w, due.call, "outbound", null, null, due.number);
  call.queue = due.queue;
  call.callback = due.number;
  call.callbackOf = id;
  call.place = { since: due.at, seq: ++w.state.seq };
  note(w, call, "callBackDue", { number: due.number });
  wait(w, call, due.queue, settings);
}
