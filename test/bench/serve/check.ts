import type { OpenDatabase } from "#db/client.ts";

/** What the database holds of answers that were acknowledged. */
export function checkStored({ sqlite }: OpenDatabase, acknowledged: readonly string[], projectId: number) {
  const find = sqlite.prepare<[string], { n: number }>(
    "select count(*) as n from judgments where leaseId = ?",
  );
  const found = acknowledged.map((lease) => find.get(lease)?.n ?? 0);
  const beyond = sqlite
    .prepare<[number, number], { n: number }>(
      `select count(*) as n from (
         select answer.itemId from current_judgments answer join raters on raters.id = answer.raterId
         where answer.projectId = ? and raters.source = 'person' and coalesce(answer.late, 0) = 0
         group by answer.itemId having count(*) > (select overlap from projects where id = ?))`,
    )
    .get(projectId, projectId);
  return {
    stored: found.filter((n) => n > 0).length,
    lost: found.filter((n) => n === 0).length,
    twice: found.filter((n) => n > 1).length + (acknowledged.length - new Set(acknowledged).size),
    beyond: beyond?.n ?? 0,
  };
}
