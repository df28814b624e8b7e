import { expect, type Page, test } from "playwright/test";
import { z } from "zod";
import { answer, painted, picture, saved } from "./labelling.ts";
import { type Heard, recorder, type Recorder } from "./recorder.ts";
import { blindProject, classes, secretsOf, slug, valuesIn, words } from "./secrets.ts";
import { client, makePerson, signIn } from "./session.ts";
import { adminPassword, startTandem, type Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";

/**
 * An annotator goes the whole way, and everything that reached their browser is read: nothing of it tells what a
 * picture is, what others or the machine said of it, or which pictures are checks.
 */
test.describe.configure({ mode: "serial" });

const password = "a long enough password";
let tandem: Tandem;
let record: Recorder;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  let running: Tandem | null = null;
  record = await recorder(() => running?.url ?? "");
  running = await startTandem({ env: { NEXTAUTH_URL: record.url } });
  tandem = { ...running, url: record.url };
  await blindProject(tandem);
  await makePerson(tandem, "anna", "annotator", password);
});
test.afterAll(async () => {
  record.stop();
  await tandem.stop();
});

/** What the browser itself says that it got: addresses, and channels beside the answers. */
const got = { addresses: new Set<string>(), channels: new Array<string>() };

/** What a task was about. */
const served = z.object({
  lease: z.string(),
  /** class that its picture is, null where nobody knows */
  gold: z.number().nullable(),
  check: z.number(),
  reason: z.string(),
  /** somebody else has answered it */
  others: z.number(),
  jpeg: z.number(),
});
type Served = z.output<typeof served>;
const tasks = new Map<string, Served>();

/** What is held just now; a lease is gone from the table once it was answered, or given back. */
function noteTasks(): void {
  const rows = inDatabase(tandem, (db) =>
    db.$client
      .prepare(
        `select leases.id as lease, items.gold, leases.forCheck as "check", leases.reason,
           exists (select 1 from judgments where judgments.itemId = items.id and leaseId is not null) as others,
           items.name like '%.jpg' as jpeg
         from leases join items on items.id = leases.itemId join users on users.id = leases.userId
         where users.name = 'anna'`,
      )
      .all(),
  );
  for (const row of z.array(served).parse(rows)) if (!tasks.has(row.lease)) tasks.set(row.lease, row);
}

/** The class that the practice picture on the screen is. */
async function practised(page: Page): Promise<number> {
  const src = (await picture(page).getAttribute("src")) ?? "";
  const key = /images\/([^?]+)/.exec(src)?.[1] ?? "";
  const find =
    "select items.gold from practice_answers join items on items.id = practice_answers.itemId where key = ?";
  return z.number().parse(inDatabase(tandem, (db) => db.$client.prepare(find).pluck().get(key)));
}

/** Answers in a row, all of which are recorded before anything else is done. */
const inARow = 22;

