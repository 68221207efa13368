import { createSocket } from "node:dgram";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { connect } from "node:net";

/** Each probe answers within this time, in milliseconds. */
const PATIENCE = 1000;

/** Whether a SIP server answers OPTIONS over TCP on this machine; any response will do. */
export function answersSip(port: number): Promise<boolean> {
  const id = `${process.pid}.${performance.now()}`;
  const message = [
    `OPTIONS sip:127.0.0.1:${port};transport=tcp SIP/2.0`,
    `Via: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK${id}`,
    "Max-Forwards: 1",
    `From: <sip:launcher@belfry.invalid>;tag=${id}`,
    "To: <sip:edge@belfry.invalid>",
    `Call-ID: ${id}`,
    "CSeq: 1 OPTIONS",
    "Content-Length: 0",
    "\r\n",
  ].join("\r\n");
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(message));
    const finish = (answer: boolean) => {
      socket.destroy();
      done(answer);
    };
    socket.setTimeout(PATIENCE, () => finish(false));
    socket.on("error", () => finish(false));
    socket.on("close", () => finish(false));
    socket.once("data", (chunk) => finish(chunk.toString("latin1").startsWith("SIP/2.0 ")));
  });
}

/** Whether rtpengine answers a ping (ng, bencode over UDP) on this machine. */
export function answersNg(port: number): Promise<boolean> {
  const cookie = `${process.pid}-${Math.trunc(performance.now())}`;
  return new Promise((done) => {
    const socket = createSocket("udp4");
    const timer = setTimeout(() => finish(false), 200);
    const finish = (answer: boolean) => {
      clearTimeout(timer);
      socket.removeAllListeners().on("error", () => {});
      socket.close();
      done(answer);
    };
    socket.on("error", () => finish(false));
    socket.on("message", (text) => finish(text.toString("latin1").includes("4:pong")));
    socket.send(`${cookie} d7:command4:pinge`, port, "127.0.0.1");
  });
}

/** Whether an HTTP server answers this URL with 200. Our own certificate may be one that nobody has signed. */
export function answersHttp(url: string): Promise<boolean> {
  return new Promise((done) => {
    const options = { timeout: PATIENCE, agent: false, rejectUnauthorized: false } as const;
    const request = (url.startsWith("https:") ? requestHttps : requestHttp)(url, options, (response) => {
      response.resume();
      done(response.statusCode === 200);
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => done(false));
    request.on("close", () => done(false));
    request.end();
  });
}
