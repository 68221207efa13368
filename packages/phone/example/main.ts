import { Phone, type PhoneState, tabId } from "../src/index.ts";
import { Server, signIn } from "./server.ts";

function part<E extends HTMLElement>(id: string, kind: new () => E): E {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`The page has no ${id}.`);
  return element;
}

const button = (id: string) => part(id, HTMLButtonElement);
const form = part("sign-in", HTMLFormElement);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await signIn(new FormData(form));
    await openPhone();
  } catch (error) {
    part("refusal", HTMLOutputElement).value = String(error);
  }
});

async function openPhone(): Promise<void> {
  form.hidden = true;
  part("desk", HTMLElement).hidden = false;
  const server = new Server();
  const { tab, former } = await tabId();
  const phone = new Phone({
    tab,
    formerTab: former,
    wsUrl: `${location.origin.replace(/^http/, "ws")}/sip?tab=${encodeURIComponent(tab)}`,
    credentials: (request) => server.credentials(request),
    owner: { claim: (claim) => server.claim(claim), release: (claim) => server.release(claim) },
    onReport: (report) => server.report(report),
    onQuality: (sample) => server.quality(sample),
  });

  // What the server says goes to the phone: whose it is, and which call is the agent's.
  server.onMe((me) => {
    phone.ownerIs(me.device.owner);
    phone.announce(me.call);
  });
  server.onConnected(() => phone.serverBack());

  // What the person does goes to the phone when it is about sound, and to the server when it is about the call.
  button("take-over").onclick = () => void phone.claim({ takeOver: true });
  button("microphone").onclick = () => void phone.devices.requestMicrophone().catch(() => {});
  button("available").onclick = async () => {
    await server.command({ type: "signIn" }).catch(() => {});
    await server.command({ type: "available" });
  };
  button("answer").onclick = () => void phone.answer(phone.state.call?.leg ?? "");
  button("decline").onclick = () => void server.command({ type: "decline" });
  button("hang-up").onclick = () => void server.command({ type: "hangUp" });
  button("mute").onclick = () => phone.mute(!phone.state.microphone.muted);
  const input = part("input", HTMLSelectElement);
  input.onchange = () => void phone.devices.choose("input", input.value);

  phone.levels.subscribe(({ input: mine, output }) => {
    part("input-level", HTMLMeterElement).value = mine;
    part("output-level", HTMLMeterElement).value = output;
  });
  phone.subscribe(() => show(phone.state));
  phone.start();
}

function show({ call, devices, microphone, ownership, problem, quality }: PhoneState): void {
  part("health", HTMLElement).textContent = problem === null ? "The phone is ready." : `Not ready: ${problem.code}.`;
  button("take-over").hidden = ownership.phase !== "elsewhere";
  button("microphone").hidden = microphone.permission === "granted";
  part("call", HTMLElement).textContent =
    call === null
      ? "No call."
      : `${call.from.number ?? "Unknown number"}: ${call.phase}${call.held ? ", on hold" : ""}`;
  const ringing = call?.phase === "ringing";
  button("answer").hidden = !ringing;
  button("decline").hidden = !ringing;
  button("hang-up").hidden = call === null || ringing;
  button("mute").hidden = call === null || ringing;
  button("mute").textContent = microphone.muted ? "Unmute" : "Mute";
  part("quality", HTMLElement).textContent =
    call === null || quality === null
      ? ""
      : `${quality.codec ?? ""} MOS ${quality.mos ?? "–"} RTT ${quality.rttMs ?? "–"} ms`;
  const select = part("input", HTMLSelectElement);
  const options = [{ id: "default", label: "As the system says" }, ...devices.inputs];
  select.replaceChildren(...options.map(({ id, label }) => new Option(label || id, id, false, id === devices.input)));
}