test("the whole way, from the sign-in to the account", async ({ page, context }) => {
  test.setTimeout(240_000);
  page.on("response", (response) => got.addresses.add(response.url()));
  page.on("websocket", (socket) => got.channels.push(socket.url()));
  page.on("worker", (worker) => got.channels.push(worker.url()));
  context.on("serviceworker", (worker) => got.channels.push(worker.url()));
  const protocol = await context.newCDPSession(page);
  protocol.on("Network.eventSourceMessageReceived", ({ data }) => got.channels.push(data));
  await protocol.send("Network.enable");

  await signIn(page, tandem, "anna", password);
  await page.getByRole("link", { name: slug }).click();
  await page.getByRole("button", { name: "Begin practice" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Start" }).click();
  for (let n = 0; n < 5; n++) {
    await painted(page);
    const gold = await practised(page);
    await page.keyboard.press(String(1 + (n === 2 ? (gold + 1) % classes.length : gold)));
    await expect(page.getByTestId("feedback").getByRole("button")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByTestId("feedback")).toBeHidden();
  }
  await page.getByRole("button", { name: "Start labelling" }).click();

  for (let n = 0; n < inARow; n++) {
    await answer(page, String(1 + (n % classes.length)));
    noteTasks();
  }
  await saved(page);
  await answer(page, "Space");
  await answer(page, "ArrowRight");
  await saved(page);
  await page.keyboard.press("!");
  await page.getByLabel("What is the matter?").fill("Two shapes.");
  await page.getByRole("button", { name: "Flag it" }).click();
  await saved(page);
  await page.keyboard.press("+");
  await page.keyboard.press("?");
  await page.getByRole("button", { name: "Go on" }).click();
  await painted(page);
  for (let n = 0; n < 4; n++) {
    const before = await picture(page).getAttribute("src");
    await page.keyboard.press("Backspace");
    await expect(picture(page)).not.toHaveAttribute("src", before ?? "");
    await painted(page);
  }
  noteTasks();
  await answer(page, "3");
  // answers of before come with the page
  await page.reload();
  await answer(page, "2");
  await saved(page);
  noteTasks();

  await page.getByRole("link", { name: "Grid" }).click();
  const open = page.locator("[data-lease]");
  for (const key of ["1", "2"]) {
    await expect(open).toHaveCount(24, { timeout: 30_000 });
    noteTasks();
    await page.keyboard.press("Control+a");
    await expect(async () => {
      await page.keyboard.press(key);
      await expect(page.locator('[aria-selected="true"]')).toHaveCount(0, { timeout: 1_000 });
    }).toPass({ timeout: 30_000 });
    await saved(page);
  }
  await page.keyboard.press("Backspace");
  await expect(page.getByText("24 pictures taken back.")).toBeVisible();
  await saved(page);
  noteTasks();

  await page.getByRole("link", { name: "One by one" }).click();
  await painted(page);
  noteTasks();
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByLabel("Goal for a session").fill("200");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("button", { name: "End this session" }).click();
  await page.getByRole("link", { name: "Stop here" }).click();
  await expect(page.getByRole("heading", { name: "Annotate" })).toBeVisible();
  await page.goto(`${tandem.url}/account`);
  await expect(page.getByRole("heading", { name: "Account" })).toBeVisible();
  expect(await page.evaluate(() => navigator.serviceWorker.getRegistrations())).toEqual([]);
  await page.locator("summary").click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/signin/);
});

const header = ({ headers }: Heard, wanted: string): string =>
  headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? "";
const isStatic = ({ path }: Heard): boolean => path.startsWith("/_next/static/");
const isPractice = ({ path }: Heard): boolean => path === "/api/practice";
const asked = (path: string): Heard[] => record.heard.filter((heard) => heard.path === path);

test("nothing that came says a name, a number or a word of what is behind a picture", async ({ request }) => {
  const secrets = inDatabase(tandem, secretsOf);
  expect(secrets.size).toBeGreaterThan(800);
  const forbidden = new Set(
    "gold truth predicted prediction predictions probability probabilities confidence confident score belief eta audit audited deferred inclusion expected split check checks draw hash sha exif".split(
      " ",
    ),
  );
  // what this test asks for itself is recorded too
  for (const heard of [...record.heard]) {
    const where = `${heard.method} ${heard.path}`;
    const head = heard.headers.map((pair) => pair.join(": ")).join("\n");
    const all = `${heard.path}\n${head}\n${heard.body.toString("latin1")}`;
    const told = [...Object.values(words).filter((word) => all.includes(word)), ...valuesIn(all)];
    expect(
      told.filter((one) => secrets.has(one)),
      where,
    ).toEqual([]);
    expect(head, where).not.toMatch(/^(server-timing|sourcemap|x-sourcemap|service-worker-allowed):/im);
    if (isStatic(heard)) {
      expect(all.includes("sourceMappingURL"), where).toBe(false);
      if (heard.path.endsWith(".js")) {
        const map = await request.get(`${tandem.url}${heard.path}.map`);
        expect(map.status(), where).toBe(404);
      }
    } else if (/^(text|application\/json)/.test(header(heard, "content-type"))) {
      // names of several words, as they are written in programs, are words too
      const plain = all
        .replace(/spellcheck/gi, "")
        .replace(/([a-z])([A-Z])/g, "$1 $2")
        .toLowerCase();
      const said = new Set(plain.match(/[a-z]+/g) ?? []);
      if (isPractice(heard)) said.delete("truth");
      expect(
        [...said].filter((word) => forbidden.has(word)),
        where,
      ).toEqual([]);
    }
  }
  // the same reading finds them where they may be
  const admin = await client(tandem, { name: "admin", password: adminPassword });
  const list = await (await admin.get(`/research/${slug}/items`)).text();
  expect(list).toContain(words.file);
  expect(valuesIn(list).some((value) => secrets.has(value))).toBe(true);
  await admin.dispose();
});

test("the browser got nothing that is not in the record, and has no other channel", () => {
  const recorded = new Set(record.heard.map(({ path }) => tandem.url + path));
  expect(
    [...got.addresses].filter((address) => !/^(data|blob):/.test(address) && !recorded.has(address)),
  ).toEqual([]);
  expect(got.channels).toEqual([]);
  expect(record.upgrades).toEqual([]);
  const types = record.heard.map((heard) => header(heard, "content-type"));
  expect(types.filter((type) => type.startsWith("text/event-stream"))).toEqual([]);
});

/** A text with the same for every number and every key: what is left is its shape. */
const shapeOf = (text: string): string =>
  text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g, "KEY")
    .replace(/\d+/g, "0");

