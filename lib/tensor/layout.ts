import type { Graph } from "#lib/tensor/graph.ts";
import { sizeOf } from "#lib/tensor/executor.ts";
import type { Recorded } from "#lib/tensor/node.ts";

/**
 * Where each recorded tensor lives in the ONNX graph, and in which order of dimensions. tfjs means
 * NHWC throughout; onnxruntime's convolutions want NCHW. A rank-4 tensor may exist in both orders;
 * a transpose is emitted only where somebody asks for the order that is not there yet, so the
 * layout spreads from the convolutions through the elementwise operators between them.
 */

export type Layout = "nhwc" | "nchw";

export const nchwShape = (shape: readonly number[]): number[] => [shape[0]!, shape[3]!, shape[1]!, shape[2]!];

/** NHWC axis → NCHW axis. */
export const nchwAxis = [0, 2, 3, 1] as const;

export class Layouts {
  private readonly places = new Map<Recorded, Partial<Record<Layout, string>>>();
  private readonly graph: Graph;

  constructor(graph: Graph) {
    this.graph = graph;
  }

  /** Says where a tensor is. The layout matters for rank 4 only. */
  set(record: Recorded, name: string, layout: Layout = "nhwc"): void {
    const place = record.shape.length === 4 ? layout : "nhwc";
    this.places.set(record, { ...this.places.get(record), [place]: name });
  }

  /** The tensor's name in the wanted layout, converted if need be. */
  get(record: Recorded, layout: Layout = "nhwc"): string {
    const place = this.places.get(record);
    if (!place) throw new Error("A tensor was used before it was emitted.");
    const wanted = record.shape.length === 4 ? layout : "nhwc";
    const there = place[wanted];
    if (there !== undefined) return there;
    const name = this.convert(place, record.shape, wanted);
    place[wanted] = name;
    return name;
  }

  /** The layout in which a tensor can be had for nothing. */
  layoutOf(record: Recorded): Layout {
    return record.shape.length === 4 && this.places.get(record)?.nchw !== undefined ? "nchw" : "nhwc";
  }

  /**
   * A tensor as operand of an elementwise operator of rank `rank` in `layout`: operands of lower
   * rank are given leading dimensions of one, because NumPy's rule would misread them in NCHW.
   */
  operand(record: Recorded, rank: number, layout: Layout): string {
    const { shape } = record;
    if (rank !== 4 || layout === "nhwc" || shape.length === 4) return this.get(record, layout);
    if (shape.length === 0) return this.get(record);
    const padded = [...Array<number>(4 - shape.length).fill(1), ...shape];
    const inRows = this.graph.op("Reshape", [this.get(record), this.graph.ints(padded)]);
    return this.convert({ nhwc: inRows }, padded, "nchw");
  }

  private convert(from: Partial<Record<Layout, string>>, shape: readonly number[], to: Layout): string {
    const source = to === "nchw" ? from.nhwc! : from.nchw!;
    const [, height, width, channels] = shape;
    if (height! * width! === 1 || channels === 1) {
      return this.graph.op("Reshape", [source, this.graph.ints(to === "nchw" ? nchwShape(shape) : shape)]);
    }
    return this.graph.op("Transpose", [source], { perm: to === "nchw" ? [0, 3, 1, 2] : [0, 2, 3, 1] });
  }
}

/** Everything an emitter works with. */
export type Emission = {
  graph: Graph;
  layouts: Layouts;
  /** channels in a block of onnxruntime's NCHWc convolutions; 0 keeps to standard ONNX */
  block: number;
};

export const isUnit = (shape: readonly number[]): boolean => sizeOf(shape) === 1;
