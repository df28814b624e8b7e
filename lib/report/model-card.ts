import { counted, percent } from "#lib/numbers.ts";
import { pythonSnippet, type SnippetFacts, typescriptSnippet } from "#lib/report/model-snippets.ts";

/** What a model's card says. */
export type ModelFacts = SnippetFacts & {
  run: { id: number; name: string; method: string; backbone: string; labels: string };
  project: string;
  trainItems: number | null;
  predictedItems: number | null;
  accuracy: number | null;
  goldItems: number | null;
  /** networks of a cross-fitted run; 1 without */
  folds: number;
  temperature: number | null;
  seed: number;
  synthetic: boolean;
  /** the pre-trained encoder whose features it learnt from; null: it learnt from the pictures alone */
  encoder: { name: string; width: number; size: number; hash: string } | null;
};

/** Text that stands in a table or heading of Markdown as it is. */
const plain = (text: string): string => text.replace(/[\\`*_[\]<>|#]/g, "\\$&").replace(/\s+/g, " ");

const preTrainedWords = ({ width, size, hash }: NonNullable<ModelFacts["encoder"]>): string =>
  `${counted(width)} numbers a picture at ${size} pixels, made by an encoder that learnt from other pictures and is in this file unchanged (its ONNX file has the SHA-256 ${hash}); its own licence holds for it, too`;

/** A model's card in Markdown: what it is, how well it does and what not to expect of it, and how to use it. */
export function modelCard(facts: ModelFacts): string {
  const { run, project, classes, size, batch, folds, trainItems, goldItems, encoder } = facts;
  const right =
    facts.accuracy === null || !goldItems
      ? "not known: no predicted item has a gold label"
      : `${percent(facts.accuracy, 2)} of ${counted(goldItems)} items with gold that it was not trained on`;
  const rows: [string, string][] = [
    ["Project", `${plain(project)}${facts.synthetic ? " (pictures drawn by code)" : ""}`],
    ["Run", `${run.id}, ${plain(run.name)}`],
    ["Method, network", `${plain(run.method)}, ${plain(run.backbone)}; seed ${facts.seed}`],
    ...(encoder
      ? [
          ["Pre-trained", `on the features of ${plain(encoder.name)}: ${preTrainedWords(encoder)}`] as [
            string,
            string,
          ],
        ]
      : []),
    ["Learnt from", `${counted(trainItems)} pictures with the labels of ${plain(run.labels)}`],
    ["Accuracy", right],
    [
      "Temperature",
      facts.temperature === null || facts.temperature === 1
        ? "none fitted"
        : `${facts.temperature.toPrecision(4)}, in the file`,
    ],
    [
      "Classes",
      `${classes.length}: ${classes.slice(0, 20).map(plain).join(", ")}${classes.length > 20 ? ", …" : ""}`,
    ],
  ];
  return `# ${plain(run.name)}

An image classifier trained by Tandem, as one ONNX file (\`${facts.file}\`) for onnxruntime.

| | |
| --- | --- |
${rows.map(([name, value]) => `| ${name} | ${value} |`).join("\n")}

**Input** \`pixels\`: uint8 [${batch}, ${size}, ${size}, 3], red, green, blue, rows from the top. A picture is turned upright, laid on mid grey where it is transparent, cut to its largest centred square and scaled to ${size} × ${size} with Lanczos.

**Output** \`probabilities\`: float32 [${batch}, ${classes.length}], in the order of the classes (also in the file's metadata, \`classes\`).

${encoder ? "Normalisation, the encoder, its features' standardisation, the head" : "Normalisation, the views of a picture that are averaged, the network"}${folds > 1 ? `s of ${folds} folds` : ""}, temperature and softmax are in the file. It gives what Tandem stored for the same pixels, to 1e-5${
    folds > 1
      ? "; of pictures with a label Tandem stored what the one network said that had not seen it, and the file gives the mean of all"
      : ""
  }.

**Do not expect** more than it learnt: people's labels are noisy, it knows no other class than these, its confidence on pictures of another kind means nothing, and it saw pictures at ${size} pixels only.

## TypeScript

\`\`\`ts
${typescriptSnippet(facts)}\`\`\`

## Python

\`\`\`python
${pythonSnippet(facts)}\`\`\`
`;
}
