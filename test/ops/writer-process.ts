/** Adds judgments one after the other until it is killed, and prints the id of each that was committed. Argument: database. */
import { openDatabase, write } from "#db/client.ts";
import { items, judgments, raters } from "#db/schema.ts";

const [path = ""] = process.argv.slice(2);
const { db } = openDatabase(path);
const [rater] = db.select().from(raters).all();
const all = db.select({ id: items.id }).from(items).all();
if (!rater) throw new Error("there is no rater");
for (let i = 0; ; i++) {
  const itemId = all[i % all.length]?.id ?? 0;
  const { id } = write(db, (tx) =>
    tx
      .insert(judgments)
      .values({
        projectId: rater.projectId,
        itemId,
        raterId: rater.id,
        outcome: "label",
        label: 0,
        receivedAt: i,
      })
      .returning({ id: judgments.id })
      .get(),
  );
  process.stdout.write(`${id}\n`);
}
