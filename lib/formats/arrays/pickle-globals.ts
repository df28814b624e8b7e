import {
  FarBytes,
  KnownGlobal,
  PickledArray,
  PickledStorage,
  PickledType,
  type PickleValue,
} from "#lib/formats/arrays/pickle-values.ts";
import { inMemory } from "#lib/formats/arrays/number-array.ts";

/** What a call of a known name gives; null for arguments that it does not take. */
type Meaning = (args: readonly PickleValue[]) => PickleValue | undefined;

const emptyArray: Meaning = ([kind]) => (kind instanceof KnownGlobal ? new PickledArray() : undefined);

/** numpy.core.numeric._frombuffer(bytes, dtype, shape, order): protocol 5 */
const fromBuffer: Meaning = ([bytes, type, shape, order]) => {
  if (!isBytes(bytes) || !(type instanceof PickledType)) return undefined;
  const array = new PickledArray();
  const dimensions = shapeOf(shape);
  if (!dimensions) return undefined;
  return Object.assign(array, { type, shape: dimensions, data: bytes, byColumns: order === "F" });
};

/** numpy.core.multiarray.scalar(dtype, bytes): one number, as an array without dimensions */
const scalar: Meaning = ([type, bytes]) => {
  if (!isBytes(bytes) || !(type instanceof PickledType)) return undefined;
  return Object.assign(new PickledArray(), { type, shape: [], data: bytes });
};

/** _codecs.encode(text, "latin1"): how Python 3 writes bytes for Python 2. Such texts are bytes here already. */
const encode: Meaning = ([text, codec]) =>
  isBytes(text) && (codec === "latin1" || codec === "latin-1") ? text : undefined;

/** torch._utils._rebuild_tensor(_v2)(storage, offset, size, stride, …) */
const tensor: Meaning = ([storage, offset, size, stride]) => {
  const [shape, steps] = [shapeOf(size), shapeOf(stride)];
  if (!(storage instanceof PickledStorage) || typeof offset !== "number" || !shape || !steps)
    return undefined;
  // only tensors that lie there one value after another: whatever else is saved is a view of a larger one
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if ((shape[axis] ?? 0) > 1 && steps[axis] !== step) return undefined;
    step *= shape[axis] ?? 0;
  }
  return new PickledTensor(storage, offset, shape);
};

/** A PyTorch tensor whose values are read once it is known where its storage lies. */
export class PickledTensor extends PickledArray {
  readonly storage: PickledStorage;
  readonly offset: number;

  constructor(storage: PickledStorage, offset: number, shape: readonly number[]) {
    super();
    [this.storage, this.offset] = [storage, offset];
    this.shape = shape;
    this.type = new PickledType(storage.type);
    this.type.order = storage.type.endsWith("1") ? "|" : "<";
    this.data = inMemory(Buffer.alloc(0));
  }
}

const meanings = new Map<string, Meaning | null>([
  ["numpy ndarray", null],
  ["_codecs encode", encode],
  ["numpy dtype", ([code]) => (typeof code === "string" ? new PickledType(code) : undefined)],
  ["collections OrderedDict", (args) => (args.length === 0 ? new Map() : undefined)],
  ["torch._utils _rebuild_tensor", tensor],
  ["torch._utils _rebuild_tensor_v2", tensor],
  ...["__builtin__", "builtins"].flatMap((module): [string, Meaning][] => [
    [`${module} bytes`, (args) => (args.length === 0 ? "" : undefined)],
    [`${module} set`, ([list]) => (Array.isArray(list) ? list : undefined)],
  ]),
  ...["numpy.core", "numpy._core"].flatMap((module): [string, Meaning][] => [
    [`${module}.multiarray _reconstruct`, emptyArray],
    [`${module}.multiarray scalar`, scalar],
    [`${module}.numeric _frombuffer`, fromBuffer],
  ]),
]);

/** NumPy's names of the types of PyTorch's storages. */
export const storageTypes = new Map([
  ["torch ByteStorage", "u1"],
  ["torch BoolStorage", "b1"],
  ["torch CharStorage", "i1"],
  ["torch ShortStorage", "i2"],
  ["torch IntStorage", "i4"],
  ["torch LongStorage", "i8"],
  ["torch HalfStorage", "f2"],
  ["torch FloatStorage", "f4"],
  ["torch DoubleStorage", "f8"],
]);

/** @param name module and name, with a space between @returns null for whatever is not known here */
export const knownGlobal = (name: string): KnownGlobal | null =>
  meanings.has(name) || storageTypes.has(name) ? new KnownGlobal(name) : null;

/** What calling a known name gives. @returns undefined where it takes no such arguments */
export const meant = ({ name }: KnownGlobal, args: readonly PickleValue[]): PickleValue | undefined =>
  meanings.get(name)?.(args);

/**
 * What a state does to a value (BUILD).
 * @returns whether such a value takes such a state
 */
export function takesState(value: PickleValue | undefined, state: PickleValue | undefined): boolean {
  if (value instanceof PickledType && Array.isArray(state)) {
    const [, order] = state;
    if (typeof order === "string") value.order = order;
    return state.length >= 8 && typeof order === "string" && state[3] === null; // no fields: plain numbers
  }
  if (value instanceof PickledArray && Array.isArray(state)) {
    const [, shape, type, byColumns, data] = state;
    const dimensions = shapeOf(shape);
    if (!dimensions || !(type instanceof PickledType)) return false;
    if (!isBytes(data) && !Array.isArray(data)) return false;
    Object.assign(value, { shape: dimensions, type, byColumns: byColumns === true, data });
    return true;
  }
  return value instanceof Map; // an OrderedDict's attributes, such as PyTorch's _metadata, say nothing here
}

const isBytes = (value: PickleValue | undefined): value is string | FarBytes =>
  typeof value === "string" || value instanceof FarBytes;

function shapeOf(value: PickleValue | undefined): number[] | null {
  if (!Array.isArray(value) || value.length > 8) return null;
  const numbers = value.filter((n) => typeof n === "number" && Number.isSafeInteger(n) && n >= 0);
  return numbers.length === value.length ? numbers.map(Number) : null;
}
