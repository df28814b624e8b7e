import Link from "next/link";
import type { ReactNode } from "react";
import { definitions } from "./definitions.ts";
import { ItemsCount } from "./items-count.tsx";
import { arrowsExplained, percentAt, Whisker } from "./whisker.tsx";
import { duration, percent, whole } from "../../_ui/format.ts";
import { Info } from "../../_ui/info.tsx";
import type { TeamView } from "#db/views/team.ts";
import { type AccuracyScale, accuracyScale, isCut } from "#lib/figures/accuracy-scale.ts";
import { formatTick } from "#lib/figures/format.ts";
import type { Proportion } from "#lib/stats/proportion.ts";
import { numbered } from "#lib/numbers.ts";

const head = "pb-2 pl-4 text-right font-medium first:pl-0 first:text-left";
const cell = "py-3 pl-4 text-right align-top whitespace-nowrap tabular-nums";
/** Columns that a phone shows as a line under the name, or not at all. */
const wide = "hidden sm:table-cell";

/** One scale for everybody who labels, so that the two tables can be compared; null without any gold. */
export function raterScale({
  persons,
  columns,
}: Pick<TeamView, "persons" | "columns">): AccuracyScale | null {
  const shares = [...persons, ...columns].map(({ accuracy }) => accuracy);
  return shares.some(({ value }) => value !== null) ? accuracyScale(shares) : null;
}

/** People who label here. */
export function Persons({
  slug,
  persons,
  scale,
}: {
  slug: string;
  persons: TeamView["persons"];
  scale: AccuracyScale | null;
}) {
  if (persons.length === 0)
    return (
      <p className="text-sm text-muted">
        Nobody has labelled anything yet. Deferred items are waiting on the Annotate page; people appear here
        with their first answer.
      </p>
    );
  return (
    <>
      <table className="w-full text-sm">
        <thead className="text-muted">
          <tr className="border-b border-line">
            <th className={head}>Person</th>
            <th className={`${head} ${wide}`}>Labels</th>
            <th className={`${head} ${wide}`}>Can’t tell</th>
            <th className={`${head} ${wide}`}>
              <Named about="median time" text={definitions.time}>
                Median time
              </Named>
            </th>
            <AccuracyHead scale={scale} about="a person’s accuracy" text={definitions.personAccuracy} />
          </tr>
        </thead>
        <tbody>
          {persons.map(({ id, name, labels, unsure, accuracy, medianMs }) => (
            <tr key={id} className="border-b border-line/60 last:border-0">
              <th scope="row" className="py-3 text-left align-top font-medium">
                <Link
                  href={`/research/${slug}/people/${id}`}
                  className="underline decoration-line-strong underline-offset-4 hover:decoration-ink"
                >
                  {name}
                </Link>
                <span className="block font-normal text-muted tabular-nums sm:hidden">
                  {numbered(labels, "label")}, {whole(unsure)} can’t tell
                  <br />
                  {duration(medianMs)} median
                </span>
              </th>
              <td className={`${cell} ${wide}`}>
                <ItemsCount slug={slug} filter={{ said: [{ rater: `person-${id}`, answer: "any" }] }}>
                  {whole(labels)}
                </ItemsCount>
              </td>
              <td className={`${cell} ${wide}`}>
                <ItemsCount slug={slug} filter={{ said: [{ rater: `person-${id}`, answer: "unsure" }] }}>
                  {whole(unsure)}
                </ItemsCount>
              </td>
              <td className={`${cell} ${wide}`}>{duration(medianMs)}</td>
              <Accuracy accuracy={accuracy} scale={scale} {...{ slug, rater: `person-${id}` }} />
            </tr>
          ))}
        </tbody>
      </table>
      <CutNote scale={scale} raters={persons} />
    </>
  );
}

/** Label columns that came with the data. */
export function Columns({
  slug,
  columns,
  scale,
}: {
  slug: string;
  columns: TeamView["columns"];
  scale: AccuracyScale | null;
}) {
  return (
    <>
      <table className="w-full text-sm">
        <thead className="text-muted">
          <tr className="border-b border-line">
            <th className={head}>Column</th>
            <th className={head}>Labels</th>
            <AccuracyHead scale={scale} about="a column’s accuracy" text={definitions.columnAccuracy} />
          </tr>
        </thead>
        <tbody>
          {columns.map(({ id, name, labels, accuracy }) => (
            <tr key={id} className="border-b border-line/60 last:border-0">
              <th scope="row" className="py-3 text-left align-top font-medium">
                {name}
              </th>
              <td className={cell}>
                <ItemsCount slug={slug} filter={{ said: [{ rater: `column-${id}`, answer: "any" }] }}>
                  {whole(labels)}
                </ItemsCount>
              </td>
              <Accuracy accuracy={accuracy} scale={scale} {...{ slug, rater: `column-${id}` }} />
            </tr>
          ))}
        </tbody>
      </table>
      <CutNote scale={scale} raters={columns} />
    </>
  );
}

/** What an arrow means, where one is drawn. */
const CutNote = ({
  scale,
  raters,
}: {
  scale: AccuracyScale | null;
  raters: readonly { accuracy: Proportion }[];
}) =>
  scale &&
  isCut(
    scale,
    raters.map(({ accuracy }) => accuracy),
  ) && <p className="mt-3 hidden text-sm text-muted sm:block">{arrowsExplained}</p>;

const Named = ({
  about,
  text,
  children,
}: {
  about: string;
  text: readonly string[];
  children: ReactNode;
}) => (
  <span className="inline-flex items-center gap-2 whitespace-nowrap">
    {children} <Info about={about} text={text} />
  </span>
);

/** Two columns: the numbers, and where there is room the drawing with the ends of its scale. */
const AccuracyHead = ({
  scale,
  about,
  text,
}: {
  scale: AccuracyScale | null;
  about: string;
  text: readonly string[];
}) => (
  <>
    <th className={head}>
      <Named about={about} text={text}>
        Accuracy
      </Named>
    </th>
    {scale && (
      <td className={`w-2/5 pb-2 pl-8 ${wide}`} aria-hidden>
        <span className="flex justify-between text-xs tabular-nums">
          <span>{formatTick(scale.low, "percent")}</span>
          <span>{formatTick(scale.high, "percent")}</span>
        </span>
      </td>
    )}
  </>
);

const Accuracy = ({
  accuracy,
  scale,
  slug,
  rater,
}: {
  accuracy: Proportion;
  scale: AccuracyScale | null;
  slug: string;
  /** whose wrong answers the number leads to */
  rater: string;
}) => (
  <>
    <td className={cell}>
      {accuracy.value === null ? (
        percent(null)
      ) : (
        <ItemsCount slug={slug} filter={{ said: [{ rater, answer: "wrong" }] }}>
          {percent(accuracy.value)}
        </ItemsCount>
      )}
      <span className="block text-xs text-muted">
        {accuracy.value === null
          ? "no gold with the data"
          : `${percent(accuracy.low)} – ${percent(accuracy.high)}, n = ${whole(accuracy.n)}`}
      </span>
    </td>
    {scale && (
      <td className={`pl-8 ${wide}`} aria-hidden>
        <div className="relative h-9">
          {scale.ticks.map((tick) => (
            <div
              key={tick}
              className="absolute inset-y-0 -ml-px w-px bg-line/70"
              style={{ left: percentAt(scale, tick) }}
            />
          ))}
          <Whisker share={accuracy} scale={scale} tone="people" />
        </div>
      </td>
    )}
  </>
);
