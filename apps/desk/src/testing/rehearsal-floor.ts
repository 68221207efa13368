import type { Acknowledgement, AgentCommand, AgentView, Change, PageToServer, ServerToPage } from "@belfry/contracts";
import type { Server, Socket } from "socket.io";
import { annaView, callOf, IDS, SCENES, type SceneName, snapshotWith } from "./scenes.ts";

type Page = Socket<PageToServer, ServerToPage>;
const OK: Acknowledgement = { ok: true };

/** Plays the server's part of the socket: scenes on demand, and the few answers that make a click visible. */
export class RehearsalFloor {
  readonly #pages = new Map<Page, number>();
  /** What pages have asked for, newest last. */
  readonly commands: AgentCommand[] = [];
  me: AgentView | null = annaView({});
  /** The next command is refused with this. */
  refuseWith: Extract<Acknowledgement, { ok: false }>["error"] | null = null;
  phoneElsewhere = false;

  attach(server: Server<PageToServer, ServerToPage>): void {
    server.on("connection", (page) => {
      this.#send(page);
      page.on("resync", () => this.#send(page));
      page.on("claimPhone", (claim, answer) => {
        if (!this.phoneElsewhere || claim.takeOver) return answer(OK);
        answer({ ok: false, error: { code: "phone_owned_elsewhere", params: {} } });
      });
      page.on("command", (command, answer) => {
        this.commands.push(command);
        const refusal = this.refuseWith;
        this.refuseWith = null;
        if (refusal !== null) return answer({ ok: false, error: refusal });
        answer(OK);
        this.#obey(command);
      });
      page.on("disconnect", () => this.#pages.delete(page));
    });
  }

  scene(name: SceneName): void {
    this.show(SCENES[name]());
  }

  show(me: AgentView | null): void {
    this.me = me;
    if (me !== null) this.change([{ part: "me", value: me }]);
  }

  change(changes: readonly Change[]): void {
    for (const [page, seq] of this.#pages) {
      this.#pages.set(page, seq + 1);
      page.emit("change", { seq: seq + 1, changes });
    }
  }

  /** Loses one message, as a bad network would: the next change leaves a gap. */
  skip(): void {
    for (const [page, seq] of this.#pages) this.#pages.set(page, seq + 1);
  }

  answer(): void {
    const call = callOf({ phase: "talking", answeredAt: Date.now() });
    this.show(annaView({ state: { state: "inCall", since: Date.now(), call: call.id, pending: null }, call }));
  }

  /** As the switch does it, for this page or for a CRM. */
  mute(muted: boolean): void {
    const { me } = this;
    if (me !== null && me.call !== null) this.show({ ...me, call: { ...me.call, muted } });
  }

  #send(page: Page): void {
    this.#pages.set(page, 7);
    page.emit("snapshot", { seq: 7, now: Date.now(), value: snapshotWith(this.me) });
  }

  #obey(command: AgentCommand): void {
    const since = Date.now();
    const pause = { kind: "chosen", pause: IDS.lunch } as const;
    if (command.type === "available" || command.type === "decline" || command.type === "finishWrapUp")
      this.scene("available");
    else if (command.type === "signIn") this.show(annaView({ state: { state: "paused", since, reason: pause } }));
    else if (command.type === "signOut") this.scene("signedOut");
    else if (command.type === "pause")
      this.show(annaView({ state: { state: "paused", since, reason: { ...pause, pause: command.pause } } }));
    else if (command.type === "hold") this.scene("held");
    else if (command.type === "retrieve") this.answer();
    else if (command.type === "mute" || command.type === "unmute") this.mute(command.type === "mute");
    else if (command.type === "hangUp") this.scene("wrapUp");
    else if (command.type === "consult") this.scene("consult");
    else if (command.type === "conference") this.scene("conference");
    else if (command.type === "supervise") this.scene("supervising");
    else if (command.type === "endConsult") this.scene("talking");
  }
}
