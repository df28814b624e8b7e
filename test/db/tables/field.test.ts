import { describe, expect, test } from "vitest";
import { npy } from "../../lib/formats/tables/npy.ts";
import { labelsBy, pets, takeTable } from "./pets.ts";

/** Tables as the tools of the field write them, about six pets of which two train and four test. */

describe("tables of other tools", () => {
  test("Label Studio: a column a person, items by the ends of their addresses", async () => {
    const store = await pets();
    const tasks = Array.from({ length: 6 }, (_, n) => ({
      data: { image: `https://example.org/all/pets/${n}.png` },
      annotations: [
        {
          completed_by: 1,
          lead_time: 2,
          result: [{ type: "choices", value: { choices: [["cat", "dog"][n % 2]] } }],
        },
        ...(n < 2 ? [{ completed_by: 5, result: [{ type: "choices", value: { choices: ["owl"] } }] }] : []),
      ],
    }));
    const { row, problems } = await takeTable(store, JSON.stringify(tasks));
    expect([row.state, row.labelsAdded, problems]).toEqual(["finished", 8, []]);
    expect(labelsBy(store)).toEqual({ "1": "010101", "5": "22····" });
  });

  test("COCO: one column, called as the table", async () => {
    const store = await pets();
    const coco = {
      images: [0, 3].map((id) => ({ id, file_name: `images/${id}.png` })),
      annotations: [0, 3].map((id) => ({ id, image_id: id, category_id: id })),
      categories: [
        { id: 0, name: "dog" },
        { id: 3, name: "Owl" },
      ],
    };
    const { row } = await takeTable(store, JSON.stringify(coco), { name: "boxes" });
    expect(row).toMatchObject({ state: "finished", labelsAdded: 2 });
    expect(labelsBy(store)).toEqual({ boxes: "1··2··" });
  });

  test("counts without names, as many as the test split has items, are about that", async () => {
    const store = await pets();
    const four = [0, 1, 2, 0].map((label) => [0, 1, 2].map((k) => (k === label ? 9 : 1)));
    const { row } = await takeTable(store, npy(four, "<i8"));
    expect(row).toMatchObject({ state: "finished", labelsAdded: 4 });
    expect(labelsBy(store)).toEqual({ crowd: "··0120" });
    const three = await takeTable(await pets(), npy(four.slice(0, 3), "<i8"));
    expect(three.row.state).toBe("failed");
  });

  test("CIFAR-10H's trials go by the places of the test split, with their times", async () => {
    const store = await pets();
    const heading = "annotator_id,is_attn_check,chosen_category,cifar10_test_test_idx,reaction_time";
    const trials = [heading, "0,0,cat,0,700", "0,1,dog,-99999,5", "1,0,owl,3,800"].join("\n");
    const { row } = await takeTable(store, trials, { workers: "each" });
    expect(row).toMatchObject({ state: "finished", labelsAdded: 2, rows: 2 });
    expect(labelsBy(store)).toEqual({ "0": "··0···", "1": "·····2" });
  });

  test("an array of labels is one worker's; below 0 nothing is said", async () => {
    const store = await pets();
    const signed = Buffer.from(npy([[0], [1], [2], [255], [0], [1]], "|u1", false, "(6,)").toString("latin1").replace("|u1", "|i1"), "latin1"); // prettier-ignore
    const columns = { item: null, worker: null, label: "table", ms: null };
    const { row } = await takeTable(store, signed, { kind: "answers", columns, name: "vit" });
    expect(row).toMatchObject({ state: "finished", labelsAdded: 5 });
    expect(labelsBy(store)).toEqual({ vit: "012·01" });
  });

  test.each([
    ["cut short", '[{"data":{"image":"0.png"},"annotations":[]},{"data"'],
    ["no JSON", '[{"data":{"image":"0.png"},"annotations":[]},{"data":]}]'],
    ["a class that there is not", '[{"item":"0.png","worker":"a","label":"cow"}]'],
  ])("JSON that is %s stores nothing", async (_, text) => {
    const store = await pets();
    const columns = { item: "item", worker: "worker", label: "label", ms: null };
    const { row } = await takeTable(store, text, { kind: "answers", columns }).catch((error: unknown) => ({
      row: { state: "failed", error: String(error) },
    }));
    expect(row.state).toBe("failed");
    expect(labelsBy(store)).toEqual({});
  });
});
