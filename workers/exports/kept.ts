const dayMs = 24 * 60 * 60_000;

/** How long the files of an export stay, ms: $TANDEM_EXPORT_DAYS, else two weeks. A setting that is no number is none. */
export function keptMs(): number {
  const days = Number(process.env.TANDEM_EXPORT_DAYS);
  return (days > 0 ? days : 14) * dayMs;
}
