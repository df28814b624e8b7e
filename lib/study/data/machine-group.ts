import type { MachineGroup } from "#lib/study/data/study.ts";

/**
 * How a method trains its machine, from what the method says of itself.
 * @param phases the method's phases, in order; only whether the first is plain cross-entropy matters
 * Source: Liu et al., appendix B.4, “need a pre-trained model” and “need multiple networks”.
 */
export function machineGroup(nets: number, phases: readonly { plain: boolean }[]): MachineGroup {
  if (nets > 1) return "two networks";
  return phases.length > 1 && phases[0]?.plain ? "from a warm-up" : "from scratch";
}
