import { type FileHandle, open } from "node:fs/promises";
import { DamagedRecording, HEAD, LARGEST_CHUNK, openChunk, openHead, type ServerKey, TAG } from "./seal.ts";

interface Chunk {
  /** Of the sealed sound in the file. */
  readonly offset: number;
  readonly length: number;
  /** Where its sound begins in the recording. */
  readonly start: number;
}

const WINDOW = 256 * 1024;

/** A recording on disk, to be read from anywhere within it. Rejects with `DamagedRecording`. */
export class SealedFile {
  readonly #file: FileHandle;
  readonly #key: Buffer;
  readonly #chunks: readonly Chunk[];
  /** Octets of sound. */
  readonly length: number;

  private constructor(file: FileHandle, key: Buffer, chunks: readonly Chunk[]) {
    this.#file = file;
    this.#key = key;
    this.#chunks = chunks;
    const last = chunks.at(-1);
    this.length = last === undefined ? 0 : last.start + last.length;
  }

  static async open(path: string, server: ServerKey, place: string): Promise<SealedFile> {
    const file = await open(path, "r");
    try {
      const head = Buffer.alloc(HEAD);
      await file.read(head, 0, HEAD, 0);
      const key = openHead(server, place, head);
      return new SealedFile(file, key, await findChunks(file));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** The sound from `from` to `to`, exclusive; the file is closed when all was read, or nobody reads on. */
  async *read(from: number, to: number): AsyncGenerator<Buffer> {
    try {
      for (const [number, chunk] of this.#chunks.entries()) {
        const end = chunk.start + chunk.length;
        if (end <= from || chunk.start >= to) continue;
        const body = Buffer.alloc(chunk.length + TAG);
        await this.#file.read(body, 0, body.length, chunk.offset);
        const sound = openChunk(this.#key, number, body);
        yield sound.subarray(Math.max(0, from - chunk.start), Math.min(chunk.length, to - chunk.start));
      }
    } finally {
      await this.close();
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

/** Hops from length to length, reading the file once; a torn chunk at the end is left out. */
async function findChunks(file: FileHandle): Promise<Chunk[]> {
  const { size } = await file.stat();
  const chunks: Chunk[] = [];
  const window = Buffer.alloc(WINDOW);
  let from = 0;
  let filled = 0;
  let at = HEAD;
  let start = 0;
  while (at + 4 <= size) {
    if (at < from || at + 4 > from + filled) {
      from = at;
      filled = (await file.read(window, 0, WINDOW, from)).bytesRead;
      if (filled < 4) break;
    }
    const length = window.readUInt32BE(at - from);
    if (length > LARGEST_CHUNK) throw new DamagedRecording("the recording was changed");
    const offset = at + 4;
    if (offset + length + TAG > size) break;
    chunks.push({ offset, length, start });
    start += length;
    at = offset + length + TAG;
  }
  return chunks;
}
