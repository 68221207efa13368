import { openStore, type Store } from "../store.ts";
import { type PrivatePostgres, startPrivatePostgres } from "./private-postgres.ts";

/** One row of the test matrix: the same tests run on each. */
export interface TestDatabase {
  readonly name: string;
  /** Opens an empty store; closing the store leaves nothing behind. */
  open(): Promise<Store>;
  close(): Promise<void>;
}

let postgres: Promise<PrivatePostgres> | null = null;

export const testDatabases: readonly TestDatabase[] = [
  {
    name: "embedded",
    open: () => openStore({ dir: null }),
    close: async () => {},
  },
  {
    name: "PostgreSQL",
    open: async () => {
      postgres ??= startPrivatePostgres();
      return openStore({
        databaseUrl: await (await postgres).createDatabase(),
        connections: 4,
        onLost: (error) => {
          throw error;
        },
      });
    },
    close: async () => {
      const running = await postgres;
      postgres = null;
      await running?.close();
    },
  },
];
