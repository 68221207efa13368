import type { Directory } from "../directory/directory.ts";
import type { History } from "../history/history.ts";

type Names = ConstructorParameters<typeof History>[1];

/** Names as they are now, for history to keep as they were. */
export function names(directory: Directory): Names {
  return {
    queue: (organisation, id) =>
      directory.snapshot(organisation)?.queues.find((queue) => queue.id === id)?.name ?? null,
    person: (organisation, id) => directory.snapshot(organisation)?.people.find((person) => person.id === id) ?? null,
    callCode: (organisation, id) =>
      directory.snapshot(organisation)?.callCodes.find((code) => code.id === id)?.name ?? null,
  };
}
