import { Message, textOf, wireFields } from "#lib/tensor/protobuf.ts";

/** Of a kind of message: the fields that hold names of values, and those that hold messages which do. */
type Kind = { names: readonly number[]; within: ReadonlyMap<number, () => Kind> };

const kind = (names: readonly number[], within: Readonly<Record<number, () => Kind>> = {}): Kind => ({
  names,
  within: new Map(Object.entries(within).map(([number, of]) => [Number(number), of])),
});

// onnx.proto3: GraphProto and what it is made of
const value = kind([1]);
const tensor = kind([8]);
const pair = kind([2]);
const annotation = kind([1], { 2: () => pair });
const sparse = kind([], { 1: () => tensor });
const attribute: Kind = kind([], { 6: () => graph, 11: () => graph });
const node = kind([1, 2], { 5: () => attribute });
const graph: Kind = kind([], {
  ...{ 1: () => node, 5: () => tensor, 15: () => sparse, 14: () => annotation },
  ...{ 11: () => value, 12: () => value, 13: () => value },
});

/**
 * A graph whose values are called otherwise, those of graphs within it too; nothing else in it changes.
 * @param bytes a GraphProto
 * @param name what a value is to be called, given what it is called
 */
export const renameValues = (bytes: Uint8Array, name: (value: string) => string): Uint8Array =>
  renamed(bytes, graph, name) ?? bytes;

/** @returns null where nothing is called otherwise: weights need not be copied */
function renamed(bytes: Uint8Array, of: Kind, name: (value: string) => string): Uint8Array | null {
  const message = new Message();
  let changed = false;
  for (const { number, wire, bytes: content, raw } of wireFields(bytes)) {
    const within = wire === 2 ? of.within.get(number) : undefined;
    const inner = within && renamed(content, within(), name);
    const text = wire === 2 && of.names.includes(number) ? textOf(content) : null;
    if (inner) message.bytes(number, inner);
    else if (text !== null && name(text) !== text) message.text(number, name(text));
    else {
      message.raw(raw);
      continue;
    }
    changed = true;
  }
  return changed ? message.finish() : null;
}
