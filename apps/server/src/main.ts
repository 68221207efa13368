import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { dataPaths, internalPorts, isLoopback, loadSettings, publicOrigin, type Settings } from "@belfry/settings";
import pino, { type Logger } from "pino";
import { openCampaigns } from "./campaigns/open-campaigns.ts";
import { startForgettingContacts } from "./campaigns/retention.ts";
import { systemClock } from "./clock.ts";
import { openDirectory } from "./directory/open-directory.ts";
import { keepRelease } from "./door/call-button/releases.ts";
import { openCommandDoor } from "./door/command-door.ts";
import { createDoor } from "./door/create-door.ts";
import { attachMediatel } from "./door/mediatel/attach-mediatel.ts";
import type { DoorDeps } from "./door/ports.ts";
import { attachSipGate, createSipGate } from "./door/sip-gate.ts";
import { SipPasses } from "./door/sip-passes.ts";
import { attachSockets } from "./door/socket/attach-sockets.ts";
import { createVisitorGate } from "./door/visitor-gate.ts";
import { lastCallTo } from "./history/call-to.ts";
import { closeOpenCalls } from "./history/close-open.ts";
import { History } from "./history/history.ts";
import { giveUpOldCallbacks, idOfCallBack, openCallbacks } from "./history/open-callbacks.ts";
import { createLine, type Line } from "./line/line.ts";
import { convertRecording, makePrompts, readRecording } from "./line/prompts/make.ts";
import { createLog } from "./log.ts";
import { createMetrics } from "./metrics/metrics.ts";
import { measureRequests } from "./metrics/requests.ts";
import { measureWork } from "./metrics/work.ts";
import { Library } from "./recording/library.ts";
import { Recorder } from "./recording/recorder.ts";
import { closeUnfinished, startForgettingRecordings } from "./recording/retention.ts";
import { Oidc } from "./single-sign-on/oidc.ts";
import { openStore, type Store } from "./store/store.ts";
import { Switchboard } from "./switchboard/switchboard.ts";
import { openForgetting } from "./visits/forgetting/open-forgetting.ts";
import { writeReceipt } from "./visits/forgetting/receipts.ts";
import { alongside } from "./visits/open-visits.ts";
import { PageCalls } from "./visits/page-calls/page-calls.ts";
import { DemoWallet } from "./visits/providers/demo/wallet.ts";
import { Providers } from "./visits/providers/providers.ts";
import { DemoCallers, seed } from "./wiring/demo.ts";
import { guardedProviders } from "./wiring/guarded-providers.ts";
import { lineDirectory } from "./wiring/line-directory.ts";
import { names } from "./wiring/names.ts";
import { outside } from "./wiring/outside.ts";
import { openRecordings } from "./wiring/recordings.ts";
import { readSecrets } from "./wiring/secrets.ts";
import { guardedTrunks, TrunkTargets } from "./wiring/trunk-targets.ts";
import { tryOut } from "./wiring/try-out.ts";
import { wireVisits } from "./wiring/visits.ts";

const SESSIONS = { idle: 12 * 3_600_000, lifetime: 24 * 3_600_000 };
const PORTS_OF_A_CONNECTED_CALL = 8;
/** Whoever started us may be gone, and then nobody else ends a stop that does not come to its end. */
const LONGEST_STOP = 20_000;
/** For the last lines of the log to leave. */
const LAST_WORDS = 1_000;
const VERSION = "0.1.0";
const SIP_DOMAIN = "belfry.invalid";

