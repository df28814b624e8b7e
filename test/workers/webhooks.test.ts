import { type ChildProcess, spawn } from "node:child_process";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { Webhook } from "standardwebhooks";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { write } from "#db/client.ts";
import { closeQueue } from "#db/labelling/closing.ts";
import { judgments, raters, type WebhookMessage, webhookMessages, webhooks } from "#db/schema.ts";
import { tellWebhooks } from "#db/webhook-outbox.ts";
import { pauses } from "#db/webhooks/deliveries.ts";
import { addWebhook, removeWebhook, resumeWebhook, webhookRequest } from "#db/webhooks/webhooks.ts";
import { webhookTypes } from "#lib/domain.ts";
import { webhookPost } from "#workers/webhooks/deliver.ts";
import { send } from "#workers/webhooks/send.ts";
import { newWorld, type World } from "../db/world.ts";
import { until } from "./processes.ts";

beforeEach(() => {
  vi.stubEnv("TANDEM_WEBHOOKS_PRIVATE", "1");
  onTestFinished(() => void vi.unstubAllEnvs());
});

type Got = { body: string; headers: IncomingHttpHeaders };
const message = z.object({
  type: z.string(),
  timestamp: z.iso.datetime(),
  data: z.record(z.string(), z.unknown()),
});
const said = ({ body }: Got) => message.parse(JSON.parse(body));