/** What says how an answer came, and not what it holds or when it was. */
const headShape = ({ status, headers }: Heard): string =>
  [
    String(status),
    ...headers.map(([name, value]) => (/^(date|content-length)$/i.test(name) ? name : `${name}: ${value}`)),
  ].join("\n");

/** Every way in which tasks differ that a person must not notice, with how many of each there are. */
const kindOf = ({ check, gold, reason, others }: Served): string =>
  check === 1
    ? "check"
    : [gold === null ? "nobody knows" : "gold", reason, others === 1 ? "answered" : "new"].join();

const exchange = z.object({
  done: z
    .object({ lease: z.string().optional(), leases: z.array(z.string()).optional(), outcome: z.string() })
    .optional(),
});
const reply = z.strictObject({
  accepted: z.string().nullable(),
  refused: z.array(z.string()).optional(),
  tasks: z.array(
    z.strictObject({ lease: z.uuid(), was: z.uuid().optional(), skipped: z.literal(true).optional() }),
  ),
  progress: z.strictObject({ today: z.number(), all: z.number(), left: z.number() }),
  waiting: z.null(),
});
const parsed = <Schema extends z.ZodType>(schema: Schema, bytes: Buffer): z.output<Schema> =>
  schema.parse(JSON.parse(bytes.toString()));

/** By kind of task; a kind that is there once or twice shows nothing. */
function grouped<T>(all: readonly (readonly [lease: string, value: T])[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const [lease, value] of all) {
    const task = tasks.get(lease);
    if (task) groups.set(kindOf(task), [...(groups.get(kindOf(task)) ?? []), value]);
  }
  return groups;
}