/** Starts the server and resolves with what stops it, in the closing order: no new work in, then what runs, then the store. */
async function start(settings: Settings, log: Logger): Promise<() => Promise<void>> {
  const paths = dataPaths(settings.dataDir);
  const ports = internalPorts(settings);
  const secrets = await readSecrets(paths.secrets);

  const store = await openStore(
    settings.databaseUrl === null
      ? { dir: paths.database }
      : { databaseUrl: settings.databaseUrl, onLost: (error) => giveUp(error, "the database is another Belfry's now") },
  );
  const room = await openDirectory(store, {
    encryptionKey: secrets.encryptionKey,
    sessions: SESSIONS,
    now: Date.now(),
    issuers: settings.signInIssuers,
    demoWallet: settings.demoWallet,
  });
  const { directory } = room;
  await seed(room, { demo: settings.demo, demoWallet: settings.demoWallet, file: paths.demoSignIns, now: Date.now() });
  const { made } = await makePrompts(paths.prompts);
  if (made > 0) log.info({ made }, "prompts made");

  const left = await closeOpenCalls(store);
  if (left > 0) log.warn({ calls: left }, "calls were running when the server ended without a word; they are closed");
  const forgetting = await openForgetting({
    store,
    folder: paths.visitKeys,
    now: Date.now,
    alongside: alongside(Date.now),
    purposes: (organisation) => directory.snapshot(organisation)?.purposes ?? [],
    log,
  });
  const history = new History(store, names(directory), log, undefined, {
    rule: (organisation) => {
      const { forgetCallers: whose, forgetAfterMinutes } = room.verifiedCalling.settings(organisation);
      return { whose, after: forgetAfterMinutes * 60_000 };
    },
    now: Date.now,
  });
  const own = await openRecordings(paths.recordings, convertRecording, readRecording);
  const metrics = createMetrics();
  const work = measureWork(metrics, {
    now: Date.now,
    historySince: () => history.waitingSince,
    components: () => ({ ...line.health() }),
    *floors() {
      for (const [id, floor] of switchboard.censuses()) {
        const slug = directory.snapshot(id)?.organisation.slug;
        if (slug !== undefined) yield [slug, floor];
      }
    },
  });
  const library = new Library(store, paths.callRecordings, secrets.encryptionKey);
  const torn = await closeUnfinished(library);
  if (torn > 0) log.warn({ recordings: torn }, "recordings were running when the server ended without a word");
  const recorder = new Recorder({ library, log, now: Date.now, onFailed: work.recordingFailed });
  const campaigns = openCampaigns({
    store,
    directory: {
      campaign: (organisation, id) => directory.snapshot(organisation)?.campaigns.find((one) => one.id === id) ?? null,
      normalise: (organisation, number) => directory.normalise(organisation, number),
    },
    calls: { lastTo: (organisation, number, since) => lastCallTo(store, organisation, number, since) },
    post: (organisation, input) => switchboard.post(organisation, input),
    now: Date.now,
    log,
  });
  const { untouched, cutOff } = await campaigns.recover();
  if (untouched + cutOff > 0) log.warn({ untouched, cutOff }, "contacts of a server that ended without a word");
  const switchboard = new Switchboard({
    log,
    clock: systemClock,
    ports: {
      line: (organisation, effect) => line.perform(organisation, effect),
      journal: (organisation, effects) => {
        history.record(organisation, effects);
        visits.journal(organisation, effects);
        work.journal(effects);
        for (const effect of effects) {
          if (effect.type === "journal.agentState" && effect.state === "signedOut")
            void room.seats.leave(organisation, effect.agent);
          if (effect.type !== "journal.callEnded") continue;
          const { call, direction, outcome, queue, agent, waited, talked } = effect;
          log.info({ organisation, call, direction, outcome, queue, agent, waited, talked }, "call ended");
        }
      },
      dialler: (organisation, effects) => campaigns.dialling.perform(organisation, effects),
      visits: (organisation, effects) => visits.perform(organisation, effects),
    },
  });
  const demoWallet = settings.demoWallet ? new DemoWallet(Date.now) : null;
  const providers = new Providers({
    demoWallet,
    settings: (organisation, id) => room.identityProviders.open(organisation, id),
    ask: outside(settings.identityTargets),
    now: Date.now,
  });
  const visits = wireVisits({
    ...{ store, directory, metrics, log, floor: switchboard, encryptionKey: secrets.encryptionKey },
    attributes: forgetting.attributes,
    now: Date.now,
    origin: publicOrigin(settings),
    providers,
  });
  const settle = (organisation: string): void => {
    const floor = directory.floorSettings(organisation);
    if (floor !== null) {
      switchboard.settings(organisation, floor);
      return;
    }
    switchboard.remove(organisation);
    library
      .removeAllOf(organisation)
      .catch((err: unknown) => log.error({ err, organisation }, "recordings of a removed organisation are left"));
    visits.removed(organisation);
  };
  for (const organisation of directory.organisationIds()) {
    settle(organisation);
    const missed = await giveUpOldCallbacks(store, organisation, Date.now());
    if (missed > 0) log.warn({ organisation, missed }, "calls back were due too long ago and are not made");
    for (const kept of await openCallbacks(store, organisation, Date.now()))
      switchboard.post(organisation, { type: "callBack.kept", call: idOfCallBack(kept.of), ...kept });
  }

  await campaigns.finishFiles();
  room.campaigns
    .finishRemovals()
    .catch((err: unknown) =>
      log.error({ err }, "campaigns that were being removed are left; the next start ends that"),
    );

  const targets = new TrunkTargets({ allowed: settings.trunkTargets, clock: systemClock, log });
  const keepTargets = () =>
    targets.keep(directory.trunks().flatMap(({ outbound }) => (outbound === null ? [] : [outbound.host])));
  keepTargets();
  await visits.recover();
  const pageCalls = new PageCalls(visits.visits, systemClock);
  const line = await createLine({
    log,
    pageCallers: pageCalls,
    clock: systemClock,
    newCallId: randomUUID,
    onRefused: work.refused,
    onAudioFailed: work.audioFailed,
    onInput: (organisation, input) => switchboard.post(organisation, input),
    recorder,
    directory: lineDirectory(directory, own.find, targets),
    settings: {
      internalPort: settings.internalPort,
      switchKey: secrets.switchKey,
      addressFile: paths.trunkAddresses,
      promptsFolder: paths.prompts,
      mostCalls: Math.floor((settings.mediaPorts.last - settings.mediaPorts.first + 1) / PORTS_OF_A_CONNECTED_CALL),
    },
  });

  const ends = [
    directory.onChanged(settle),
    directory.onChanged(keepTargets),
    // The phone that was theirs is registered for another extension.
    room.seats.onMoved((organisation, agent) => switchboard.post(organisation, { type: "device.unregistered", agent })),
    () => targets.close(),
    room.sessions.watch(Date.now),
    startForgettingRecordings(library, () => room.organisations.list(), Date.now, log),
    history.startForgettingCallers(() => room.organisations.list(), writeReceipt),
    history.startForgetting(() => room.organisations.list(), Date.now, log),
    forgetting.start(() => room.organisations.list()),
    forgetting.attributes.onForgotten((_, visit) => pageCalls.forget(visit)),
    startForgettingContacts(store, () => room.organisations.list(), Date.now, log),
  ];
  metrics.gauge("calls", "Calls that the floor knows now.", () => switchboard.liveCalls);
  metrics.gauge("recordings", "Calls that are recorded now.", () => recorder.running);
  metrics.gauge("line_calls", "Calls that the line holds now.", () => line.calls);
  metrics.gauge("mixes", "Calls in which somebody hears a mix now.", () => line.mixing.conferences);
  metrics.gauge("mix_late_beats", "Beats of 20 ms that the mixer missed by over 10 ms.", () => line.mixing.lateBeats);
  metrics.gauge("mix_cpu_seconds", "Processor time of the mixer's thread.", () => line.mixing.cpu / 1000);
  metrics.gauge("history_waiting", "Entries that wait to be written.", () => history.waiting);
  metrics.gauge(
    "contacts_waiting",
    "Outcomes of automatic calls that wait to be written.",
    () => campaigns.dialling.waiting,
  );
  metrics.gauge("history_lost", "Entries that were lost because too many waited.", () => history.lost);

  const demo = new DemoCallers({
    sip: settings.sipListen.find(({ host }) => isLoopback(host)) ?? null,
    directory,
    log,
  });
  const here = fileURLToPath(new URL(".", import.meta.url));
  const deps: DoorDeps = {
    ...room,
    ...campaigns,
    oidc: new Oidc(log, (organisation) => room.signInServices.current(organisation)),
    pageCalls,
    trunks: guardedTrunks(room.trunks, targets),
    demoWallet,
    tryOut: () => tryOut(directory),
    identityProviders: guardedProviders(room.identityProviders, providers, settings.identityTargets),
    visits: visits.visits,
    callButton: {
      folder: paths.callButton,
      current: await keepRelease(join(here, "../../../packages/call-button/dist/hosted"), paths.callButton),
    },
    now: Date.now,
    floor: switchboard,
    identities: forgetting.identities,
    receipts: forgetting.receipts,
    history,
    prompts: own,
    recordings: library,
    metrics: metrics.registry,
    health: { components: () => health(store, line, history) },
    demoCall: (organisation, number) => demo.ring(organisation, number),
    settings: {
      secure: settings.tls !== "off" || publicOrigin(settings).startsWith("https:"),
      publicOrigin: settings.publicUrl,
      settledOrigin: publicOrigin(settings),
      crmOrigins: settings.crmOrigins,
      behindProxy: settings.publicUrl !== null && settings.tls === "off",
      sessionLifetime: SESSIONS.lifetime,
      sipSecret: secrets.sipSecret,
      sipDomain: SIP_DOMAIN,
      proxyKey: secrets.proxyKey,
      sipGateway: { host: "127.0.0.1", port: ports.kamailioWebSocket },
      metricsToken: settings.metricsToken,
      vouch: vouch(settings),
      deskDir: join(here, "../../desk/dist"),
      citizenDir: join(here, "../../citizen/dist"),
      version: VERSION,
    },
  };
  const tls = await certificate(settings);
  const door = await createDoor(deps, { log, tls });
  const passes = new SipPasses();
  const visitors = createVisitorGate(deps, log);
  metrics.gauge("visitors_calling", "Visitors' pages connected by SIP over WebSocket.", () => visitors.size);
  const gate = createSipGate(deps, passes, visitors, log);
  metrics.gauge("phones", "Phones connected by SIP over WebSocket.", () => gate.size);
  attachSipGate(door.server, gate);
  const sockets = attachSockets(door.server, deps, log);
  const mediatel = attachMediatel(door.server, deps, { gate, passes }, log);
  metrics.gauge("crm_connections", "Connections of CRMs by the Mediatel protocol.", () => mediatel.size);
  metrics.gauge("pages", "Pages connected.", () => sockets.size);
  measureRequests(door, metrics);
  await door.listen({ host: settings.host, port: settings.port });
  const command = await openCommandDoor(door, paths.commandSocket);
  log.info({ origin: publicOrigin(settings) }, "the server is up");

  return async () => {
    log.info({ calls: switchboard.liveCalls }, "the server stops");
    demo.close();
    await command.close();
    await mediatel.close();
    await sockets.close();
    gate.close();
    visitors.close();
    await door.close();
    for (const end of ends) end();
    await line.close();
    pageCalls.close();
    await visits.close();
    await recorder.close();
    switchboard.close();
    await campaigns.dialling.close();
    await history.close();
    await store.close();
  };
}

