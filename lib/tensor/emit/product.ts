import type { Emission } from "#lib/tensor/layout.ts";

export type Transposes = { a?: boolean; b?: boolean };

/**
 * The matrix product over the last two of `rank` dimensions, with either operand transposed.
 * onnxruntime's CPU transposes while it multiplies; its cards need the transposed matrix first.
 */
export function product(
  { graph, card }: Emission,
  operands: [a: string, b: string],
  transposes: Transposes,
  rank: number,
): string {
  const { a = false, b = false } = transposes;
  if (!card) {
    const attributes = { transA: a ? 1 : 0, transB: b ? 1 : 0 };
    return graph.op("FusedMatMul", operands, attributes, "com.microsoft");
  }
  const perm = Array.from({ length: rank }, (_, dim) => dim);
  perm.push(...perm.splice(-2).reverse());
  const turned = (matrix: string, turn: boolean) =>
    turn ? graph.op("Transpose", [matrix], { perm }) : matrix;
  const [left, right] = operands;
  return graph.op("MatMul", [turned(left, a), turned(right, b)]);
}
