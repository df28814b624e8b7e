/** An array as numpy.save writes it. @param descr such as "<f4" */
export function npy(
  rows: readonly (readonly number[])[],
  descr = "<f4",
  fortran = false,
  shape = `(${rows.length}, ${rows[0]?.length ?? 0})`,
): Buffer {
  const heading = `{'descr': '${descr}', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': ${shape}, }`;
  const padded = heading.padEnd(Math.ceil((heading.length + 11) / 64) * 64 - 11) + "\n";
  const prefix = Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, padded.length & 255, padded.length >> 8]);
  const width = rows[0]?.length ?? 0;
  const ordered = fortran
    ? Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? 0)).flat()
    : rows.flat();
  const bytes = Buffer.alloc(ordered.length * Number(descr.slice(2)));
  for (const [index, value] of ordered.entries()) {
    if (descr === "<f4") bytes.writeFloatLE(value, index * 4);
    else if (descr === "<f8") bytes.writeDoubleLE(value, index * 8);
    else if (descr === "<i8") bytes.writeBigInt64LE(BigInt(value), index * 8);
    else bytes.writeUIntLE(value, index * Number(descr.slice(2)), Number(descr.slice(2)));
  }
  return Buffer.concat([prefix, Buffer.from(padded, "latin1"), bytes]);
}
