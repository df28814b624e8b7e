/** softmax(logits / temperature), row by row: n × K. Finite for logits of any size. */
export function softmaxRows(logits: Float32Array, classes: number, temperature = 1): Float32Array {
  const p = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    let largest = -Infinity;
    for (let k = start; k < start + classes; k++) largest = Math.max(largest, logits[k]! / temperature);
    let sum = 0;
    for (let k = start; k < start + classes; k++) {
      sum += p[k] = Math.exp(logits[k]! / temperature - largest);
    }
    for (let k = start; k < start + classes; k++) p[k]! /= sum;
  }
  return p;
}
