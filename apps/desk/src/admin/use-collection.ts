import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask, type Failure, failureOf, get, tell } from "../api/client.ts";

export interface Member {
  readonly id: string;
}

/** What the client needs of a zod schema of one member. */
export interface MemberSchema<Item> {
  parse(value: unknown): Item;
  array(): { parse(value: unknown): Item[] };
}

export type Deed = "saved" | "added" | "removed";

/** What was done last, and how it is taken back. */
export interface Done {
  readonly deed: Deed;
  readonly name: string;
  readonly undo: () => Promise<void>;
}

export interface CollectionOf<Item, Input> {
  readonly items: readonly Item[];
  readonly ready: boolean;
  readonly loadFailure: Failure | null;
  readonly saving: boolean;
  readonly failure: Failure | null;
  readonly done: Done | null;
  /** Null for a new member. Resolves to what the server made of it. */
  save(before: Item | null, input: Input): Promise<Item | null>;
  remove(item: Item): Promise<boolean>;
  undo(): void;
  clear(): void;
}

/** A list of the organisation's own things. Every change is in force at once and can be taken back once. */
export function useCollection<Item extends Member, Input>(options: {
  readonly address: string;
  readonly schema: MemberSchema<Item>;
  readonly nameOf: (item: Item) => string;
  /** What would have to be sent to have this member again. */
  readonly inputOf: (item: Item) => unknown;
}): CollectionOf<Item, Input> {
  const { address, schema, nameOf, inputOf } = options;
  const client = useQueryClient();
  const [done, setDone] = useState<Done | null>(null);
  const list = useQuery({ queryKey: [address], queryFn: () => get(address, schema.array()) });
  const work = useMutation({
    mutationFn: (run: () => Promise<void>) => run(),
    onSettled: () => client.invalidateQueries({ queryKey: [address] }),
  });

  async function attempt(run: () => Promise<void>): Promise<boolean> {
    setDone(null);
    try {
      await work.mutateAsync(run);
      return true;
    } catch {
      return false;
    }
  }
  const put = (id: string, input: unknown): Promise<Item> => ask("PUT", `${address}/${id}`, input, schema);

  return {
    items: list.data ?? [],
    ready: list.isSuccess,
    loadFailure: list.isError ? failureOf(list.error) : null,
    saving: work.isPending,
    failure: work.isError ? failureOf(work.error) : null,
    done,
    save: async (before, input) => {
      let after: Item | null = null;
      await attempt(async () => {
        after = before === null ? await ask("POST", address, input, schema) : await put(before.id, input);
        const made: Item = after;
        setDone({
          deed: before === null ? "added" : "saved",
          name: nameOf(made),
          undo: async () => {
            if (before === null) await tell("DELETE", `${address}/${made.id}`);
            else await put(before.id, inputOf(before));
          },
        });
      });
      return after;
    },
    remove: (item) =>
      attempt(async () => {
        await tell("DELETE", `${address}/${item.id}`);
        setDone({
          deed: "removed",
          name: nameOf(item),
          undo: async () => {
            await ask("POST", address, inputOf(item), schema);
          },
        });
      }),
    undo: () => {
      if (done !== null) void attempt(done.undo);
    },
    clear: () => {
      setDone(null);
      work.reset();
    },
  };
}
