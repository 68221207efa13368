/** What is used of the package, whose own types are not where its exports lead. */
declare module "@evan/opus" {
  export class Encoder {
    constructor(options: { channels: 1 | 2; sample_rate: 8000; application: "voip" | "audio" });
    bitrate: number;
    complexity: number;
    encode(samples: Uint8Array): Uint8Array;
  }
}
