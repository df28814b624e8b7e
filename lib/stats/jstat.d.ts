/** The parts of jstat that are used here; the package has no types of its own. */
declare module "jstat" {
  const jstat: {
    /** regularised incomplete beta function I_x(a, b) */
    ibeta(x: number, a: number, b: number): number;
    studentt: { inv(p: number, df: number): number };
  };
  export default jstat;
}