function vouch(settings: Settings): DoorDeps["settings"]["vouch"] {
  const { vouchSecrets: secrets, vouchIssuer: issuer, vouchAudience: audience, vouchDomain: domain } = settings;
  return secrets.length === 0 ? null : { secrets, gate: settings.vouchGate === "on", issuer, audience, domain };
}

async function certificate({ dataDir, tls, tlsCert, tlsKey }: Settings): Promise<{ cert: string; key: string } | null> {
  if (tls === "off") return null;
  const files = tls === "self-signed" ? dataPaths(dataDir).selfSigned : { cert: tlsCert, key: tlsKey };
  if (files.cert === null || files.key === null) return null;
  const [cert, key] = await Promise.all([readFile(files.cert, "utf8"), readFile(files.key, "utf8")]);
  return { cert, key };
}

async function health(store: Store, line: Line, history: History): ReturnType<DoorDeps["health"]["components"]> {
  const database = await store.ping().then(
    () => ({ ok: true, detail: "answers" }),
    (error: unknown) => ({ ok: false, detail: error instanceof Error ? error.message : "does not answer" }),
  );
  const { sip, rtpengine } = line.health();
  return {
    database,
    sip: { ok: sip, detail: sip ? "Kamailio answers" : "Kamailio does not answer" },
    history: { ok: history.healthy, detail: `${history.waiting} entries wait to be written` },
    audio: { ok: rtpengine, detail: rtpengine ? "rtpengine answers" : "rtpengine does not answer" },
  };
}

