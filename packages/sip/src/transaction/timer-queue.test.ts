import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TimerQueue } from "./timer-queue.ts";

describe("TimerQueue", () => {
  it("gives deadlines in the order of time, and of setting among equals", () => {
    const queue = new TimerQueue();
    queue.set("b", "X", 20);
    queue.set("a", "X", 10);
    queue.set("c", "X", 10);
    expect([queue.take(9), queue.nextAt()]).toEqual([null, 10]);
    expect(queue.take(30)?.owner).toBe("a");
    expect(queue.take(30)?.owner).toBe("c");
    expect(queue.take(30)?.owner).toBe("b");
    expect([queue.take(30), queue.nextAt(), queue.size]).toEqual([null, null, 0]);
  });

  it("does what a sorted list does, however deadlines are set, moved, cleared and taken", () => {
    const command = fc.oneof(
      fc.record({ kind: fc.constant("set" as const), owner: fc.nat(20), at: fc.nat(50) }),
      fc.record({ kind: fc.constant("clear" as const), owner: fc.nat(20), at: fc.constant(0) }),
      fc.record({ kind: fc.constant("take" as const), owner: fc.constant(0), at: fc.nat(50) }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 300 }), (commands) => {
        let queue = new TimerQueue();
        let model: { owner: string; at: number; order: number }[] = [];
        let order = 0;
        for (const { kind, owner: number, at } of commands) {
          const owner = String(number);
          if (kind === "set") {
            queue.set(owner, "X", at);
            model = [...model.filter((one) => one.owner !== owner), { owner, at, order: order++ }];
          } else if (kind === "clear") {
            queue.clear(owner, "X");
            model = model.filter((one) => one.owner !== owner);
          } else {
            model.sort((a, b) => a.at - b.at || a.order - b.order);
            const first = model[0] !== undefined && model[0].at <= at ? model.shift() : undefined;
            expect(queue.take(at)?.owner).toBe(first?.owner);
          }
          expect(queue.nextAt()).toBe(model.length === 0 ? null : Math.min(...model.map((one) => one.at)));
          const copy = new TimerQueue();
          copy.restore(queue.save());
          queue = order % 2 === 0 ? copy : queue;
        }
      }),
    );
  });
});
