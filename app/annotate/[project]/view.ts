/** The two ways to label: a picture at a time, or many at once. */
export type View = "single" | "grid";
