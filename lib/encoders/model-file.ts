import { EncoderProblem } from "#lib/encoders/problem.ts";
import { textOf, wireFields } from "#lib/tensor/protobuf.ts";

/**
 * What an ONNX file says of itself, read without running anything. Field numbers are those of onnx.proto3.
 */

/** protobuf's own limit, and so that of one ONNX file, bytes */
export const mostBytes = 2 ** 31 - 1;

export type Port = {
  name: string;
  /** onnx.TensorProto.DataType; 1 is float32 */
  type: number;
  /** sizes; null where a size is left open; the whole is null where nothing is said */
  dims: (number | null)[] | null;
};

export type ModelFile = {
  irVersion: number;
  /** version by domain; "" is standard ONNX */
  opsets: ReadonlyMap<string, number>;
  /** what has to be fed: without the weights, which old files list here too */
  inputs: Port[];
  outputs: Port[];
  /** onnx.GraphProto, a view */
  graph: Uint8Array;
};

/** Graphs in attributes of nodes, within each other. */
const deepest = 16;

/**
 * @throws EncoderProblem when it is no ONNX file, is damaged, or keeps weights outside of itself
 */
export function readModelFile(bytes: Uint8Array): ModelFile {
  if (bytes.length > mostBytes)
    throw new EncoderProblem("The file is larger than 2 GB, which no ONNX file is.");
  try {
    return parsed(bytes);
  } catch (error) {
    if (error instanceof RangeError) throw new EncoderProblem(noModel);
    throw error;
  }
}

const noModel = "The file is not an ONNX model, or it is cut off.";

function parsed(bytes: Uint8Array): ModelFile {
  let irVersion = 0;
  let graph: Uint8Array | null = null;
  const opsets = new Map<string, number>();
  for (const field of wireFields(bytes)) {
    if (field.number === 1) irVersion = field.value;
    if (field.number === 7) graph = field.bytes;
    if (field.number === 8) {
      const { domain, version } = opsetOf(field.bytes);
      opsets.set(domain, version);
    }
    if (field.number === 25) refuseOutside(field.bytes, "function", 0);
  }
  if (irVersion < 1 || graph === null || opsets.size === 0) throw new EncoderProblem(noModel);
  const weights = new Set<string>();
  const [inputs, outputs]: [Port[], Port[]] = [[], []];
  for (const { number, bytes: content } of wireFields(graph)) {
    if (number === 5) weights.add(nameOf(content, 8));
    if (number === 11) inputs.push(portOf(content));
    if (number === 12) outputs.push(portOf(content));
  }
  refuseOutside(graph, "graph", 0);
  return { irVersion, opsets, graph, outputs, inputs: inputs.filter(({ name }) => !weights.has(name)) };
}

function opsetOf(bytes: Uint8Array): { domain: string; version: number } {
  const opset = { domain: "", version: 0 };
  for (const { number, value, bytes: content } of wireFields(bytes)) {
    if (number === 1) opset.domain = textOf(content);
    if (number === 2) opset.version = value;
  }
  return { ...opset, domain: opset.domain === "ai.onnx" ? "" : opset.domain };
}

function nameOf(bytes: Uint8Array, number: number): string {
  for (const field of wireFields(bytes)) if (field.number === number) return textOf(field.bytes);
  return "";
}

/** onnx.ValueInfoProto: name 1, type 2 → tensor 1 → element type 1, shape 2 → dimension 1 → size 1 */
function portOf(bytes: Uint8Array): Port {
  const port: Port = { name: nameOf(bytes, 1), type: 0, dims: null };
  for (const type of inner(bytes, 2))
    for (const tensor of inner(type, 1))
      for (const { number, value, bytes: content } of wireFields(tensor)) {
        if (number === 1) port.type = value;
        if (number === 2) port.dims = [...inner(content, 1)].map(sizeOf);
      }
  return port;
}

function sizeOf(dimension: Uint8Array): number | null {
  for (const { number, value } of wireFields(dimension))
    if (number === 1 && value > 0 && value <= Number.MAX_SAFE_INTEGER) return value;
  return null;
}

function* inner(bytes: Uint8Array, wanted: number): Generator<Uint8Array, void, void> {
  for (const { number, wire, bytes: content } of wireFields(bytes))
    if (number === wanted && wire === 2) yield content;
}

/** Where graphs, functions, nodes and attributes keep what may hold a tensor. */
const holders = {
  graph: { 1: "node", 5: "tensor", 15: "sparse" },
  function: { 7: "node", 11: "attribute" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse" },
  sparse: { 1: "tensor", 2: "tensor" },
  tensor: {},
} as const;
type Holder = keyof typeof holders;

/** Weights in other files would be read from wherever the file says. */
function refuseOutside(bytes: Uint8Array, what: Holder, depth: number): void {
  if (depth > deepest * 3)
    throw new EncoderProblem("The model has graphs within graphs, too many to follow.");
  const inside: Record<number, Holder> = holders[what];
  for (const { number, value, bytes: content } of wireFields(bytes)) {
    if (what === "tensor" && (number === 13 || (number === 14 && value !== 0)))
      throw new EncoderProblem(
        "The model keeps its weights in another file beside it (external data); export it as one file.",
      );
    const next = inside[number];
    if (next) refuseOutside(content, next, depth + 1);
  }
}

/** The version of an operator set that the model asks for; 0 where it does not. */
export const opsetVersion = ({ opsets }: Pick<ModelFile, "opsets">, domain: string): number =>
  opsets.get(domain) ?? 0;