const loaded = loadSettings(process.env, null);
if (!("settings" in loaded)) {
  process.stderr.write(`${loaded.mistakes.join("\n")}\n`);
  process.exit(2);
}
// Many lines go out in one write, so that a busy switch does not wait for its log; what is left goes at the exit.
const output = pino.destination({ dest: 1, sync: false, minLength: 16_000, periodicFlush: 100 });
const log = createLog(loaded.settings.logLevel, output);
function giveUp(error: unknown, what: string): never {
  log.fatal({ err: error }, what);
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
const stop = await start(loaded.settings, log).catch((error: unknown) =>
  giveUp(error, "the server could not be started"),
);
// A mistake in one call must not end the others: what nobody caught is told, and the server goes on.
process.on("unhandledRejection", (err) => log.error({ err }, "a mistake of ours that nobody caught"));
/**
 * NOTE: at a process's exit pino writes what is left once more, and tries a pipe that nobody reads any more again for
 * ever: the server of a launcher that was killed would never end. So the last lines leave before, or not at all.
 */
function leave(code: number): void {
  const exit = () => {
    output.flushSync = () => {};
    process.exit(code);
  };
  setTimeout(exit, LAST_WORDS);
  output.flush(exit);
}
let stopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    const late = () => {
      log.fatal({ after: LONGEST_STOP }, "the server did not stop in time and ends as it is");
      leave(1);
    };
    setTimeout(late, LONGEST_STOP).unref();
    stop().then(
      () => leave(0),
      (err: unknown) => {
        log.error({ err }, "the server did not stop cleanly");
        leave(1);
      },
    );
  });
}
