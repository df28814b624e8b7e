import { LaunchFields } from "../../../launch-fields.tsx";
import { chosenFields, type LauncherId } from "#lib/launching.ts";

/** Where this training runs, if not where the project says; folded away, since most never ask. */
export function RunPlace({
  offered,
  problems = {},
}: {
  offered: LauncherId[];
  problems?: Record<string, string> | undefined;
}) {
  const wrong = Object.keys(chosenFields.shape).some((name) => problems[name] !== undefined);
  return (
    <details className="rounded-control border border-line px-4 py-3 text-sm" open={wrong || undefined}>
      <summary className="cursor-pointer font-medium">Where it runs</summary>
      <div className="mt-4">
        <LaunchFields launch={null} offered={offered} otherwise="the project" problems={problems} />
      </div>
    </details>
  );
}
