import { nobodyIn, sentenceOf } from "../projects/[slug]/activity/sentences.ts";
import { Badge, type Tone } from "../../_ui/badge.tsx";
import { LocalTime } from "../../_ui/local-time.tsx";
import type { AuditLine } from "#db/people/audit-log.ts";

/** What an admin may want to look into. */
const marks: Readonly<Record<string, { tone: Tone; text: string }>> = {
  "sign-in.failed": { tone: "warning", text: "failed" },
  "sign-in.blocked": { tone: "danger", text: "throttled" },
};

export function AuditEntries({ entries }: { entries: readonly AuditLine[] }) {
  return (
    <ol className="flex flex-col divide-y divide-line/60 text-sm">
      {entries.map(({ id, at, who, action, detail, project }) => {
        const mark = marks[action];
        return (
          <li
            key={id}
            className="flex flex-wrap items-baseline gap-x-6 gap-y-1 py-3 first:pt-0 last:pb-0 sm:flex-nowrap"
          >
            <span className="flex-1 text-muted sm:w-44 sm:flex-none">
              <LocalTime at={at} />
            </span>
            {mark && (
              <span className="sm:order-last">
                <Badge tone={mark.tone}>{mark.text}</Badge>
              </span>
            )}
            <span className="w-full min-w-0 break-words sm:w-auto sm:flex-1">
              <span className="font-medium">{who ?? nobodyIn(action)}</span> {sentenceOf(action, detail)}
              {project !== null && <span className="text-muted"> · {project}</span>}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
