import { Leading } from "../../leading.tsx";
import { duration, percent, whole } from "../../../../_ui/format.ts";
import { Badge } from "../../../../_ui/badge.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { Info } from "../../../../_ui/info.tsx";
import type { PersonView } from "#db/views/person.ts";
import { formatCell } from "#lib/figures/format.ts";
import type { Leads } from "#lib/items/leads.ts";
import { numbered } from "#lib/numbers.ts";
import { leastDecisionMs, leastTimes } from "#lib/quality/fast.ts";
import { alarmLevel, type Finding } from "#lib/quality/findings.ts";

/** What is odd about somebody's answers, with the probability of as much in honest work. */
export function Checks({ view, classes }: { view: PersonView; classes: readonly string[] }) {
  const alarms = view.findings.filter(({ suspicious }) => suspicious).length;
  return (
    <Card
      title={
        <span className="flex items-center gap-2">
          Patterns
          <Info about="these checks" text={explained} />
        </span>
      }
      aside={alarms === 0 ? "nothing unusual" : `${alarms} worth a look`}
    >
      <ul className="flex flex-col divide-y divide-line/60">
        {view.findings.map((finding) => (
          <li
            key={finding.kind}
            className="grid gap-x-6 gap-y-1 py-3.5 first:pt-0 last:pb-0 sm:grid-cols-[12rem_1fr_auto]"
          >
            <p className="flex items-center gap-2 font-medium">
              {titles[finding.kind]}
              <Info about={titles[finding.kind].toLowerCase()} text={definitions[finding.kind]} />
            </p>
            <p className="max-w-prose text-sm text-pretty text-muted tabular-nums">
              {said(finding, classes)}
              {finding.p !== null && <> p = {formatCell(finding.p, "p")}.</>}
              <Pictures leads={view.leads.findings[finding.kind]} />
            </p>
            <p>
              {finding.suspicious ? (
                <Badge tone="danger">worth a look</Badge>
              ) : (
                <Badge>{finding.p === null ? "too few to say" : "usual"}</Badge>
              )}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** The answers that a check speaks of. */
const Pictures = ({ leads }: { leads: Leads | null }) =>
  leads && (
    <>
      {" "}
      <Leading leads={leads}>See {numbered(leads.n, "picture")}</Leading>
    </>
  );

const explained = [
  `Each check raises an alarm when what it saw would happen with a probability of at most ${alarmLevel} in honest work: one person in a thousand is looked at in vain, a check.`,
  "An alarm is a reason to look, not a verdict: a queue that brings one class after another, or a very quick person, can cause one.",
];

const titles: Record<Finding["kind"], string> = {
  "faster than others": "Speed",
  "fast and worse": "Fast and worse",
  "one key": "One key for long",
  "periodic keys": "Keys in a cycle",
};

const definitions: Record<Finding["kind"], readonly string[]> = {
  "faster than others": [
    `How many of their times lie below ${leastDecisionMs} ms. The quickest answers to pictures that are better than guesses come after about 250 ms (Thorpe, Fize & Marlot 1996; VanRullen & Thorpe 2001), so a few such times are slips of the hand and many are not decisions (binomial, with one slip in 50).`,
    "How many of their times lie below the time under which one in a hundred of everybody else’s does. If both come from one distribution, the number is hypergeometric (exceedance test, exact).",
    "It finds quick people too. Whether haste costs anything is what the next check asks.",
  ],
  "fast and worse": [
    "Are their fastest tenth of answers wrong more often than their others? Fisher’s exact test, one-sided. Wrong is held against gold, else against what most of the others said, else against the machine.",
  ],
  "one key": [
    "The longest row of equal answers, and a bound on its probability if the pictures’ classes come in random order with the shares that they are known to have.",
    "No alarm where nine in ten of the row’s answers are what is known of its pictures: then the queue brought them so.",
  ],
  "periodic keys": [
    "The longest row that repeats every two to six answers, such as A B A B, and a bound on its probability in random order, times five for the five periods.",
  ],
};

/** What the comparison could have found: of few times it finds gross haste only. */
const powerSaid = (alarm: number, others: number): string =>
  Number.isNaN(alarm)
    ? `with ${whole(others)} times of others even all of them would raise no alarm`
    : `${whole(alarm)} would raise the alarm${others < 100 ? `, so many since others have given only ${numbered(others, "time")}` : ""}`;

function said({ kind, p, numbers }: Finding, classes: readonly string[]): string {
  const { times = 0, others = 0, fast = 0, expected = 0, limitMs = NaN, answers = 0, alarm = NaN } = numbers;
  const { rushed = 0, rushes = 0 } = numbers;
  const {
    wrongFast = NaN,
    wrongRest = NaN,
    length = 0,
    period = 0,
    known = 0,
    right = 0,
    label = -1,
  } = numbers;
  switch (kind) {
    case "faster than others":
      return [
        rushes === 1 &&
          `${whole(rushed)} of ${whole(times)} times are below ${leastDecisionMs} ms, too quick to look at a picture and decide.`,
        Number.isNaN(limitMs)
          ? `Comparing with others needs ${leastTimes.own} times of theirs and ${leastTimes.others} of others; there are ${whole(times)} and ${whole(others)}.`
          : `${whole(fast)} of ${whole(times)} times below ${duration(limitMs)}, where about ${whole(Math.round(expected))} would be expected; ${powerSaid(alarm, others)}.`,
      ]
        .filter((sentence) => sentence !== false)
        .join(" ");
    case "fast and worse":
      return p === null
        ? `Needs 50 timed answers to pictures of which something else is known; there are ${whole(answers)}.`
        : `Of the fastest ${whole(fast)} (up to ${duration(limitMs)}) ${percent(wrongFast)} are wrong, of the others ${percent(wrongRest)}.`;
    case "one key":
    case "periodic keys": {
      if (p === null) return `Needs 20 labels; there are ${whole(answers)}.`;
      if (length === 0) return "Nothing repeats.";
      const row =
        kind === "one key"
          ? `“${classes[label] ?? "?"}” ${whole(length)} times in a row`
          : `${whole(length)} answers that repeat every ${whole(period)}`;
      return `${row}${known > 0 ? `; ${whole(right)} of ${whole(known)} are what is known of the picture` : ""}.`;
    }
  }
}
