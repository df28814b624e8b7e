import { expect, test } from "vitest";
import { boundedQueue, QueueFull } from "#lib/bounded-queue.ts";

test("runs few at once, in order, refuses what is too much, and is empty again after it", async () => {
  const queue = boundedQueue({ atOnce: 2, waiting: 3, sentence: "Full." });
  const order: number[] = [];
  const gates: (() => void)[] = [];
  let [running, most] = [0, 0];
  const task = (n: number) => () =>
    new Promise<number>((resolve, reject) => {
      order.push(n);
      most = Math.max(most, ++running);
      gates.push(() => {
        running--;
        if (n === 1) reject(new Error("one of them fails"));
        else resolve(n);
      });
    });
  const given = Array.from({ length: 9 }, (_, n) => queue.run(task(n)));
  const results = Promise.allSettled(given);
  expect(queue.full()).toBe(true);
  for (let ended = 0; ended < 5; ended++) {
    await Promise.resolve();
    gates.shift()?.();
    await new Promise((go) => setImmediate(go));
  }
  const settled = await results;
  expect(order).toEqual([0, 1, 2, 3, 4]);
  expect(most).toBe(2);
  expect(settled.map(({ status }) => status)).toEqual([
    ...["fulfilled", "rejected", "fulfilled", "fulfilled", "fulfilled"],
    ...Array<string>(4).fill("rejected"),
  ]);
  expect(settled.slice(5).every((one) => one.status === "rejected" && one.reason instanceof QueueFull)).toBe(
    true,
  );
  expect(queue.full()).toBe(false);
  expect(await queue.run(() => Promise.resolve("again"))).toBe("again");
});
