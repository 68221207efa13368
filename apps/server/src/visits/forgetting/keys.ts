import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { type Disk, isMissing, realDisk } from "./disk.ts";

const KEY = 32;
const ENDING = ".key";
/**
 * Programs that make backups leave out a folder with this file in it where they are told so (tar `--exclude-caches`,
 * restic, borg): https://bford.info/cachedir/
 */
const NOT_FOR_BACKUPS = { name: "CACHEDIR.TAG", text: "Signature: 8a477f597d28d172789f06886806bc55\n" };

/**
 * A key per visit, each in a file outside the database: whatever the database keeps of its past (its log, dead rows,
 * backups) is unreadable as soon as the file is gone.
 */
export class VisitKeys {
  readonly #folder: string;
  readonly #disk: Disk;

  private constructor(folder: string, disk: Disk) {
    this.#folder = folder;
    this.#disk = disk;
  }

  static async open(folder: string, disk: Disk = realDisk): Promise<VisitKeys> {
    await disk.makeFolder(folder);
    if (!(await disk.list(folder)).includes(NOT_FOR_BACKUPS.name)) {
      await disk.create(join(folder, NOT_FOR_BACKUPS.name), Buffer.from(NOT_FOR_BACKUPS.text));
    }
    return new VisitKeys(folder, disk);
  }

  /** A new key, which is on the disk when this resolves. Rejects where there is one already. */
  async create(organisation: string, visit: string): Promise<Buffer> {
    const key = randomBytes(KEY);
    await this.#disk.create(this.#path(organisation, visit), key);
    await this.#disk.settle(this.#folder);
    return key;
  }

  /** Null: it was destroyed. */
  async read(organisation: string, visit: string): Promise<Buffer | null> {
    const key = await this.#disk.read(this.#path(organisation, visit));
    // A file that was not wholly written, or is being destroyed.
    return key?.length === KEY ? key : null;
  }

  /** It is written over before its name goes, for whoever reads the disk itself. A key that is gone already is no mistake. */
  async destroy(organisation: string, visit: string): Promise<void> {
    const path = this.#path(organisation, visit);
    try {
      await this.#disk.overwrite(path, randomBytes(KEY));
      await this.#disk.remove(path);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    await this.#disk.settle(this.#folder);
  }

  /** Whose keys there are. */
  async list(): Promise<readonly { readonly organisation: string; readonly visit: string }[]> {
    return (await this.#disk.list(this.#folder)).flatMap((name) => {
      const [organisation = "", visit = "", ...more] = name.replace(/\.key$/, "").split("_");
      return name.endsWith(ENDING) && visit !== "" && more.length === 0 ? [{ organisation, visit }] : [];
    });
  }

  #path(organisation: string, visit: string): string {
    if (!/^[0-9a-f-]{36}$/.test(organisation) || !/^[0-9a-f-]{36}$/.test(visit))
      throw new Error("not the id of a visit");
    return join(this.#folder, `${organisation}_${visit}${ENDING}`);
  }
}