/** A server that listens for messages. @param answer by default, with 204 */
async function receiver(
  answer: (response: ServerResponse, n: number) => void = (response) => response.writeHead(204).end(),
) {
  const got: Got[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      got.push({ body: Buffer.concat(parts).toString("utf8"), headers: request.headers });
      answer(response, got.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { got, port: address.port, url: `http://127.0.0.1:${address.port}/hook` };
}

function hooked(world: World, url: string, types = [...webhookTypes]) {
  const made = addWebhook(world.database.db, world.project(), { url, types }, Date.now());
  if (!made.ok) throw new Error(made.message);
  return made.value;
}

/** Judgments of a person, or of a column, straight into the log. @returns their numbers */
function answers(
  { database: { db }, project, people, itemIds }: World,
  n: number,
  source: "person" | "column" = "person",
) {
  const projectId = project().id;
  return write(db, (tx) => {
    const userId = source === "person" ? (people[0]?.id ?? null) : null;
    const rater =
      tx
        .insert(raters)
        .values({ projectId, kind: "human", source, name: `${source} ${Math.random()}`, userId })
        .onConflictDoNothing()
        .returning()
        .get() ??
      tx
        .select()
        .from(raters)
        .all()
        .find((each) => each.source === source);
    if (!rater) throw new Error("no rater");
    return Array.from({ length: n }, (_, i) => {
      const itemId = itemIds[i % itemIds.length] ?? 0;
      const row = {
        projectId,
        itemId,
        raterId: rater.id,
        outcome: "label",
        label: 1,
        receivedAt: 5,
      } as const;
      return tx.insert(judgments).values(row).returning({ id: judgments.id }).get().id;
    });
  });
}

const rows = ({ database: { db } }: World): WebhookMessage[] => db.select().from(webhookMessages).all();
const run = { run: { id: 1 } };
const tell = ({ database: { db }, project }: World): void =>
  write(db, (tx) => tellWebhooks(tx, project().id, "run.finished", run, Date.now()));

test("people's answers are told of in batches, each once and in their order, signed; nothing from before, nothing of columns", async () => {
  const world = newWorld([0.5, 0.5, 0.5]);
  const { got, url } = await receiver();
  answers(world, 3);
  const { secret } = hooked(world, url);
  const post = webhookPost(world.database.db);
  post();
  expect(rows(world)).toEqual([]);
  answers(world, 5, "column");
  const own = answers(world, 1200);
  await until("all have arrived", () => {
    post();
    return got.length >= 3 && rows(world).every(({ nextAt }) => nextAt === null);
  });
  for (const { body, headers } of got)
    expect(() =>
      new Webhook(secret).verify(body, z.record(z.string(), z.string()).parse(headers)),
    ).not.toThrow();
  const labels = z.object({
    project: z.literal("world"),
    labels: z.array(z.looseObject({ id: z.int(), rater: z.string() })),
  });
  const told = got.flatMap((each) => labels.parse(said(each).data).labels);
  expect(told.map(({ id }) => id)).toEqual(own);
  expect(new Set(told.map(({ rater }) => rater.split("-")[0]))).toEqual(new Set(["person"]));
  expect(got.length).toBeLessThanOrEqual(4);
  const [first] = got;
  expect(() =>
    new Webhook(secret).verify(`${first?.body} `, z.record(z.string(), z.string()).parse(first?.headers)),
  ).toThrow();
});

test("a message is written with what it tells of, or not at all; only for those who want it", () => {
  const world = newWorld([0.5]);
  const { db } = world.database;
  hooked(world, "http://127.0.0.1:1/a", ["aim.reached"]);
  hooked(world, "http://127.0.0.1:1/b", ["run.finished"]);
  const closing = { because: "questions", evidence: null, answers: 7 } as const;
  expect(() =>
    write(db, (tx) => {
      closeQueue(tx, world.project().id, closing, null, 9);
      throw new Error("undone");
    }),
  ).toThrow("undone");
  expect(rows(world)).toEqual([]);
  write(db, (tx) => closeQueue(tx, world.project().id, closing, null, 9));
  expect(rows(world).map(({ type, body }) => [type, message.parse(JSON.parse(body)).data])).toEqual([
    ["aim.reached", { project: "world", because: "questions", answers: 7, accuracy: null }],
  ]);
});

test("what is refused comes again, under the same id, and only then is it done", async () => {
  const world = newWorld([0.5]);
  const { got, url } = await receiver((response, n) => response.writeHead(n < 3 ? 500 : 200).end("thanks"));
  hooked(world, url);
  tell(world);
  let clock = Date.now();
  const post = webhookPost(world.database.db, () => clock);
  for (const [n, pause] of [0, 5000, 300_000].entries()) {
    clock += pause - 1;
    post();
    expect(got).toHaveLength(n);
    clock += 1;
    await until("it has come", () => {
      post();
      return (
        got.length === n + 1 &&
        rows(world)[0]?.status === (n < 2 ? 500 : 200) &&
        rows(world)[0]?.attempts === n + 1
      );
    });
  }
  expect(new Set(got.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect(new Set(got.map(({ body }) => body)).size).toBe(1);
  expect(rows(world)).toMatchObject([{ nextAt: null, deliveredAt: clock, attempts: 3, error: null }]);
});

test("whoever is never there is told no more, and everything that waited once they are", async () => {
  const world = newWorld([0.5]);
  const { db } = world.database;
  let status = 503;
  const { got, url } = await receiver((response) => response.writeHead(status).end());
  const { id } = hooked(world, url);
  tell(world);
  let clock = Date.now();
  const post = webhookPost(db, () => clock);
  const stopped = () => db.select().from(webhooks).get()?.stoppedAt ?? null;
  for (let attempt = 1; attempt <= pauses.length + 1; attempt++) {
    await until(`attempt ${attempt}`, () => {
      post();
      return (
        got.length === attempt &&
        rows(world)[0]?.error !== null &&
        (rows(world)[0]?.nextAt ?? 0) !== clock + 8000
      );
    });
    clock += pauses[attempt - 1] ?? 0;
  }
  expect(stopped()).not.toBeNull();
  tell(world);
  answers(world, 2);
  clock += 1e9;
  post();
  expect(got).toHaveLength(pauses.length + 1);
  status = 200;
  resumeWebhook(db, world.project(), id, clock);
  await until("the rest has arrived", () => {
    post();
    return got.length === pauses.length + 4 && rows(world).every(({ nextAt }) => nextAt === null);
  });
  expect(new Set(got.slice(-3).map((each) => said(each).type))).toEqual(
    new Set(["run.finished", "label.created"]),
  );
  // 410: nobody will be there any more
  status = 410;
  tell(world);
  await until("it is stopped", () => {
    post();
    return stopped() !== null;
  });
  removeWebhook(db, world.project(), id, clock);
  expect([rows(world), db.select().from(webhooks).all()]).toEqual([[], []]);
});

test("one that is slow holds up nobody else, and is given up in time", async () => {
  const world = newWorld([0.5]);
  const [slow, quick] = [await receiver(() => undefined), await receiver()];
  hooked(world, slow.url);
  hooked(world, quick.url);
  for (let i = 0; i < 3; i++) tell(world);
  const post = webhookPost(world.database.db);
  await until("the quick one has all", () => {
    post();
    return quick.got.length === 3;
  });
  expect(slow.got).toHaveLength(1);
  await until("the slow one is given up", () => rows(world)[0]?.error !== null);
  expect(rows(world)[0]).toMatchObject({ status: null, deliveredAt: null, attempts: 1 });
}, 60_000);

test("redirects lead nowhere; private addresses are refused by name, by number and before anything is sent", async () => {
  const elsewhere = await receiver();
  const { got, url, port } = await receiver((response) =>
    response.writeHead(307, { location: elsewhere.url }).end(),
  );
  const secret = `whsec_${Buffer.alloc(32).toString("base64")}`;
  const sent = { key: "msg_1", body: "{}", secret };
  const options = { allowPrivate: true, timeoutMs: 5000, now: Date.now() };
  expect(await send({ ...sent, url }, options)).toMatchObject({ status: 307 });
  expect([got.length, elsewhere.got.length]).toEqual([1, 0]);
  vi.stubEnv("TANDEM_WEBHOOKS_PRIVATE", "");
  const closed = { ...options, allowPrivate: false };
  for (const target of [
    `https://localhost:${port}/`,
    `https://127.0.0.1:${port}/`,
    `https://[::1]:${port}/`,
    `https://2130706433:${port}/`,
    `https://0x7f.1:${port}/`,
    `https://[::ffff:127.0.0.1]:${port}/`,
    "https://169.254.169.254/latest/meta-data",
    url,
  ]) {
    const outcome = await send({ ...sent, url: target }, closed);
    expect([outcome.status, typeof outcome.error], target).toEqual([null, "string"]);
    if (!target.includes("localhost"))
      expect(webhookRequest.safeParse({ url: target, types: ["run.finished"] }).success, target).toBe(false);
  }
  expect(got).toHaveLength(1);
  for (const bad of ["ftp://example.org/", "javascript:alert(1)", "https://a:b@example.org/", "x", ""])
    expect(webhookRequest.safeParse({ url: bad, types: ["run.finished"] }).success, bad).toBe(false);
  expect(webhookRequest.safeParse({ url: "https://example.org/x", types: ["run.finished"] }).success).toBe(
    true,
  );
});

function startWorker(folder: string): ChildProcess {
  const worker = spawn(process.execPath, ["workers/tandem.js", "worker"], {
    env: { ...process.env, TANDEM_DATA: folder },
    stdio: "ignore",
  });
  onTestFinished(() => void worker.kill("SIGKILL"));
  return worker;
}

test("a worker that is killed while a message is on its way loses nothing: another sends it again", async () => {
  const world = newWorld([0.5, 0.5]);
  const { got, url } = await receiver((response, n) => {
    if (n > 1) response.writeHead(200).end();
  });
  const { secret } = hooked(world, url);
  const own = answers(world, 2);
  const first = startWorker(world.database.folder);
  await until("it is on its way", () => got.length === 1);
  first.kill("SIGKILL");
  startWorker(world.database.folder);
  await until("it has arrived", () => typeof rows(world)[0]?.deliveredAt === "number");
  const [before, after] = got;
  expect(got).toHaveLength(2);
  expect([after?.headers["webhook-id"], after?.body]).toEqual([before?.headers["webhook-id"], before?.body]);
  expect(() =>
    new Webhook(secret).verify(after?.body ?? "", z.record(z.string(), z.string()).parse(after?.headers)),
  ).not.toThrow();
  expect(said(before ?? { body: "", headers: {} }).data).toMatchObject({ labels: own.map((id) => ({ id })) });
}, 120_000);