test("a check, a picture with gold, an audited one and any other come and go alike", () => {
  const kinds = [...grouped([...tasks.keys()].map((lease) => [lease, null])).keys()];
  expect(kinds).toContain("check");
  for (const word of ["gold", "nobody knows", "deferred", "audit", "answered", "new"])
    expect(kinds.filter((kind) => kind.includes(word)).length, word).toBeGreaterThan(0);

  // the answers, as the page gave them, and what came of each
  const turns = asked("/api/tasks").map((heard) => ({
    heard,
    done: parsed(exchange, heard.asked).done,
    said: parsed(reply, heard.body),
  }));
  const single = turns.flatMap((turn) =>
    turn.done?.lease === undefined ? [] : [[turn.done.lease, turn] as const],
  );
  const shapes = (outcome: string) =>
    grouped(
      single
        .filter(([, { done, said }]) => done?.outcome === outcome && said.tasks.length === 1)
        .map(([lease, { heard }]) => [lease, `${headShape(heard)}\n${shapeOf(heard.body.toString())}`]),
    );
  const labelled = shapes("label");
  expect(labelled.get("check")?.length).toBeGreaterThan(1);
  expect(labelled.size).toBeGreaterThan(3);
  expect(new Set([...labelled.values()].flat()).size).toBe(1);

  // the counters move by one with each
  const row = single.slice(0, inARow);
  const steps = row.slice(1).map(([lease, { said }], i) => {
    const [before, now] = [row[i]?.[1].said.progress, said.progress];
    return [
      lease,
      [now.today - (before?.today ?? 0), now.all - (before?.all ?? 0), now.left - (before?.left ?? 0)].join(),
    ] as const;
  });
  expect(grouped(steps).get("check")?.length).toBeGreaterThan(0);
  expect(new Set(steps.map(([, step]) => step))).toEqual(new Set(["1,1,-1"]));

  // a task is a lease, and says else only what its person did with it
  for (const { said } of turns)
    for (const task of said.tasks)
      if (!task.was && !task.skipped) expect(Object.keys(task)).toEqual(["lease"]);

  // its picture, and where it stands in the list of last answers
  const pictures = record.heard.flatMap((heard) => {
    const lease = /^\/api\/images\/([^?]+)/.exec(heard.path)?.[1];
    return lease === undefined || tasks.get(lease) === undefined ? [] : [[lease, heard] as const];
  });
  expect(grouped(pictures).get("check")?.length).toBeGreaterThan(1);
  for (const jpeg of [0, 1]) {
    const heads = pictures
      .filter(([lease]) => tasks.get(lease)?.jpeg === jpeg)
      .map(([, heard]) => headShape(heard));
    expect(heads.length).toBeGreaterThan(10);
    expect(new Set(heads).size).toBe(1);
    expect(heads[0]).not.toMatch(/etag|last-modified/i);
  }
  const html = record.heard
    .filter(
      (heard) => heard.path === `/annotate/${slug}` && header(heard, "content-type").startsWith("text/html"),
    )
    .map(({ body }) => body.toString().replaceAll("\\", ""))
    .at(-1);
  const listed = [...(html ?? "").matchAll(/\{[^{}]*"lease":"([^"]+)"[^{}]*\}/g)].map(
    ([text, lease = ""]) => [lease, shapeOf(text)] as const,
  );
  expect(grouped(listed).get("check")?.length).toBeGreaterThan(0);
  const answers = listed.map(([, text]) => text).filter((text) => text.includes('"label"'));
  expect([...new Set(answers)]).toEqual(['{"lease":"KEY","label":0}']);
});

const feedback = z.strictObject({ label: z.number().nullable(), truth: z.number(), right: z.boolean() });
const practice = z.looseObject({
  open: z
    .strictObject({ answered: z.number(), right: z.number(), next: z.array(z.uuid()).max(2) })
    .nullable(),
  last: z.looseObject({ wrong: z.array(z.looseObject({ picture: z.uuid() })) }).nullable(),
});

test("what a picture of practice is comes with the reply to its answer, and not before", () => {
  const heard = asked("/api/practice");
  expect(heard.length).toBe(6);
  const answered = new Set<string>();
  for (const { asked: sent, body } of heard) {
    const { answer: given } = parsed(
      z.object({ answer: z.object({ picture: z.string() }).optional() }),
      sent,
    );
    const said = parsed(z.strictObject({ feedback: feedback.nullable(), practice }), body);
    expect(said.feedback === null).toBe(given === undefined);
    if (given) answered.add(given.picture);
    for (const { picture: told } of said.practice.last?.wrong ?? []) expect(answered.has(told)).toBe(true);
    for (const next of said.practice.open?.next ?? []) expect(answered.has(next)).toBe(false);
  }
});
