export { clip, power, powerAt, RATE, type Source, shareAt, silence, tone } from "./audio/tone.ts";
export { type CallEnd, EndpointCall } from "./call.ts";
export { type CallOptions, Endpoint, type EndpointOptions } from "./endpoint.ts";
