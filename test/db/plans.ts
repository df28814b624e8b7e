import type { OpenDatabase } from "#db/client.ts";

/** Steps of the query plans of everything that `fn` asks of the database. */
export function plansOf({ sqlite }: OpenDatabase, fn: () => void): string[] {
  const plans: string[] = [];
  const prepare = sqlite.prepare.bind(sqlite);
  const explain = (source: string) => {
    const named = [...source.matchAll(/@(\w+)/g)].map(([, name = ""]) => [name, 0] as const);
    const explained = prepare<unknown[], { detail: string }>(`explain query plan ${source}`);
    const rows =
      named.length > 0
        ? explained.all(Object.fromEntries(named))
        : explained.all(...Array<number>((source.match(/\?/g) ?? []).length).fill(0));
    plans.push(...rows.map(({ detail }) => detail));
  };
  sqlite.prepare = (source: string) => {
    if (/^\s*(select|with|insert|update|delete)/i.test(source)) explain(source);
    return prepare(source);
  };
  try {
    fn();
  } finally {
    sqlite.prepare = prepare;
  }
  return plans;
}

/** Every row of one of the tables that grow with the work, with or without an index. */
export const scans = (plans: readonly string[]) =>
  plans.filter((plan) =>
    /^SCAN (judgments|newer|answer|before|given|later|standing|withdrawal|current_judgments|items|leases|routes|predictions|skips|flags)\b/.test(
      plan,
    ),
  );
