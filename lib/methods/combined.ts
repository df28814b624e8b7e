/** Stands for method and network of a machine that is several others as one. */
export const combined = "combined";
