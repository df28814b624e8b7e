import { createServer } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import { until } from "./processes.ts";
import { ask, descendants, freePort, isAlive, isReady, newSupervised, webPid } from "./supervised.ts";

describe("the supervisor", () => {
  test("killed with -9 leaves no process behind, and the next start has the port and the folder", async () => {
    const first = await newSupervised();
    await isReady(first);
    const left = descendants(first.process.pid);
    expect(left.length).toBeGreaterThanOrEqual(2); // web and worker
    first.process.kill("SIGKILL");
    const next = await newSupervised({ port: first.port, data: first.data });
    await isReady(next);
    await until("the orphans end", () => !left.some(isAlive));
    expect(left).not.toContain(await webPid(next));
  }, 60_000);

  test("starts web and worker again when they are killed, the web process at once after its restart too", async () => {
    const one = await newSupervised();
    await isReady(one);
    const first = await webPid(one);
    process.kill(first, "SIGKILL");
    const second = await webPid(one, first);
    process.kill(second, "SIGKILL");
    const third = await webPid(one, second);
    const workers = () => descendants(one.process.pid).filter((pid) => pid !== third);
    const [worker] = workers();
    if (worker === undefined) throw new Error("there is no worker");
    process.kill(worker, "SIGKILL");
    await until("another worker", () => workers().some((pid) => pid > worker && isAlive(pid)));
    expect(one.process.exitCode).toBeNull();
  }, 60_000);

  test("65 is the only one of its data folder; told to stop, it lets an answer finish and leaves nothing behind", async () => {
    const one = await newSupervised();
    await isReady(one);
    const second = await newSupervised({ data: one.data });
    expect(await second.exited).toBe(1);
    expect(second.said()).toContain(`process ${one.process.pid}`);
    const all = descendants(one.process.pid);
    const pid = await webPid(one);
    const slow = ask(one, "/slow");
    await new Promise((resolve) => setTimeout(resolve, 200));
    one.process.kill("SIGTERM");
    expect(await slow).toBe(String(pid));
    expect(await one.exited).toBe(0);
    await until("nothing is left", () => !all.some(isAlive));
  }, 60_000);

  test("told to, runs the pages without a worker", async () => {
    const one = await newSupervised({ mode: "alone" });
    await isReady(one);
    expect(descendants(one.process.pid)).toEqual([await webPid(one)]);
    one.process.kill("SIGTERM");
    expect(await one.exited).toBe(0);
  }, 60_000);

  test("does not take another server on its port for its own", async () => {
    const port = await freePort();
    const stranger = createServer((_, response) => response.end('{"ok":true}'));
    onTestFinished(() => void stranger.close());
    await new Promise<void>((resolve) => stranger.listen(port, "127.0.0.1", resolve));
    const one = await newSupervised({ port });
    expect(await one.exited).toBe(1);
    expect(one.said()).toContain(`Port ${port} is taken`);
    expect(one.said()).not.toContain("is ready");
  }, 60_000);

  test("ends when the web process never answers, and says so", async () => {
    const one = await newSupervised({ mode: "refuse" });
    expect(await one.exited).toBe(1);
    expect(one.said()).toContain("code 3");
    expect(one.said()).not.toMatch(/^\s+at /m);
  }, 60_000);
});
