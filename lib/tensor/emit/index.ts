import { convEmitters } from "#lib/tensor/emit/conv.ts";
import { elementwiseEmitters, emitConstant } from "#lib/tensor/emit/elementwise.ts";
import type { Emitters } from "#lib/tensor/emit/emitter.ts";
import { fusedEmitters } from "#lib/tensor/emit/fused.ts";
import { normEmitters } from "#lib/tensor/emit/norm.ts";
import { poolEmitters } from "#lib/tensor/emit/pool.ts";
import { reduceEmitters } from "#lib/tensor/emit/reduce.ts";
import { shapeEmitters } from "#lib/tensor/emit/shape.ts";
import { Graph } from "#lib/tensor/graph.ts";
import { type Dialect, type Emission, Layouts } from "#lib/tensor/layout.ts";
import { entry, mapValues, type Named, type Values } from "#lib/tensor/executor.ts";
import type { Node, Recorded } from "#lib/tensor/node.ts";
import type { Recording } from "#lib/tensor/record.ts";

export const emitters: Emitters = {
  ...elementwiseEmitters,
  ...fusedEmitters,
  ...reduceEmitters,
  ...shapeEmitters,
  ...convEmitters,
  ...normEmitters,
  ...poolEmitters,
};

export type Emitted = { graph: Graph; inputs: string[]; state: string[]; nextState: string[] };

/** Names in the graph: in a program an input, an output and a state tensor may share a name. */
export const names = {
  input: (name: string): string => `input/${name}`,
  output: (name: string): string => `output/${name}`,
  state: (name: string): string => `state/${name}`,
  next: (name: string): string => `next/${name}`,
};

/**
 * One ONNX graph for a recording. Only what the outputs need is emitted.
 * @param constants state to build in as constants; the rest become inputs
 * @throws Error naming the kernel when one has no emitter
 */
export function emit(recording: Recording, dialect: Dialect, constants: Named<Values> = {}): Emitted {
  const graph = new Graph();
  const layouts = new Layouts(graph, dialect.block);
  const targets = [...Object.values(recording.outputs), ...Object.values(recording.nextState)];
  const needed = reachable(targets);
  const emission = { graph, layouts, uses: usesOf(needed, targets), ...dialect };

  const inputs: string[] = [];
  for (const [name, record] of Object.entries(recording.inputs)) {
    if (!needed.has(record)) continue;
    inputs.push(name);
    layouts.set(record, graph.input(names.input(name), record.shape));
  }
  const state: string[] = [];
  for (const [name, record] of Object.entries(recording.state)) {
    if (!needed.has(record)) continue;
    const constant = constants[name];
    if (constant) layouts.set(record, graph.floats(constant.data, record.shape));
    else {
      state.push(name);
      layouts.set(record, graph.input(names.state(name), record.shape));
    }
  }

  emitRecords(emission, needed);

  for (const [name, record] of Object.entries(recording.outputs)) {
    graph.output(names.output(name), layouts.get(record), record.shape);
  }
  for (const [name, record] of Object.entries(recording.nextState)) {
    graph.output(names.next(name), layouts.get(record), record.shape);
  }
  return { graph, inputs, state, nextState: Object.keys(recording.nextState) };
}

/**
 * Emit a recording into a graph that holds more than it, in standard convolutions.
 * @param constants all state that it uses
 * @param inputs the graph's values that are its inputs
 * @returns the graph's values that are its outputs
 * @throws Error as emit() does
 */
export function emitInto(
  graph: Graph,
  recording: Recording,
  constants: Named<Values>,
  inputs: Named<string>,
): Named<string> {
  const layouts = new Layouts(graph);
  const targets = Object.values(recording.outputs);
  const needed = reachable(targets);
  for (const [name, record] of Object.entries(recording.inputs))
    if (needed.has(record)) layouts.set(record, entry(inputs, name));
  for (const [name, record] of Object.entries(recording.state))
    if (needed.has(record)) layouts.set(record, graph.floats(entry(constants, name).data, record.shape));
  emitRecords({ graph, layouts, uses: usesOf(needed, targets), block: 0, card: false }, needed);
  return mapValues(recording.outputs, (record) => layouts.get(record));
}

function emitRecords(emission: Emission, needed: ReadonlySet<Recorded>): void {
  const done = new Set<Node>();
  for (const record of needed) {
    if (record.kind === "constant") emitConstant(emission, record);
    if (record.kind !== "result" || done.has(record.node)) continue;
    const emitter = emitters[record.node.kernel];
    if (!emitter) throw new Error(`The operation ${record.node.kernel} is not available on this executor.`);
    done.add(record.node);
    emitter(emission, record.node);
  }
}

function usesOf(needed: ReadonlySet<Recorded>, targets: readonly Recorded[]): Map<Recorded, number> {
  const nodes = new Set(
    Array.from(needed).flatMap((record) => (record.kind === "result" ? [record.node] : [])),
  );
  const operands = Array.from(nodes).flatMap(({ inputs, list }) => [...Object.values(inputs), ...list]);
  const uses = new Map<Recorded, number>();
  for (const record of [...operands, ...targets]) uses.set(record, (uses.get(record) ?? 0) + 1);
  return uses;
}

/** All records that `targets` depend on, each after what it depends on. Iterative: graphs are deep. */
function reachable(targets: Recorded[]): Set<Recorded> {
  const ordered = new Set<Recorded>();
  const seen = new Set<Recorded>();
  const stack = targets.map((record) => ({ record, ready: false })).reverse();
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { record, ready } = top;
    if (ready) ordered.add(record);
    if (ready || seen.has(record)) continue;
    seen.add(record);
    stack.push({ record, ready: true });
    if (record.kind !== "result") continue;
    for (const operand of [...Object.values(record.node.inputs), ...record.node.list]) {
      stack.push({ record: operand, ready: false });
    }
  }
  return ordered;
}
