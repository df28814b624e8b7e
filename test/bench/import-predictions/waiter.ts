/** Writes a row every 20 ms until it is told to stop, and says how long it had to wait for the lock. */
import { setTimeout as sleep } from "node:timers/promises";
import { openDatabase } from "#db/client.ts";
import { tryToWrite } from "#db/health-probe.ts";

const { db } = openDatabase(process.argv[2] ?? "");
const waits: number[] = [];
process.on("SIGTERM", () => {
  waits.sort((a, b) => a - b);
  const quantile = (share: number) => (waits[Math.floor(share * (waits.length - 1))] ?? NaN).toFixed(1);
  console.log(
    `p50 ${quantile(0.5)}, p99 ${quantile(0.99)}, at most ${quantile(1)} ms (${waits.length} writes)`,
  );
  process.exit(0);
});
for (;;) {
  const began = performance.now();
  tryToWrite(db, Date.now());
  waits.push(performance.now() - began);
  await sleep(20);
}
