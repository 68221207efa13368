import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { openDirectory } from "../../apps/server/src/directory/open-directory.ts";
import { hashPassword, makePassword } from "../../apps/server/src/directory/passwords.ts";
import * as schema from "../../apps/server/src/store/schema.ts";
import { openStore } from "../../apps/server/src/store/store.ts";

/** One agent of the bench: who it is on the telephone, and the cookie of a session that has begun already. */
export interface BenchAgent {
  readonly sipUser: string;
  readonly token: string;
}

export interface BenchOrganisation {
  /** The number that callers dial, E.164. */
  readonly number: string;
  readonly agents: readonly BenchAgent[];
}

const SLUG = "bench";
const NUMBER = "+31201239000";
const DAY = 24 * 3_600_000;

/**
 * Writes an organisation with so many agents, all in one queue without wrap-up, into the database of a platform that
 * has not been started yet. Everybody has the same password, which nobody is told: hashing a thousand takes minutes.
 */
export async function makeOrganisation(dataDir: string, agents: number): Promise<BenchOrganisation> {
  const now = Date.now();
  const store = await openStore({ dir: join(dataDir, "db") });
  try {
    const room = await openDirectory(store, {
      encryptionKey: randomBytes(32).toString("base64url"),
      sessions: { idle: DAY, lifetime: DAY },
      now,
    });
    const { id: organisation } = await room.organisations.create(
      {
        slug: SLUG,
        name: "Bench",
        country: "NL",
        language: "en",
        timeZone: "Europe/Amsterdam",
        admin: { name: "Admin", login: "admin", password: makePassword() },
      },
      { now },
    );
    const passwordHash = await hashPassword(makePassword());
    const people = Array.from({ length: agents }, (_, index) => ({
      organisation,
      id: crypto.randomUUID(),
      name: `Agent ${index}`,
      login: `agent${index}`,
      passwordHash,
      roles: ["agent" as const],
      extension: String(10_000 + index),
    }));
    await store.inOrganisation(organisation, async (tx) => {
      for (let at = 0; at < people.length; at += 500) await tx.insert(schema.people).values(people.slice(at, at + 500));
    });
    await room.directory.reload(organisation);
    const queue = await room.queues.create(organisation, {
      name: "Bench",
      language: "en",
      priority: 50,
      ringSeconds: 20,
      wrapUpSeconds: 0,
      codeRequired: false,
      autoAnswer: true,
      maxWaiting: null,
      maxWaitSeconds: null,
      announceEverySeconds: 60,
      callbackOffered: false,
      recording: "off",
      recordingAnnounced: true,
      hours: null,
      whenFull: { kind: "announcement", prompt: "queue-full" },
      whenClosed: { kind: "announcement", prompt: "closed" },
      whenWaitedTooLong: { kind: "announcement", prompt: "nobody-available" },
      skills: [],
      members: people.map(({ id }) => id),
      callCodes: [],
    });
    await room.numbers.create(organisation, {
      number: NUMBER,
      label: "Bench",
      destination: { kind: "queue", queue: queue.id },
    });
    await room.trunks.create(organisation, {
      name: "Callers",
      addresses: ["127.0.0.1"],
      digest: null,
      outbound: null,
    });
    const made: BenchAgent[] = [];
    for (const { id: person, extension } of people) {
      const about = { organisation, person, userAgent: "bench", address: "127.0.0.1" };
      const { token } = await room.sessions.start(about, now);
      made.push({ sipUser: `${extension}-${SLUG}`, token });
    }
    return { number: NUMBER, agents: made };
  } finally {
    await store.close();
  }
}
