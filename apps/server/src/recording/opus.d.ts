/** What is used of the package, which declares no types for its WebAssembly build. */
declare module "@evan/opus/wasm/index.mjs" {
  export class Encoder {
    constructor(options: { channels: 1 | 2; sample_rate: 8000; application: "voip" | "audio" });
    /** Sets an option of libopus by its number. */
    ctl(option: number, value: number): number;
    encode(samples: Uint8Array): Uint8Array;
    /** Frees its memory; it must not be used afterwards. */
    drop(): void;
  }
}
