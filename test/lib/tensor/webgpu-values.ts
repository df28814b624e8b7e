/**
 * Every kernel on onnxruntime's WebGPU against tfjs, in a process of its own: a graphics driver is
 * found through the environment it starts with. Prints one line of JSON.
 *   node test/lib/tensor/webgpu-values.ts [cases whose names begin so]
 */
import * as tf from "@tensorflow/tfjs";
import type { Program } from "#lib/tensor/executor.ts";
import { onnxWebgpu, softwareOrNothing } from "#lib/tensor/onnx-webgpu.ts";
import { selfTest } from "#lib/tensor/probe.ts";
import { tracedExecutor } from "#lib/tensor/traced.ts";
import { differentiable, expectGradients, expectValue, valueOnly } from "#test/lib/tensor/cases.ts";

const [prefix = ""] = process.argv.slice(2);
const executor = tracedExecutor({ threads: 2, block: 0, provider: "webgpu" });
const wrong: Record<string, string> = {};
let checked = 0;

async function check(name: string, comparison: () => Promise<void>): Promise<void> {
  if (!name.startsWith(prefix)) return;
  checked++;
  try {
    await comparison();
  } catch (error) {
    wrong[name] = String(error);
  }
}

/** Two programs on one state in the card's memory, with a write between: 1 + 10 + 1, then −1 + 2. */
async function sharedState(): Promise<number[]> {
  const session = executor.open({ total: { shape: [], data: Float32Array.of(1) } });
  const adding: Program = {
    inputs: { step: [] },
    compute: ({ step }, { total }) => ({ outputs: {}, state: { total: tf.add(total!, step!) } }),
  };
  const [one, other] = [await session.compile(adding), await session.compile(adding)];
  const totals: number[] = [];
  const note = async () => totals.push(...(await session.read()).total!.data);
  await one({ step: Float32Array.of(10) });
  await other({ step: Float32Array.of(1) });
  await note();
  session.write({ total: { shape: [], data: Float32Array.of(-1) } });
  await one({ step: Float32Array.of(2) });
  await note();
  await session.close();
  return totals;
}

const found = await onnxWebgpu.find(2);
const report = {
  found: typeof found === "string" ? found : found.name,
  adapter: await softwareOrNothing(),
  selfTest: await selfTest(executor),
  totals: await sharedState(),
};
for (const [name, given] of Object.entries(differentiable)) {
  await check(name, () => expectGradients(executor, given));
}
for (const [name, given] of Object.entries(valueOnly)) await check(name, () => expectValue(executor, given));
process.stdout.write(JSON.stringify({ ...report, checked, wrong }));
process.exit(0); // the engine's threads would keep the process alive
