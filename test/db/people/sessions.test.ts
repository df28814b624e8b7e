import { afterEach, expect, test, vi } from "vitest";
import { write } from "#db/client.ts";
import {
  endSessions,
  isFamiliar,
  listSessions,
  liveSession,
  noteSeen,
  sessionCounts,
  signOut,
  startSession,
  sweepSessions,
} from "#db/people/sessions.ts";
import { changeOwnPassword, changeUser, findUser, oneTimeState, resetPassword } from "#db/people/users.ts";
import { sessions } from "#db/schema.ts";
import { device, newAccounts } from "./accounts.ts";

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
afterEach(() => vi.unstubAllEnvs());

async function newWorld() {
  const world = await newAccounts(["anna", "annotator"], ["boss", "admin"], ["chef", "admin"]);
  const { db } = world;
  const [anna, boss] = world.people;
  if (!anna || !boss) throw new Error("nobody was made");
  const open = (now: number, address = device.address) => ({
    sid: write(db, (tx) => startSession(tx, anna.id, { ...device, address }, now)),
    userId: anna.id,
    version: findUser(db, anna.id)?.sessionVersion ?? -1,
  });
  return { ...world, anna, boss, open };
}

test("a session lives while it is used, ends after twelve idle hours and after thirty days in any case", async () => {
  const { db, open } = await newWorld();
  const token = open(0);
  expect(liveSession(db, token, 0)).toMatchObject({ user: { role: "annotator" }, unseen: false });
  expect(liveSession(db, token, 12 * hour - 1)).toMatchObject({ unseen: true });
  expect(liveSession(db, token, 12 * hour)).toBeNull();
  // the clock of the machine went back
  expect(liveSession(db, token, -2 * hour)).not.toBeNull();
  let now = 0;
  while (now < 30 * day - 6 * hour) {
    now += 6 * hour;
    const session = liveSession(db, token, now);
    if (!session) break;
    noteSeen(db, session.id, now);
  }
  expect(now).toBe(30 * day - 6 * hour);
  expect(liveSession(db, token, 30 * day - 1)).not.toBeNull();
  expect(liveSession(db, token, 30 * day)).toBeNull();
});

test.each([
  ["1", hour],
  ["0.5", hour / 2],
  ["", 12 * hour],
  ["never", 12 * hour],
  ["-3", 12 * hour],
])("TANDEM_SESSION_IDLE_HOURS=%j", async (setting, ms) => {
  const { db, open } = await newWorld();
  vi.stubEnv("TANDEM_SESSION_IDLE_HOURS", setting);
  const token = open(0);
  expect(liveSession(db, token, ms - 1)).not.toBeNull();
  expect(liveSession(db, token, ms)).toBeNull();
});

test("being seen is due once a minute", async () => {
  const { db, open } = await newWorld();
  const token = open(0);
  expect(liveSession(db, token, minute - 1)?.unseen).toBe(false);
  const session = liveSession(db, token, minute);
  expect(session?.unseen).toBe(true);
  noteSeen(db, session?.id ?? -1, minute);
  expect(liveSession(db, token, 2 * minute - 1)?.unseen).toBe(false);
});

test("a token proves nothing without its row, and no other person's row serves", async () => {
  const { db, boss, open } = await newWorld();
  const token = open(0);
  for (const forged of [
    { ...token, sid: `${token.sid}x` },
    { ...token, sid: db.select().from(sessions).get()?.hash ?? "" },
    { ...token, userId: boss.id },
    { ...token, version: token.version + 1 },
  ])
    expect(liveSession(db, forged, 1)).toBeNull();
});

test("signing out ends this session and no other", async () => {
  const { db, open } = await newWorld();
  const [here, there] = [open(0), open(0)];
  signOut(db, here, 5);
  expect([here, there].map((token) => liveSession(db, token, 6) !== null)).toEqual([false, true]);
});

test("an admin's changes end every session at once; one's own password ends the others", async () => {
  for (const change of ["role", "lock", "reset", "own", "admin"] as const) {
    const { db, anna, boss, open } = await newWorld();
    const [mine, other] = [open(0), open(0)];
    const id = liveSession(db, mine, 1)?.id ?? -1;
    if (change === "role") changeUser(db, anna.id, { role: "researcher" }, boss.id, 2);
    if (change === "lock") changeUser(db, anna.id, { disabled: true }, boss.id, 2);
    if (change === "reset") resetPassword(db, anna.id, "-", boss.id, 2);
    if (change === "admin") expect(endSessions(db, anna, "all", boss.id, 2)).toBe(2);
    if (change === "own") changeOwnPassword(db, anna.id, "-", id, 2);
    const lives = [mine, other].map((token) => liveSession(db, token, 3) !== null);
    expect(lives, change).toEqual([change === "own", false]);
  }
});

test("nobody ends somebody else's session by its number", async () => {
  const { db, boss, open } = await newWorld();
  const token = open(0);
  const id = liveSession(db, token, 1)?.id ?? -1;
  expect(endSessions(db, boss, { only: id }, boss.id, 2)).toBe(0);
  expect(liveSession(db, token, 3)).not.toBeNull();
});

test("listed are those that live; swept are those that have been over for a month", async () => {
  const { db, anna, open } = await newWorld();
  const old = open(0);
  const tokens = [open(40 * day), open(40 * day, "2001:db8:1:2::3")];
  signOut(db, tokens[0] ?? old, 40 * day + 1);
  const now = 40 * day + minute;
  expect(listSessions(db, anna.id, now).map(({ address }) => address)).toEqual(["2001:db8:1:2::3"]);
  expect(sessionCounts(db, now)).toEqual(new Map([[anna.id, 1]]));
  expect(sweepSessions(db, now)).toBe(1);
  expect(db.select().from(sessions).all()).toHaveLength(2);
  // the throttle still knows both places, and the neighbours of the second in its network
  expect(isFamiliar(db, anna.id, device.address)).toBe(true);
  expect(isFamiliar(db, anna.id, "2001:db8:1:2:ffff::1")).toBe(true);
  expect(isFamiliar(db, anna.id, "2001:db8:1:3::3")).toBe(false);
});

test("it is one row by its index and the person by theirs", async () => {
  const { db, sqlite, open } = await newWorld();
  const token = open(0);
  const prepare = sqlite.prepare.bind(sqlite);
  const steps: string[] = [];
  sqlite.prepare = (source: string) => {
    const plan = prepare<unknown[], { detail: string }>(`explain query plan ${source}`);
    steps.push(...plan.all("").map(({ detail }) => detail));
    return prepare(source);
  };
  liveSession(db, token, 1);
  expect(steps).toHaveLength(2);
  expect(steps.every((step) => step.startsWith("SEARCH"))).toBe(true);
  // and prepared once
  liveSession(db, token, 1);
  expect(steps).toHaveLength(2);
});

test("a one-time password waits for a week; then a new one is needed", async () => {
  const { db, anna, boss } = await newWorld();
  const state = (now: number) => {
    const user = findUser(db, anna.id);
    return user && oneTimeState(user, now);
  };
  expect(state(0)).toBe("none");
  resetPassword(db, anna.id, "-", boss.id, 0);
  expect(state(7 * day - 1)).toBe("waiting");
  expect(state(7 * day)).toBe("expired");
  resetPassword(db, anna.id, "-", boss.id, 7 * day);
  expect(state(7 * day)).toBe("waiting");
  changeOwnPassword(db, anna.id, "-", -1, 8 * day);
  expect(state(100 * day)).toBe("none");
});
