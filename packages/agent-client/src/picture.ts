import type { Change, Snapshot } from "@belfry/contracts";

export interface ChangeMessage {
  readonly seq: number;
  readonly changes: readonly Change[];
}

/**
 * The picture after the next message. Null: a message in between was missed, and nothing more may be added before the
 * server has sent the whole picture anew.
 */
export function nextSnapshot(snapshot: Snapshot, seq: number, message: ChangeMessage): Snapshot | null {
  return message.seq === seq + 1 ? message.changes.reduce(applyChange, snapshot) : null;
}

function applyChange(snapshot: Snapshot, change: Change): Snapshot {
  switch (change.part) {
    case "me":
      return { ...snapshot, me: change.value };
    case "queue":
      return { ...snapshot, queues: put(snapshot.queues, change.value) };
    case "colleague":
      return {
        ...snapshot,
        colleagues: snapshot.colleagues.map((one) =>
          one.id === change.value.id ? { name: one.name, extension: one.extension, ...change.value } : one,
        ),
      };
    case "supervision": {
      const others = (snapshot.supervisions ?? []).filter(({ agent }) => agent !== change.agent);
      return { ...snapshot, supervisions: change.value === null ? others : [...others, change.value] };
    }
    case "settings":
      return { ...snapshot, ...change.value };
  }
}

/** Members keep their place in a list, so that nothing on a page jumps. */
function put<T extends { readonly id: string }>(list: readonly T[], member: T): T[] {
  const at = list.findIndex((one) => one.id === member.id);
  return at === -1 ? [...list, member] : list.with(at, member);
}
