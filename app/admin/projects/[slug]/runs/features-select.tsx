import { Select } from "../../../../_ui/field.tsx";
import { numbered } from "#lib/numbers.ts";
import { headEpochs } from "#lib/train/head-epochs.ts";

export type EncoderChoice = {
  id: number;
  name: string;
  /** pictures of the project that it has yet to go through */
  missing: number;
};

/** What the form proposes. @param features number of the encoder; "": the pictures */
export const usualEpochs = (features: string): string => (features === "" ? "12" : String(headEpochs));

/** What a training learns from: the pictures themselves, or what a pre-trained encoder sees in them. */
export function FeaturesSelect({
  encoders,
  value,
  onChange,
  problem,
}: {
  encoders: EncoderChoice[];
  /** number of the encoder; "": the pictures */
  value: string;
  onChange: (value: string) => void;
  problem: string | undefined;
}) {
  if (encoders.length === 0) return <input type="hidden" name="features" value="" />;
  const chosen = encoders.find(({ id }) => String(id) === value);
  const hint = !chosen
    ? undefined
    : chosen.missing > 0
      ? `Its features of ${numbered(chosen.missing, "picture")} are made first. The run is marked pre-trained.`
      : "Its features are there. The run is marked pre-trained.";
  return (
    <Select
      label="Sees"
      name="features"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      hint={hint}
      problem={problem}
    >
      <option value="">the pictures</option>
      {encoders.map(({ id, name }) => (
        <option key={id} value={id}>
          features of {name}
        </option>
      ))}
    </Select>
  );
}
