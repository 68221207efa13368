import { createHash, randomBytes, randomUUID } from "node:crypto";
import { type ApiKey, type ApiKeyInput, type NewApiKey, Refusal } from "@belfry/contracts";
import { and, asc, eq } from "drizzle-orm";
import * as schema from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { naming } from "./checks.ts";

/** Tells people and secret scanners what this is. */
const PREFIX = "belfry_key_";
/** "Last used" is written per key at most this often. */
const TOUCH_EVERY = 60_000;

interface Kept {
  readonly organisation: string;
  readonly key: ApiKey;
}

/**
 * Keys of organisations' own programs. A key has 256 random bits and is kept by its hash alone, which is also how it
 * is found: no comparison tells how much of a guess was right. Memory answers, the database keeps.
 */
export class ApiKeys {
  readonly #store: Store;
  readonly #byHash = new Map<string, Kept>();
  readonly #listeners = new Set<(key: string) => void>();

  constructor(store: Store) {
    this.#store = store;
  }

  async load(): Promise<void> {
    const rows = await this.#store.asOperator((tx) =>
      tx.select().from(schema.apiKeys).orderBy(asc(schema.apiKeys.createdAt)),
    );
    for (const { organisation, keyHash, ...key } of rows) this.#byHash.set(keyHash, { organisation, key });
  }

  list(organisation: string): readonly ApiKey[] {
    return [...this.#byHash.values()].filter((kept) => kept.organisation === organisation).map(({ key }) => key);
  }

  /** The only time that the key itself is told. */
  async create(organisation: string, { name, scopes }: ApiKeyInput, now: number): Promise<NewApiKey> {
    const secret = PREFIX + randomBytes(32).toString("base64url");
    const keyHash = hashKey(secret);
    const key: ApiKey = { id: randomUUID(), name, scopes: [...new Set(scopes)], createdAt: now, lastUsedAt: null };
    await naming(
      this.#store.inOrganisation(organisation, (tx) =>
        tx.insert(schema.apiKeys).values({ organisation, keyHash, ...key }),
      ),
    );
    this.#byHash.set(keyHash, { organisation, key });
    return { ...key, key: secret };
  }

  /** Once this resolves the key opens nothing. Rejects with `not_found`. */
  async revoke(organisation: string, id: string): Promise<void> {
    const found = [...this.#byHash].find(([, kept]) => kept.organisation === organisation && kept.key.id === id);
    if (found === undefined) throw new Refusal("not_found");
    await this.#store.inOrganisation(organisation, (tx) =>
      tx.delete(schema.apiKeys).where(and(eq(schema.apiKeys.organisation, organisation), eq(schema.apiKeys.id, id))),
    );
    // The database first: a key that is told to be gone must not come back with a restart.
    this.#byHash.delete(found[0]);
    for (const listener of this.#listeners) listener(id);
  }

  onRevoked(listener: (key: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Whose key this is, or null. Counts as use. */
  find(secret: string, now: number): Kept | null {
    const hash = hashKey(secret);
    const kept = this.#byHash.get(hash);
    if (kept === undefined) return null;
    const { organisation, key } = kept;
    if (key.lastUsedAt !== null && now - key.lastUsedAt < TOUCH_EVERY) return kept;
    const used = { organisation, key: { ...key, lastUsedAt: now } };
    this.#byHash.set(hash, used);
    this.#store
      .inOrganisation(organisation, (tx) =>
        tx
          .update(schema.apiKeys)
          .set({ lastUsedAt: now })
          .where(and(eq(schema.apiKeys.organisation, organisation), eq(schema.apiKeys.id, key.id))),
      )
      // A lost "last used" is an older one after a restart, and nothing worse.
      .catch(() => {});
    return used;
  }
}

function hashKey(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
