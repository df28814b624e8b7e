/**
 * Sends a model's predictions of all items of a project, and takes the labelled dataset.
 *
 *     TANDEM=https://tandem.example.org/api/v1 TOKEN=tandem_… npx node clients/typescript/example.ts birds
 */
import { type Access, answered, finished, type PredictionLine, sendLines, tandem } from "./client.ts";

/** A model of yours would look at the picture. */
const predict = (classes: readonly string[]): Record<string, number> =>
  Object.fromEntries(classes.map((name) => [name, 1 / classes.length]));

export async function example(
  access: Access,
  project: string,
): Promise<{ predicted: number; bytes: number }> {
  const client = tandem(access);
  const path = { project };
  const { classes } = answered(await client.GET("/projects/{project}", { params: { path } }));

  /** Every item, a page at a time. */
  async function* predictions(): AsyncGenerator<PredictionLine> {
    for (let cursor: string | undefined; ;) {
      const page = answered(
        await client.GET("/projects/{project}/items", {
          params: { path, query: { limit: 500, ...(cursor !== undefined && { cursor }) } },
        }),
      );
      for (const { name } of page.data) yield { item: name, probabilities: predict(classes) };
      if (page.next === null) return;
      cursor = page.next;
    }
  }
  const id = await sendLines(access, project, "predictions", `example ${Date.now()}`, predictions());
  const { labelsAdded } = await finished(
    async () =>
      answered(
        await client.GET("/projects/{project}/imports/{import}", {
          params: { path: { ...path, import: id } },
        }),
      ).import,
  );

  const { id: number } = answered(
    await client.POST("/projects/{project}/exports", { params: { path }, body: { format: "jsonl" } }),
  );
  const { files } = await finished(async () =>
    answered(
      await client.GET("/projects/{project}/exports/{export}", {
        params: { path: { ...path, export: number } },
      }),
    ),
  );
  let bytes = 0;
  for (const { name } of files) {
    const { data } = await client.GET("/projects/{project}/exports/{export}/files/{file}", {
      params: { path: { ...path, export: number, file: name } },
      parseAs: "arrayBuffer",
    });
    bytes += data?.byteLength ?? 0; // or written to a file
  }
  return { predicted: labelsAdded, bytes };
}

if (import.meta.main) {
  const { TANDEM: address = "", TOKEN: token = "" } = process.env;
  const { predicted, bytes } = await example({ address, token }, process.argv[2] ?? "");
  process.stdout.write(`${predicted} items predicted; ${bytes} bytes of dataset\n`);
}
