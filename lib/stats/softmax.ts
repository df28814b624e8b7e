/** softmax(logits / temperature), row by row: n × K. Finite for logits of any size. */
export function softmaxRows(logits: Float32Array, classes: number, temperature = 1): Float32Array {
  const p = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    const row = logits.subarray(start, start + classes);
    const out = p.subarray(start, start + classes);
    let largest = -Infinity;
    for (const logit of row) largest = Math.max(largest, logit / temperature);
    let sum = 0;
    row.forEach((logit, k) => {
      sum += out[k] = Math.exp(logit / temperature - largest);
    });
    out.forEach((value, k) => {
      out[k] = value / sum;
    });
  }
  return p;
}
