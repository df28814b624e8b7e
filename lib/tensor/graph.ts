import { at } from "#lib/array.ts";
import { Message } from "#lib/tensor/protobuf.ts";

/**
 * An ONNX graph under construction and its protobuf encoding. Only what the emitters need of
 * onnx.proto3 is written; field numbers are those of the specification (onnx/onnx, IR version 10).
 */

export type Float = { float: number };
/** Attribute values: a plain number is an INT, `{ float }` a FLOAT, an array INTS. */
export type Attribute = number | string | Float | readonly number[];

/** Operator sets of the emitted models: "" is standard ONNX, the others are onnxruntime's own. */
export type Domain = "" | "com.microsoft" | "com.microsoft.nchwc";

type OpNode = {
  type: string;
  domain: Domain;
  inputs: string[];
  outputs: string[];
  attributes: [string, Attribute][];
};
type Initializer = { name: string; shape: readonly number[]; type: number; raw: Uint8Array };
/** a text stands for a size that is left open */
type Size = number | string;
type Port = { name: string; shape: readonly Size[]; type: number };

const FLOAT = 1;
const UINT8 = 2;
const INT64 = 7;
const OPSET = 20;
const IR_VERSION = 10;

export class Graph {
  private readonly nodes: OpNode[] = [];
  private readonly initializers: Initializer[] = [];
  private readonly inputs: Port[] = [];
  private readonly outputs: Port[] = [];
  private readonly known = new Map<string, string[]>();
  private count = 0;

  private readonly prefix: string;

  /** @param prefix of all names that it makes up, so that graphs can become parts of one */
  constructor(prefix = "") {
    this.prefix = prefix;
  }

  /** Operator types in order of emission, for tests and logs. */
  get operators(): string[] {
    return this.nodes.map((node) => node.type);
  }

  /** A float32 input. */
  input(name: string, shape: readonly Size[]): string {
    this.inputs.push({ name, shape, type: FLOAT });
    return name;
  }

  /** A uint8 input of fixed shape, which must be cast before anything else is done with it. */
  byteInput(name: string, shape: readonly number[]): string {
    this.inputs.push({ name, shape, type: UINT8 });
    return name;
  }

  /** Makes `value` a float32 output called `name`. */
  output(name: string, value: string, shape: readonly Size[]): void {
    this.nodes.push({ type: "Identity", domain: "", inputs: [value], outputs: [name], attributes: [] });
    this.outputs.push({ name, shape, type: FLOAT });
  }

  /** A float32 constant. Equal small ones are shared. */
  floats(values: ArrayLike<number>, shape: readonly number[]): string {
    const data = Float32Array.from(values);
    const key = data.length <= 64 ? `f${shape.join()}:${data.join()}` : null;
    return this.constant(key, { shape, type: FLOAT, raw: new Uint8Array(data.buffer) });
  }

  scalar(value: number): string {
    return this.floats([value], []);
  }

  /** A rank-1 int64 constant: shapes, axes, paddings. */
  ints(values: readonly number[]): string {
    const raw = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    return this.constant(`i${values.join()}`, { shape: [values.length], type: INT64, raw });
  }

  /** Adds an operator with one result. The same operator on the same values is emitted once. */
  op(
    type: string,
    inputs: string[],
    attributes: Record<string, Attribute> = {},
    domain: Domain = "",
  ): string {
    return at(this.ops(1, type, inputs, attributes, domain), 0);
  }

  /** Adds an operator with `results` results. */
  ops(
    results: number,
    type: string,
    inputs: string[],
    attributes: Record<string, Attribute> = {},
    domain: Domain = "",
  ): string[] {
    const key = JSON.stringify([type, domain, inputs, attributes, results]);
    const known = this.known.get(key);
    if (known) return known;
    const outputs = Array.from({ length: results }, () => this.name());
    this.nodes.push({ type, domain, inputs, outputs, attributes: Object.entries(attributes) });
    this.known.set(key, outputs);
    return outputs;
  }

  /** The model as bytes of onnx.ModelProto, without operators that no output needs. @param metadata texts that are stored with it, by name */
  encode(metadata: Readonly<Record<string, string>> = {}): Uint8Array {
    const graph = new Message();
    const used = new Set(this.outputs.map(({ name }) => name));
    const needed: OpNode[] = [];
    for (const node of this.nodes.toReversed()) {
      if (!node.outputs.some((name) => used.has(name))) continue;
      needed.unshift(node);
      for (const name of node.inputs) used.add(name);
    }
    needed.forEach((node, index) => {
      // MaxPool without its indices has a much faster kernel
      const outputs = node.type === "MaxPool" ? node.outputs.filter((name) => used.has(name)) : node.outputs;
      graph.message(1, encodeNode({ ...node, outputs }, `${this.prefix}${node.type}_${index}`));
    });
    graph.text(2, "tandem");
    for (const { shape, type, name, raw } of this.initializers) {
      const tensor = new Message();
      for (const size of shape) tensor.integer(1, size);
      graph.message(5, tensor.integer(2, type).text(8, name).bytes(9, raw));
    }
    for (const port of this.inputs) graph.message(11, encodePort(port));
    for (const port of this.outputs) graph.message(12, encodePort(port));
    const model = new Message().integer(1, IR_VERSION).text(2, "tandem").message(7, graph);
    model.message(8, new Message().text(1, "").integer(2, OPSET));
    model.message(8, new Message().text(1, "com.microsoft").integer(2, 1));
    model.message(8, new Message().text(1, "com.microsoft.nchwc").integer(2, 1));
    for (const [key, value] of Object.entries(metadata))
      model.message(14, new Message().text(1, key).text(2, value));
    return model.finish();
  }

  private constant(key: string | null, constant: Omit<Initializer, "name">): string {
    const known = key === null ? undefined : this.known.get(key);
    if (known) return at(known, 0);
    const name = this.name();
    this.initializers.push({ name, ...constant });
    if (key !== null) this.known.set(key, [name]);
    return name;
  }

  private name(): string {
    return `${this.prefix}v${this.count++}`;
  }
}

function encodeNode(node: OpNode, name: string): Message {
  const message = new Message();
  for (const input of node.inputs) message.text(1, input);
  for (const output of node.outputs) message.text(2, output);
  message.text(3, name).text(4, node.type);
  for (const [key, value] of node.attributes) {
    const attribute = new Message().text(1, key);
    if (typeof value === "number") attribute.integer(3, value).integer(20, 2);
    else if (typeof value === "string") attribute.text(4, value).integer(20, 3);
    else if ("float" in value) attribute.float(2, value.float).integer(20, 1);
    else {
      for (const item of value) attribute.integer(8, item);
      attribute.integer(20, 7);
    }
    message.message(5, attribute);
  }
  if (node.domain) message.text(7, node.domain);
  return message;
}

function encodePort({ name, shape, type }: Port): Message {
  const dimensions = new Message();
  for (const size of shape)
    dimensions.message(
      1,
      typeof size === "number" ? new Message().integer(1, size) : new Message().text(2, size),
    );
  const tensor = new Message().integer(1, type).message(2, dimensions);
  return new Message().text(1, name).message(2, new Message().message(1, tensor));
}
