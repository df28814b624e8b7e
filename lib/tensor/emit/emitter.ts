import type { Emission } from "#lib/tensor/layout.ts";
import type { Node } from "#lib/tensor/node.ts";

/** Writes one recorded kernel call into the ONNX graph and notes where its results are. */
export type Emitter = (emission: Emission, node: Node) => void;
export type Emitters = Record<string, Emitter>;
