import { constants } from "node:fs";
import { type FileHandle, mkdir, open, readdir, readFile, unlink } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Files that are there for certain, or gone for certain: each of these has reached the disk when it resolves. Tests stop
 * the world between any two of them.
 */
export interface Disk {
  /** Makes a file that was not there, for our eyes only; its folder may forget it until `settle`. */
  create(path: string, octets: Uint8Array): Promise<void>;
  /** Writes over what is in the file, in its place. */
  overwrite(path: string, octets: Uint8Array): Promise<void>;
  remove(path: string): Promise<void>;
  /** The names in the folder are as they were told to be. */
  settle(folder: string): Promise<void>;
  /** Null: it is not there. */
  read(path: string): Promise<Buffer | null>;
  list(folder: string): Promise<readonly string[]>;
  makeFolder(folder: string): Promise<void>;
}

export const realDisk: Disk = {
  create: (path, octets) => written(open(path, "wx", 0o600), octets),
  overwrite: (path, octets) => written(open(path, constants.O_WRONLY), octets),
  remove: (path) => unlink(path),
  settle: (folder) => using(open(folder, constants.O_RDONLY), (handle) => handle.sync()),
  read: (path) =>
    readFile(path).catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    }),
  list: (folder) => readdir(folder),
  async makeFolder(folder) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await this.settle(dirname(folder));
  },
};

export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function written(opening: Promise<FileHandle>, octets: Uint8Array): Promise<void> {
  return using(opening, async (handle) => {
    await handle.writeFile(octets);
    await handle.sync();
  });
}

async function using(opening: Promise<FileHandle>, work: (handle: FileHandle) => Promise<void>): Promise<void> {
  const handle = await opening;
  try {
    await work(handle);
  } finally {
    await handle.close();
  }
}
