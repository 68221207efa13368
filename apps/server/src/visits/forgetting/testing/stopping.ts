import { createHash } from "node:crypto";
import type { Store } from "../../../store/store.ts";
import { type Disk, realDisk } from "../disk.ts";

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

export class Stopped extends Error {}

/**
 * A process that ends at one point of its life: before or after the n-th thing that it does to the disk or the database,
 * or in the middle of writing a file. From then on it does nothing any more.
 */
export class Stopping {
  readonly disk: Disk;
  #left: number;
  #where: string | null = null;

  constructor(at: number) {
    this.#left = at;
    const { create, overwrite, remove, settle } = realDisk;
    this.disk = {
      ...realDisk,
      create: async (path, octets) => {
        this.#point("before a file is made");
        if (this.#left === 1) await create(path, octets.subarray(0, octets.length / 2));
        this.#point("while a file is made");
        await create(path, octets);
        this.#point("after a file is made");
      },
      overwrite: async (path, octets) => {
        this.#point("before a file is written over");
        await overwrite(path, octets);
        this.#point("after a file is written over");
      },
      remove: async (path) => {
        this.#point("before a file is removed");
        await remove(path);
        this.#point("after a file is removed");
      },
      settle: async (folder) => {
        await settle(folder);
        this.#point("after a folder is settled");
      },
    };
  }

  get stopped(): boolean {
    return this.#where !== null;
  }

  get where(): string {
    return this.#where ?? "nowhere";
  }

  store(real: Store): Store {
    return {
      ...real,
      inOrganisation: async (organisation, work) => {
        this.#point("before a transaction");
        const result = await real.inOrganisation(organisation, async (tx) => {
          const result = await work(tx);
          this.#point("before a commit");
          return result;
        });
        this.#point("after a commit");
        return result;
      },
    };
  }

  #point(where: string): void {
    if (this.#where !== null) throw new Stopped(this.#where);
    this.#left -= 1;
    if (this.#left > 0) return;
    this.#where = where;
    throw new Stopped(where);
  }
}
