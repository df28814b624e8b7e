import { expect, test } from "vitest";
import { write } from "#db/client.ts";
import { isFamiliar, startSession } from "#db/people/sessions.ts";
import { countTry, takeOffTry } from "#db/people/sign-in-throttle.ts";
import { changeUser, findUser, findUserByName, resetPassword } from "#db/people/users.ts";
import { signInFailures } from "#db/schema.ts";
import { device, newAccounts } from "./accounts.ts";

/** The throttle's own rules; that every password passes through it is check-password.test.ts. */
const hour = 3_600_000;

/** A world with Anna and an admin, and how somebody tries her password from an address. */
async function newWorld() {
  const world = await newAccounts(["anna", "annotator"], ["boss", "admin"]);
  const { db } = world;
  const guess = (address: string, now: number, given: "wrong" | "right" = "wrong", account = "anna") => {
    const user = findUserByName(db, account);
    const from = { account, address, familiar: user !== undefined && isFamiliar(db, user.id, address) };
    const count = countTry(db, from, now);
    if (!count.allowed) return Math.ceil(count.waitMs / 1000);
    if (given === "right") takeOffTry(db, from);
    return given;
  };
  const kinds = (address: string, at: readonly number[]) => at.map((now) => guess(address, now));
  return { ...world, guess, kinds, anna: world.people[0]?.id ?? -1, boss: world.people[1]?.id ?? -1 };
}

test("the wait doubles up to a quarter of an hour, and the right password is not looked at during it", async () => {
  const { guess, kinds } = await newWorld();
  expect(kinds("192.0.2.1", [1, 2, 3, 4, 5, 6])).toEqual([...Array<string>(5).fill("wrong"), 30]);
  let now = 5;
  for (const wait of [30, 60, 120, 240, 480, 900, 900]) {
    expect(guess("192.0.2.1", now + 1, "right")).toBe(wait);
    now += wait * 1000;
    expect(guess("192.0.2.1", now)).toBe("wrong");
  }
  // a day without a try forgives everything
  expect(kinds("192.0.2.1", [now + 25 * hour, now + 25 * hour + 1])).toEqual(["wrong", "wrong"]);
});

test("who guesses from elsewhere does not lock the account's owner out", async () => {
  const { db, anna, guess } = await newWorld();
  write(db, (tx) => startSession(tx, anna, device, 1));
  let now = hour;
  for (let i = 0; i < 30; i++) guess("203.0.113.9", (now += 1_000_000));
  // hundreds of addresses
  for (let i = 0; i < 60; i++) guess(`198.51.100.${i}`, now);
  expect(guess(device.address, now, "right")).toBe("right");
  // not even from a place where she has never been, once ten seconds have passed
  expect(guess("2001:db8::1", now + 10_000, "right")).toBe("right");
});

test("guessing at one account from everywhere goes slowly", async () => {
  const { guess } = await newWorld();
  const spread = (from: number, to: number, now: number) => {
    let wrong = 0;
    for (let i = from; i < to; i++) if (guess(`198.51.100.${i}`, now) === "wrong") wrong++;
    return wrong;
  };
  expect(spread(0, 30, 1000)).toBe(20);
  expect(spread(30, 40, 11_000)).toBe(1);
  expect(spread(40, 50, 21_000)).toBe(1);
});

test("one address may not try all accounts, but who has signed in from there still can", async () => {
  const { db, anna, guess } = await newWorld();
  write(db, (tx) => startSession(tx, anna, device, 1));
  let wrong = 0;
  for (let i = 0; i < 60; i++) if (guess(device.address, 1000, "wrong", `pupil${i}`) === "wrong") wrong++;
  expect(wrong).toBe(50);
  expect(guess(device.address, 1000, "right", "boss")).toBe(30);
  expect(guess(device.address, 1000, "right")).toBe("right");
});

test("a right password takes its own try off and nothing else", async () => {
  const { db, guess } = await newWorld();
  for (let i = 0; i < 3; i++) guess("192.0.2.1", 1000);
  guess("192.0.2.1", 1001, "wrong", "nobody");
  expect(guess("192.0.2.1", 1002, "right")).toBe("right");
  const rows = db.select().from(signInFailures).all();
  const failures = (scope: string) =>
    rows.filter(({ key }) => key.startsWith(scope)).map((row) => row.failures);
  expect(failures("pair")).toEqual([1]); // nobody's
  expect(failures("account").sort()).toEqual([1, 3]);
  expect(failures("address")).toEqual([4]);
});

test("a reset and letting somebody in again end every wait for the account", async () => {
  for (const mend of ["reset", "let in"] as const) {
    const { db, anna, boss, kinds } = await newWorld();
    for (const address of ["192.0.2.1", "192.0.2.2"])
      expect(kinds(address, [1, 1, 1, 1, 1, 1])).toContain(30);
    if (mend === "reset") resetPassword(db, anna, findUser(db, anna)?.passwordHash ?? "", boss, 2);
    else changeUser(db, anna, { disabled: false }, boss, 2);
    for (const address of ["192.0.2.1", "192.0.2.2"]) expect(kinds(address, [3])).toEqual(["wrong"]);
  }
});

test("rows of yesterday go", async () => {
  const { db, guess } = await newWorld();
  for (let i = 0; i < 10; i++) guess(`192.0.2.${i}`, 1000 + i, "wrong", `somebody${i}`);
  expect(db.select().from(signInFailures).all().length).toBe(30);
  guess("198.51.100.1", 1000 + 25 * hour);
  expect(db.select().from(signInFailures).all().length).toBe(3);
});
