import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { openDirectory } from "../../apps/server/src/directory/open-directory.ts";
import { hashPassword, makePassword } from "../../apps/server/src/directory/passwords.ts";
import * as schema from "../../apps/server/src/store/schema.ts";
import { openStore } from "../../apps/server/src/store/store.ts";

/** One agent of the bench: who it is on the telephone, and the cookie of a session that has begun already. */
export interface BenchAgent {
  /** As a CRM signs them in: `user@organisation`. */
  readonly login: string;
  readonly sipUser: string;
  readonly token: string;
}

export interface BenchOrganisation {
  /** The number that callers dial, E.164. */
  readonly number: string;
  readonly agents: readonly BenchAgent[];
  /** Everybody's: hashing one for each of a thousand takes minutes. */
  readonly password: string;
  /** The one kind of pause. */
  readonly pause: string;
}

const SLUG = "bench";
const NUMBER = "+31201239000";
const DAY = 24 * 3_600_000;

/**
 * Writes an organisation with so many agents, all in one queue without wrap-up, into the database of a platform that
 * has not been started yet. `recording`: whether their calls are recorded.
 */
export async function makeOrganisation(
  dataDir: string,
  agents: number,
  recording: "on" | "off" = "off",
): Promise<BenchOrganisation> {
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
    const password = makePassword();
    const passwordHash = await hashPassword(password);
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
      recording,
      recordingAnnounced: false,
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
      payer: null,
    });
    await room.trunks.create(organisation, {
      name: "Callers",
      addresses: ["127.0.0.1"],
      digest: null,
      outbound: null,
    });
    const { id: pause } = await room.pauses.create(organisation, { name: "Lunch" });
    const made: BenchAgent[] = [];
    for (const { id: person, login, extension } of people) {
      const about = { organisation, person, userAgent: "bench", address: "127.0.0.1" };
      const { token } = await room.sessions.start(about, now);
      made.push({ login: `${login}@${SLUG}`, sipUser: `${extension}-${SLUG}`, token });
    }
    return { number: NUMBER, agents: made, password, pause };
  } finally {
    await store.close();
  }
}
