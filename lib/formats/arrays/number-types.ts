/** How NumPy stores a number: bytes each, and how one is read. */
export type NumberType = { bytes: number; get(this: void, view: DataView, at: number): number };

const float16 = (bits: number): number => {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 0x1f, bits & 0x3ff];
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
};

const ofOneByte: readonly (readonly [string, NumberType])[] = [
  ["u1", { bytes: 1, get: (view, at) => view.getUint8(at) }],
  ["b1", { bytes: 1, get: (view, at) => view.getUint8(at) }],
  ["i1", { bytes: 1, get: (view, at) => view.getInt8(at) }],
];

/** @param little byte order */
const ofMore = (little: boolean): readonly (readonly [string, NumberType])[] => [
  ["f2", { bytes: 2, get: (view, at) => float16(view.getUint16(at, little)) }],
  ["f4", { bytes: 4, get: (view, at) => view.getFloat32(at, little) }],
  ["f8", { bytes: 8, get: (view, at) => view.getFloat64(at, little) }],
  ["u2", { bytes: 2, get: (view, at) => view.getUint16(at, little) }],
  ["i2", { bytes: 2, get: (view, at) => view.getInt16(at, little) }],
  ["u4", { bytes: 4, get: (view, at) => view.getUint32(at, little) }],
  ["i4", { bytes: 4, get: (view, at) => view.getInt32(at, little) }],
  ["u8", { bytes: 8, get: (view, at) => Number(view.getBigUint64(at, little)) }],
  ["i8", { bytes: 8, get: (view, at) => Number(view.getBigInt64(at, little)) }],
];

/** By NumPy's own names, such as "<f4", "|u1" and ">i8". */
export const numberTypes: ReadonlyMap<string, NumberType> = new Map(
  ["<", ">", "|", "="].flatMap((order) => [
    ...ofOneByte.map(([name, type]) => [order + name, type] as const),
    ...(order === "|" ? [] : ofMore(order !== ">").map(([name, type]) => [order + name, type] as const)),
  ]),
);
