import type { Study } from "#lib/study/data/study.ts";

/** What several sections ask of a study: computed once, and again only after an answer has changed. */
export function kept<Value>(compute: (study: Study) => Value): (study: Study) => Value {
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
