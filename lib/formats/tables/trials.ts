import type { Table, TableRow } from "#lib/formats/tables/table.ts";
import { numberOf, textOf } from "#lib/formats/tables/table.ts";

const wanted = ["annotator_id", "is_attn_check", "chosen_category", "cifar10_test_test_idx", "reaction_time"];

/**
 * CIFAR-10H's raw trials: who chose what for which picture of CIFAR-10's test set, and how many milliseconds it took.
 * Its checks of attention are about other pictures and are passed over.
 * @returns null for any other table
 */
export function trialsOf({ columns, rows }: Table): Table | null {
  const at = wanted.map((name) => columns.indexOf(name));
  if (at.includes(-1)) return null;
  const [worker = 0, check = 0, label = 0, place = 0, time = 0] = at;
  async function* trials(): AsyncGenerator<TableRow> {
    for await (const { row, cells, problem } of rows) {
      if (problem !== undefined) yield { row, cells: [], problem };
      else if (numberOf(cells[check]) === 1 || numberOf(cells[place]) < 0) continue;
      else {
        const ms = numberOf(cells[time]) > 0 ? numberOf(cells[time]) : null; // −1 and the like: not measured
        yield { row, cells: [textOf(cells[place]), textOf(cells[worker]), textOf(cells[label]), ms] };
      }
    }
  }
  return { columns: ["item", "worker", "label", "ms"], part: "test", rows: trials() };
}
