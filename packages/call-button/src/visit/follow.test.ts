import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEvents } from "./follow.ts";

async function read(pieces: readonly Uint8Array[]): Promise<readonly string[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  const said: string[] = [];
  for await (const data of readEvents(body)) if (data !== "") said.push(data);
  return said;
}

describe("a stream of events", () => {
  it("is read whatever pieces it comes in", async () => {
    const bytes = new TextEncoder().encode(
      ': hello\n\ndata: {"state":"ended"}\n\nevent: x\ndata: "é"\r\n\r\ndata: left',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 6 }), async (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const pieces = at.slice(1).map((end, index) => bytes.slice(at[index], end));
        expect(await read(pieces)).toEqual(['{"state":"ended"}', '"é"']);
      }),
    );
  });
});
