import { expect, test } from "vitest";
import { atMostEvery, type Clock } from "../../../app/_server/views/at-most-every.ts";

/** A clock that a test moves on. */
function handClock() {
  let time = 0;
  let sleepers: { at: number; wake: () => void }[] = [];
  const clock: Clock = {
    now: () => time,
    sleep: (ms) => new Promise((wake) => sleepers.push({ at: time + ms, wake })),
  };
  const settled = () => new Promise((done) => setImmediate(done));
  async function pass(ms: number): Promise<void> {
    await settled();
    time += ms;
    const due = sleepers.filter(({ at }) => at <= time);
    sleepers = sleepers.filter(({ at }) => at > time);
    for (const { wake } of due) wake();
    await settled();
  }
  return { clock, pass };
}

/** Computations that the test ends; each is numbered, and its answer names the state it began in. */
function world({ everyMs = 1000, rest = 4 } = {}) {
  const { clock, pass } = handClock();
  let state = "a";
  const begun: { state: string; end: () => void }[] = [];
  let renewals = 0;
  const ask = atMostEvery<string>({
    everyMs,
    rest,
    compute: () =>
      new Promise((resolve) => {
        const seen = state;
        begun.push({ state: seen, end: () => resolve({ version: seen, value: seen }) });
      }),
    renewed: () => renewals++,
    clock,
  });
  const answerOf = async (asked: ReturnType<typeof ask>) => (await asked).value;
  return { pass, ask, answerOf, begun, change: (to: string) => (state = to), renewals: () => renewals };
}

test("many who ask while one is computed share the next, which begins a second later", async () => {
  const { pass, ask, answerOf, begun } = world();
  const first = ask(Infinity);
  const others = Array.from({ length: 50 }, () => ask(Infinity));
  begun[0]?.end();
  expect(await answerOf(first)).toBe("a");
  await pass(999);
  expect(begun).toHaveLength(1);
  await pass(1);
  expect(begun).toHaveLength(2);
  begun[1]?.end();
  expect(new Set(await Promise.all(others.map(answerOf)))).toEqual(new Set(["a"]));
  expect(begun).toHaveLength(2);
});

test("whoever asks while one is computed gets the next: theirs may be newer than what that one saw", async () => {
  const { pass, ask, answerOf, begun, change } = world();
  const first = ask(Infinity);
  change("b");
  const second = ask(Infinity);
  begun[0]?.end();
  expect(await answerOf(first)).toBe("a");
  await pass(1000);
  begun[1]?.end();
  expect(await answerOf(second)).toBe("b");
});

test("a long computation is followed by a longer rest", async () => {
  const { pass, ask, begun } = world();
  const first = ask(Infinity);
  await pass(5000);
  begun[0]?.end();
  await first;
  void ask(Infinity);
  await pass(19_999);
  expect(begun).toHaveLength(1);
  await pass(1);
  expect(begun).toHaveLength(2);
});

test("the impatient get the last answer, and hear once there is another one", async () => {
  const { pass, ask, answerOf, begun, change, renewals } = world();
  const first = ask(0);
  begun[0]?.end();
  expect(await answerOf(first)).toBe("a");
  expect(await answerOf(ask(0))).toBe("a");
  await pass(1000);
  begun[1]?.end();
  await pass(0);
  expect(renewals()).toBe(0); // nothing had changed

  change("b");
  expect(await answerOf(ask(0))).toBe("a");
  await pass(1000);
  begun[2]?.end();
  await pass(0);
  expect(renewals()).toBe(1);
  await pass(1000);
  const patient = ask(300);
  begun[3]?.end();
  expect(await answerOf(patient)).toBe("b");
  expect(renewals()).toBe(1);
});

test("a computation that fails is told to those who asked for it, and the next is tried", async () => {
  const { clock, pass } = handClock();
  let tries = 0;
  const ask = atMostEvery<number>({
    everyMs: 1000,
    rest: 0,
    compute: () =>
      ++tries === 1 ? Promise.reject(new Error("no")) : Promise.resolve({ version: "", value: 7 }),
    renewed: () => undefined,
    clock,
  });
  await expect(ask(Infinity)).rejects.toThrow("no");
  const again = ask(Infinity);
  await pass(1000);
  expect((await again).value).toBe(7);
});
