import "./globals.ts";

const HZ = 440;

const context = new AudioContext();
addEventListener("pointerdown", () => void context.resume());
const speaking = context.createMediaStreamDestination();
const tone = context.createOscillator();
tone.frequency.value = HZ;
tone.connect(speaking);
tone.start();
const analyser = context.createAnalyser();
analyser.fftSize = 8192;
const element = new Audio();
let connection: RTCPeerConnection | null = null;

function begin(): RTCPeerConnection {
  connection?.close();
  const next = new RTCPeerConnection({ iceServers: [] });
  connection = next;
  for (const track of speaking.stream.getTracks()) next.addTrack(track, speaking.stream);
  next.addEventListener("track", ({ track }) => {
    const stream = new MediaStream([track]);
    element.srcObject = stream;
    void element.play();
    context.createMediaStreamSource(stream).connect(analyser);
  });
  return next;
}

async function complete(peer: RTCPeerConnection): Promise<string> {
  while (peer.iceGatheringState !== "complete") {
    await new Promise((done) => peer.addEventListener("icegatheringstatechange", done, { once: true }));
  }
  return peer.localDescription?.sdp ?? "";
}

function current(): RTCPeerConnection {
  if (connection === null) throw new Error("There is no call.");
  return connection;
}

window.peer = {
  offer: async () => {
    const peer = begin();
    await peer.setLocalDescription(await peer.createOffer());
    return complete(peer);
  },
  accept: (sdp) => current().setRemoteDescription({ type: "answer", sdp }),
  answer: async (sdp) => {
    const peer = current();
    await peer.setRemoteDescription({ type: "offer", sdp });
    await peer.setLocalDescription(await peer.createAnswer());
    return complete(peer);
  },
  heardHz: () => {
    const bins = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(bins);
    return Math.round((bins.indexOf(Math.max(...bins)) * context.sampleRate) / analyser.fftSize);
  },
  heardLevel: () => {
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
  },
};
