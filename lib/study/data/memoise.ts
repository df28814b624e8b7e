import type { Study } from "#lib/study/data/study.ts";

/** Memoises a function of a Study until one of its answers changes. */
export function memoise<Value>(compute: (study: Study) => Value): (study: Study) => Value {
  const found = new WeakMap<Study, { versions: string; value: Value }>();
  return (study) => {
    const versions = study.raters.map(({ id, version }) => `${id} ${version}`).join("/");
    const before = found.get(study);
    if (before?.versions === versions) return before.value;
    const value = compute(study);
    found.set(study, { versions, value });
    return value;
  };
}
