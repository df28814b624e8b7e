import { readdirSync, statSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { dataDir } from "#db/data-dir.ts";
import { chunkBytes } from "#db/dataset/uploads.ts";
import { rawZip } from "../lib/formats/raw-zip.ts";
import { webProcessOf } from "./processes.ts";
import { hostileServer } from "./server.ts";
import { announce, begin, checksum, placeIn, put, sendRest, upload } from "./upload-client.ts";

const server = hostileServer({ TANDEM_MAX_UPLOAD_MB: "64" });
const folders = () => readdirSync(dataDir(server().tandem.data).uploads);

/** A zip of two and a half chunks. */
const file = new Uint8Array(rawZip([{ name: "a.png", data: Buffer.alloc(2.5 * chunkBytes, 7) }]));
const bytes = file.length;
const chunk = (index: number) => file.subarray(index * chunkBytes, (index + 1) * chunkBytes);
const chunkAt = (index: number) => new Uint8Array(chunk(index));

afterEach(async () => {
  const { admin } = server();
  for (const id of folders()) await admin.fetch(`/api/uploads/${id}`, { method: "DELETE" }).catch(() => null);
  expect(folders()).toEqual([]);
});

test("an upload goes on where it was: announced again, after a lost answer, after a damaged chunk", async () => {
  const { admin } = server();
  const first = await begin(admin, { bytes });
  expect(await placeIn(await put(admin, first.upload, 0, chunkAt(0)))).toEqual({
    offset: chunkBytes,
    finished: false,
  });
  // The page is loaded again, the same file chosen.
  expect(await begin(admin, { bytes })).toMatchObject({ upload: first.upload, offset: chunkBytes });
  // An answer was lost: the chunk comes again, and the browser hears where to go on.
  const again = await put(admin, first.upload, 0, chunkAt(0));
  expect(again.status).toBe(409);
  expect(await placeIn(again)).toEqual({ offset: chunkBytes, finished: false });
  const damaged = await put(admin, first.upload, chunkBytes, chunkAt(1), checksum(chunk(0)));
  expect(damaged.status).toBe(503);
  expect(await begin(admin, { bytes })).toMatchObject({ offset: chunkBytes });
  const last = await sendRest(admin, { ...first, offset: chunkBytes }, file);
  expect(await placeIn(last)).toEqual({ offset: bytes, finished: true });
  // The answer to the last chunk was lost.
  expect(await placeIn(await put(admin, first.upload, 2 * chunkBytes, chunkAt(2)))).toEqual({
    offset: bytes,
    finished: true,
  });
  // Chosen once more, it is there.
  expect(await begin(admin, { bytes })).toMatchObject({ upload: first.upload, finished: true });
});

test("a web process killed in the middle of a chunk: what was acknowledged is there, the rest comes again", async () => {
  const { admin, tandem } = server();
  const start = await begin(admin, { bytes });
  await put(admin, start.upload, 0, chunkAt(0));
  const socket = halfAChunk(start.upload, chunkBytes, chunk(1));
  await sleep(200);
  await sleep(3500); // a web process that dies in its first seconds is not started again
  process.kill(webProcessOf(tandem.pid), "SIGKILL");
  socket.destroy();
  await untilUp();
  expect(await begin(admin, { bytes })).toMatchObject({ upload: start.upload, offset: chunkBytes });
  expect(await placeIn(await sendRest(admin, { ...start, offset: chunkBytes }, file))).toMatchObject({
    finished: true,
  });
}, 120_000);

test("of concurrent chunks one is taken, and the length announced is the length that is taken", async () => {
  const { admin } = server();
  const { upload: id } = await begin(admin, { bytes });
  // Whoever is refused before all was sent hears so, or finds the connection closed: 0 here.
  const statuses = await Promise.all([1, 2, 3].map(() => statusOf(put(admin, id, 0, chunkAt(0)))));
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(statuses.filter((status) => status === 409 || status === 0)).toHaveLength(2);
  const short = put(admin, id, chunkBytes, new Uint8Array(file.subarray(chunkBytes, chunkBytes + 5)));
  expect([400, 0]).toContain(await statusOf(short));
  const tooMuch = put(admin, id, chunkBytes, new Uint8Array(chunkBytes + 1));
  expect([413, 0]).toContain(await statusOf(tooMuch));
  // Without a length in the header it is not taken at all.
  let pieces = 64; // more than any limit; without an end, a client that goes on sending would fill its own memory
  const unannounced = new ReadableStream({
    pull: (controller) => (pieces-- > 0 ? controller.enqueue(new Uint8Array(1024 ** 2)) : controller.close()),
  });
  const endless = admin.fetch(`/api/uploads/${id}?offset=${chunkBytes}&crc32=00000000`, {
    method: "PUT",
    body: unannounced,
    duplex: "half",
  });
  expect([411, 0]).toContain(await statusOf(endless));
  // The server may close a connection whose body it refused under the next request: as browsers do, ask again.
  const now = await begin(admin, { bytes }).catch(() => begin(admin, { bytes }));
  expect(now).toMatchObject({ offset: chunkBytes });
});

test("quotas: the size of a file, of all together, and how many at once", async () => {
  const { admin } = server();
  const status = async (given: Record<string, unknown>) => (await announce(admin, given)).status;
  const MB = 1024 ** 2;
  expect(await status({ bytes: 65 * MB })).toBe(413);
  expect(await status({ bytes: 40 * MB })).toBe(201);
  expect(await status({ bytes: 40 * MB, name: "other.zip" })).toBe(413);
  expect(await status({ bytes: 40 * MB })).toBe(201); // the same one
  for (const name of ["b", "c", "d"]) expect(await status({ bytes: MB, name })).toBe(201);
  expect(await status({ bytes: MB, name: "e" })).toBe(409);
  expect(folders()).toHaveLength(4);
});

test("an upload is its owner's, and its files are readable to nobody else on the machine", async () => {
  const { admin, researcher, annotator, nobody, tandem } = server();
  const { upload: id } = await begin(admin, { bytes });
  await put(admin, id, 0, chunkAt(0));
  for (const [visitor, status] of [
    [nobody, 401],
    [annotator, 403],
    [researcher, 403],
  ] as const) {
    expect((await announce(visitor, { bytes })).status).toBe(status);
    expect((await put(visitor, id, chunkBytes, chunkAt(1))).status).toBe(status);
    expect((await visitor.fetch(`/api/uploads/${id}`, { method: "DELETE" })).status).toBe(status);
  }
  const elsewhere = { origin: "https://evil.example" };
  const path = `/api/uploads/${id}?offset=${chunkBytes}&crc32=${checksum(chunk(1))}`;
  const foreign = await admin.fetch(path, { method: "PUT", body: chunkAt(1), headers: elsewhere });
  expect(foreign.status).toBe(403);
  for (const odd of ["a", "..%2f..%2fpacks", "%00"])
    expect((await admin.fetch(`/api/uploads/${odd}`, { method: "DELETE" })).status).toBe(404);
  const folder = join(dataDir(tandem.data).uploads, id);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  expect(statSync(folder).mode & 0o077).toBe(0);
});

test("what is no zip is refused at its first chunk, a cut one at its last, and nothing is left", async () => {
  const { admin } = server();
  const text = new Uint8Array(3 * chunkBytes).fill(65);
  const start = await begin(admin, { bytes: text.length, name: "text.zip" });
  const refused = await put(admin, start.upload, 0, text.subarray(0, chunkBytes));
  expect(refused.status).toBe(422);
  expect(folders()).toEqual([]);
  const cut = await upload(admin, file.subarray(0, -10));
  expect(cut.reply.status).toBe(422);
  const binary = await upload(admin, new Uint8Array([80, 75, 3, 4, 0]), { kind: "labels", name: "l.csv" });
  expect(binary.reply.status).toBe(422);
  expect(folders()).toEqual([]);
});

test("70 prototype pollution in JSON: no body changes what an empty one means", async () => {
  const { admin } = server();
  const bodies = [
    '{"__proto__":{"kind":"images","name":"x.zip","bytes":5,"lastModified":1}}',
    '{"constructor":{"prototype":{"kind":"images","bytes":5}}}',
    '{"kind":"images","name":"x.zip","lastModified":1,"__proto__":{"bytes":5}}',
  ];
  for (const path of ["/api/uploads", "/api/imports/preview"])
    for (const body of [...bodies, "{}"]) {
      const headers = { "content-type": "application/json" };
      expect((await admin.fetch(path, { method: "POST", headers, body })).status).toBe(400);
    }
});

test("71 huge JSON body: refused, and the server goes on", async () => {
  const { admin, nobody } = server();
  const huge = JSON.stringify({ kind: "images", name: "x".repeat(5_000_000), bytes: 1, lastModified: 1 });
  const headers = { "content-type": "application/json" };
  const reply = await admin.fetch("/api/uploads", { method: "POST", headers, body: huge });
  expect(reply.status).toBe(413);
  expect((await nobody.fetch("/api/health")).status).toBe(200);
});

test("72 slow loris upload: a chunk that never ends holds up neither its own upload nor anybody else", async () => {
  const { admin } = server();
  const start = await begin(admin, { bytes });
  const sockets = Array.from({ length: 20 }, () => halfAChunk(start.upload, 0, chunk(0).subarray(0, 100)));
  await sleep(300);
  expect((await server().nobody.fetch("/api/health")).status).toBe(200);
  expect((await sendRest(admin, start, file)).status).toBe(200);
  for (const socket of sockets) socket.destroy();
});

/** A request that begins a chunk and sends no more. */
function halfAChunk(id: string, offset: number, part: Uint8Array) {
  const { admin, tandem } = server();
  const { hostname, port } = new URL(tandem.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  socket.write(
    [
      `PUT /api/uploads/${id}?offset=${offset}&crc32=00000000 HTTP/1.1`,
      `Host: ${hostname}:${port}`,
      `Origin: ${tandem.url}`,
      `Cookie: ${admin.cookie}`,
      `Content-Length: ${chunkBytes}`,
      "",
      "",
    ].join("\r\n"),
  );
  socket.write(part);
  return socket;
}

const statusOf = (reply: Promise<Response>): Promise<number> =>
  reply.then(
    ({ status }) => status,
    () => 0,
  );

async function untilUp(): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const reply = await server()
      .nobody.fetch("/api/health")
      .catch(() => null);
    if (reply?.ok) return;
    await sleep(200);
  }
  throw new Error("the server did not come back");
}
