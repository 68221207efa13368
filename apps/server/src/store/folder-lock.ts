import { stat } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { StoreError } from "./errors.ts";

export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Lets one process at a time into a folder. The lock is a socket in Linux's abstract namespace, named after
 * the folder's device and inode: the kernel takes it away with the process, so it can neither go stale nor be
 * inherited by another process that happens to get the same pid.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const { dev, ino } = await stat(folder);
  const server = createServer((socket) => socket.destroy());
  await listen(server, `\0belfry-database-${dev}-${ino}`, folder);
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

function listen(server: Server, path: string, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const taken = "code" in error && error.code === "EADDRINUSE";
      reject(
        taken
          ? new StoreError(
              "locked",
              `The database in ${folder} is in use by another Belfry. Stop that one first, or choose another folder.`,
              error,
            )
          : error,
      );
    });
    server.listen({ path }, resolve);
  });
}
