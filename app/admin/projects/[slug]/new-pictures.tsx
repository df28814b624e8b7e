import { predictNew } from "./actions.ts";
import { ActionButton } from "../../../_ui/action-button.tsx";
import { whole } from "../../../_ui/format.ts";
import { Notice } from "../../../_ui/notice.tsx";
import type { Newcomers } from "#db/machines/new-pictures.ts";

const counted = (pictures: number, one: string, many: string): string =>
  `${whole(pictures)} ${pictures === 1 ? `picture ${one}` : `pictures ${many}`}`;

/** What becomes of the pictures that came after the active run was trained. */
export function NewPictures({
  project,
  newcomers: { pictures, state, error },
  lostEncoder,
  working,
}: {
  project: number;
  newcomers: Newcomers;
  /** name of the encoder that the active run needs and that is gone */
  lostEncoder: string | null;
  /** is there a worker? */
  working: boolean;
}) {
  const again = (
    <div className="mt-3">
      <ActionButton action={predictNew} fields={{ project }}>
        Try again
      </ActionButton>
    </div>
  );
  switch (state) {
    case "waiting":
    case "predicting":
      return (
        <Notice tone={working ? "info" : "warning"}>
          {counted(pictures, "waits", "wait")} for a prediction of the active run
          {state === "predicting" ? ", which is looking at them now." : "."}{" "}
          {working
            ? "They join the queue as soon as they have one."
            : "No worker is running, so they have to wait."}
        </Notice>
      );
    case "failed":
      return (
        <Notice tone="danger">
          {pictures > 0 && `${counted(pictures, "waits", "wait")} for a prediction. `}
          The active run could not predict new pictures: {error ?? "the log has the details."}
          {again}
        </Notice>
      );
    case "no weights":
      return (
        <Notice tone="warning">
          {counted(pictures, "has", "have")} no prediction, so people are asked about{" "}
          {pictures === 1 ? "it" : "them"}:{" "}
          {lostEncoder === null
            ? "the weights of the active run are not in the data folder any more. Bring its folder of checkpoints back and try again, or train another run."
            : `the active run needs the encoder ${lostEncoder}, whose file is not in the data folder any more. Add it again under Encoders and try again, or train another run.`}
          {again}
        </Notice>
      );
    case "combined":
      return (
        <Notice>
          {counted(pictures, "has", "have")} no prediction, so people are asked about{" "}
          {pictures === 1 ? "it" : "them"}: several machines as one do not look at new pictures. Let one of
          its runs route, which then predicts them, or train anew.
        </Notice>
      );
    case "elsewhere":
      return (
        <Notice>
          {counted(pictures, "has", "have")} no prediction, so people are asked about{" "}
          {pictures === 1 ? "it" : "them"}: the active run has no model here that could look at new pictures.
          Import its predictions for them, or train a run here and let it route.
        </Notice>
      );
  }
}
