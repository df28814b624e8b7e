/** log-probabilities up to a constant → probabilities that add up to 1, in place. */
export function normalised(logs: Float64Array): Float64Array {
  let most = -Infinity;
  for (const value of logs) if (value > most) most = value;
  let sum = 0;
  for (let k = 0; k < logs.length; k++) sum += logs[k] = Math.exp((logs[k] ?? NaN) - most);
  for (let k = 0; k < logs.length; k++) logs[k] = (logs[k] ?? NaN) / sum;
  return logs;
}
