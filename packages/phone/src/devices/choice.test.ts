import { describe, expect, it } from "vitest";
import { arrivals, type Choices, defaultMoved, inUse, listed, moves, NO_CHOICES, readChoices } from "./choice.ts";

const device = (kind: MediaDeviceKind, deviceId: string, label = deviceId, groupId = deviceId) => ({
  kind,
  deviceId,
  label,
  groupId,
});
const builtIn = [
  device("audioinput", "default", "Default - Laptop", "g-laptop"),
  device("audioinput", "mic-laptop", "Laptop"),
  device("audiooutput", "default", "Default - Laptop", "g-laptop"),
  device("audiooutput", "out-laptop", "Laptop"),
];
const headset = [device("audioinput", "mic-jabra", "Jabra"), device("audiooutput", "out-jabra", "Jabra")];
const jabra: Choices = {
  input: { id: "mic-jabra", label: "Jabra" },
  output: { id: "out-jabra", label: "Jabra" },
  ring: null,
};

const viewOf = (devices: Parameters<typeof listed>[0], choices: Choices) => {
  const list = listed(devices);
  return { inputs: list.inputs, outputs: list.outputs, ...inUse(list, choices) };
};

describe("the choice of devices", () => {
  it("lists real devices, not the pointers to them", () => {
    const list = listed([...builtIn, device("audioinput", "communications"), device("videoinput", "camera")]);
    expect(list.inputs).toEqual([{ id: "mic-laptop", label: "Laptop" }]);
    expect(list.outputs).toEqual([{ id: "out-laptop", label: "Laptop" }]);
  });

  it("uses the chosen device while it is there, the system's choice when it is pulled, and it again when it is back", () => {
    const there = viewOf([...builtIn, ...headset], jabra);
    const gone = viewOf(builtIn, jabra);
    expect(there).toMatchObject({ input: "mic-jabra", output: "out-jabra", ring: "out-jabra" });
    expect(gone).toMatchObject({ input: "default", output: "default", ring: "default" });
    expect(moves(there, gone)).toEqual([
      { kind: "input", reason: "pulled", from: "mic-jabra", to: "default" },
      { kind: "output", reason: "pulled", from: "out-jabra", to: "default" },
      { kind: "ring", reason: "pulled", from: "out-jabra", to: "default" },
    ]);
    expect(moves(gone, there).map(({ kind, reason, to }) => [kind, reason, to])).toEqual([
      ["input", "plugged", "mic-jabra"],
      ["output", "plugged", "out-jabra"],
      ["ring", "plugged", "out-jabra"],
    ]);
  });

  it("finds a device again by its label when the browser has given it another id", () => {
    const renamed = [...builtIn, device("audioinput", "x1", "Jabra"), device("audiooutput", "x2", "Jabra")];
    expect(viewOf(renamed, jabra)).toMatchObject({ input: "x1", output: "x2" });
  });

  it("does not move to a headset that nobody chose, but tells of it", () => {
    const before = listed(builtIn);
    const after = listed([...builtIn, ...headset]);
    expect(moves(viewOf(builtIn, NO_CHOICES), viewOf([...builtIn, ...headset], NO_CHOICES))).toEqual([]);
    expect(arrivals(before, after)).toEqual([
      { kind: "input", id: "mic-jabra", label: "Jabra" },
      { kind: "output", id: "out-jabra", label: "Jabra" },
    ]);
  });

  it("rings on the output until a ring device is chosen", () => {
    const choices: Choices = { ...jabra, ring: { id: "out-laptop", label: "Laptop" } };
    expect(viewOf([...builtIn, ...headset], choices)).toMatchObject({ output: "out-jabra", ring: "out-laptop" });
  });

  it("sees that the system's own choice is another device now", () => {
    const moved = [device("audioinput", "default", "Default - Jabra", "g-jabra"), ...builtIn.slice(1), ...headset];
    const before = listed(builtIn).defaults.input;
    expect(defaultMoved(before, listed(moved).defaults.input)).toBe(true);
    expect(defaultMoved(before, before)).toBe(false);
    // All were pulled: there is nothing to move to. One is back: there is.
    expect(defaultMoved(before, listed([]).defaults.input)).toBe(false);
    expect(defaultMoved(listed([]).defaults.input, before)).toBe(true);
  });

  it("does not take the appearing of names for a move", () => {
    const unnamed = listed([device("audioinput", "default", "", "")]).defaults.input;
    expect(defaultMoved(unnamed, listed(builtIn).defaults.input)).toBe(false);
  });

  it("reads back what it kept, and nothing that it did not keep", () => {
    expect(readChoices(JSON.stringify(jabra))).toEqual(jabra);
    for (const broken of [null, "", "{", "[]", "1", '{"input":{"id":1}}', '{"input":"x"}'])
      expect(readChoices(broken)).toEqual(NO_CHOICES);
  });
});
