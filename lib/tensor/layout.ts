import { at } from "#lib/array.ts";
import type { Graph } from "#lib/tensor/graph.ts";
import type { Recorded } from "#lib/tensor/node.ts";
import { fromBlocked, toBlocked } from "#lib/tensor/emit/blocked.ts";
import { lastOf, rank4, sameInBothLayouts, type Shape, type Shape4D } from "#lib/tensor/shape.ts";

/**
 * Where each recorded tensor lives in the ONNX graph, and in which order of dimensions. tfjs uses
 * NHWC throughout; onnxruntime's convolutions need NCHW, and the faster ones blocks of channels
 * (emit/blocked.ts). A rank-4 tensor may exist in all three; a conversion is emitted only where the
 * missing one is asked for, so the layout of the convolutions spreads through the operators between them.
 */

export type Layout = "nhwc" | "nchw";
export type AnyLayout = Layout | "blocked";
type Place = Partial<Record<AnyLayout, string>>;

export const nchwShape = (shape: Shape): Shape4D => {
  const [n, height, width, channels] = rank4(shape);
  return [n, channels, height, width];
};

/** An NHWC axis in another layout. @throws RangeError for an axis that there is not */
export const axisIn = (layout: Layout, axis: number): number =>
  layout === "nchw" ? at([0, 2, 3, 1], axis) : axis;

export class Layouts {
  private readonly places = new Map<Recorded, Place>();
  private readonly graph: Graph;
  private readonly block: number;

  /** @param block channels in a block; 0 where nothing is blocked */
  constructor(graph: Graph, block = 0) {
    this.graph = graph;
    this.block = block;
  }

  /** Records where a tensor is. The layout matters for rank 4 only. */
  set(record: Recorded, name: string, layout: AnyLayout = "nhwc"): void {
    const place = record.shape.length === 4 ? layout : "nhwc";
    this.places.set(record, { ...this.places.get(record), [place]: name });
  }

  /** Records that `record` is the same tensor as `other`, wherever that is or will be. */
  alias(record: Recorded, other: Recorded): void {
    this.places.set(record, this.placeOf(other));
  }

  /** The tensor's name in the wanted layout, converted if need be. */
  get(record: Recorded, layout: AnyLayout = "nhwc"): string {
    const place = this.placeOf(record);
    const wanted = record.shape.length === 4 ? layout : "nhwc";
    const there = place[wanted];
    if (there !== undefined) return there;
    const name = this.convert(place, record.shape, wanted);
    place[wanted] = name;
    return name;
  }

  /** The layout in which a tensor costs nothing, or least if it is blocked. */
  layoutOf(record: Recorded): Layout {
    const place = this.places.get(record);
    return record.shape.length === 4 && (place?.nchw ?? place?.blocked) !== undefined ? "nchw" : "nhwc";
  }

  /** Whether it is there in blocks, all of them whole. */
  inWholeBlocks(record: Recorded): boolean {
    return this.isIn(record, "blocked") && lastOf(record.shape) % this.block === 0;
  }

  isIn(record: Recorded, layout: AnyLayout): boolean {
    return this.places.get(record)?.[layout] !== undefined;
  }

  /**
   * A tensor as operand of an elementwise operator of rank `rank` in `layout`: operands of lower
   * rank get leading dimensions of one, because broadcasting by NumPy's rule would misread them in NCHW.
   */
  operand(record: Recorded, rank: number, layout: AnyLayout): string {
    const { shape } = record;
    if (layout === "blocked") return this.get(record, shape.length === 4 ? layout : "nhwc");
    if (rank !== 4 || layout === "nhwc" || shape.length === 4) return this.get(record, layout);
    if (shape.length === 0) return this.get(record);
    const padded = [...Array<number>(4 - shape.length).fill(1), ...shape];
    const inRows = this.graph.op("Reshape", [this.get(record), this.graph.ints(padded)]);
    return this.convert({ nhwc: inRows }, padded, "nchw");
  }

  private placeOf(record: Recorded): Place {
    const place = this.places.get(record);
    if (!place) throw new Error("A tensor was used before it was emitted.");
    return place;
  }

  private convert(from: Place, shape: readonly number[], to: AnyLayout): string {
    if (to === "blocked") return toBlocked(this.graph, from.nchw ?? this.convert(from, shape, "nchw"));
    if (from.blocked !== undefined) return this.unblocked(from.blocked, shape, to);
    const source = to === "nchw" ? from.nhwc : from.nchw;
    if (source === undefined) throw new Error("A tensor has no layout to convert from.");
    if (sameInBothLayouts(shape)) {
      return this.graph.op("Reshape", [source, this.graph.ints(to === "nchw" ? nchwShape(shape) : shape)]);
    }
    return this.graph.op("Transpose", [source], { perm: to === "nchw" ? [0, 3, 1, 2] : [0, 2, 3, 1] });
  }

  /** From blocks into NHWC is three times as fast as a transpose from NCHW; a single block is NHWC already. */
  private unblocked(blocks: string, shape: readonly number[], to: Layout): string {
    const channels = lastOf(shape);
    return to === "nhwc" && channels === this.block
      ? this.graph.op("Reshape", [blocks, this.graph.ints(shape)])
      : fromBlocked(this.graph, blocks, channels, to);
  }
}

/** Which of onnxruntime's operators a graph may use: its processors do not have the same ones. */
export type Dialect = {
  /** channels in a block of NCHWc convolutions, which only CPUs have; 0 keeps to standard ONNX */
  block: number;
  /** for a graphics card, which lacks some operators and would leave them to the CPU, or fail */
  card: boolean;
};

/** Everything an emitter works with. */
export type Emission = {
  graph: Graph;
  layouts: Layouts;
  /** how many kernels take a tensor; outputs of the program count as well */
  uses: ReadonlyMap<Recorded, number>;
} & Dialect;
