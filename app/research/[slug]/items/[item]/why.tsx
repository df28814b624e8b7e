import { percent } from "../../../../_ui/format.ts";
import type { Queueing } from "#db/views/items/item.ts";
import { numbered } from "#lib/numbers.ts";

/** Why the item goes to people or stays with the machine, and the numbers behind it. */
export function Why({ queueing }: { queueing: Queueing }) {
  const { route } = queueing;
  return (
    <div className="flex flex-col gap-4 text-sm">
      <p className="max-w-prose text-pretty">{reasonOf(queueing)}</p>
      {route && (
        <dl className="grid grid-cols-2 gap-x-6 gap-y-2 tabular-nums sm:grid-cols-4">
          <Number name="Score">{queueing.machine ? known(route.score) : "–"}</Number>
          <Number name="Before any answer">{queueing.machine ? known(route.prior) : "–"}</Number>
          <Number name="η">{queueing.machine ? queueing.eta : "–"}</Number>
          <Number name="Draw">{route.draw.toFixed(3)}</Number>
          <Number name="Answers">
            {route.answers} of {route.overlap} at most
          </Number>
          <Number name="Held just now">{route.held}</Number>
          <Number name="Audited below">{queueing.auditRate}</Number>
        </dl>
      )}
    </div>
  );
}

const known = (score: number): string => (score < 0 ? "none" : percent(score));

const Number = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <div>
    <dt className="text-muted">{name}</dt>
    <dd className="font-medium">{children}</dd>
  </div>
);

function reasonOf({ route, eta, auditRate, machine, inTurn }: Queueing): string {
  if (!route)
    return "It is in no queue: the machine learnt from it, or has yet to predict it. Nobody is asked about it.";
  const { prior, score, draw, overlap, together, wanted, answers, held } = route;
  if (answers >= overlap)
    return `${numbered(answers, "person has", "people have")} answered it, as many as are asked about an item at most.`;
  const out = held > 0 ? ` ${numbered(held, "person holds", "people hold")} it just now.` : "";
  if (answers < wanted)
    return `Somebody has sent it to people: it comes first until ${numbered(wanted, "person has", "people have")} answered it, whatever the team believes.${out}`;
  if (!machine)
    return `There is no machine yet, so people are asked about every item, in a random order.${out}`;
  if (score < 0) return `The machine gives no valid answer, so people are always asked.${out}`;
  if (score <= eta)
    return prior <= eta
      ? `The team is not sure enough: ${percent(score)} is at or below η = ${eta}. People are asked${inTurn ? ", one after the other, until it is" : ""}.${draw < auditRate ? " Its draw puts it among those that are asked at random, before their turn." : ""}${out}`
      : `The machine would have kept it, but an answer of the audit has made the team unsure: ${percent(score)} is at or below η = ${eta}, so it is asked again.${out}`;
  if (prior <= eta)
    return `People were asked because the team was unsure (${percent(prior)}); now it is sure enough.`;
  if (draw < auditRate)
    return answers < together
      ? `The machine keeps it, and its draw puts it into the audit: people are asked all the same, with probability ${percent(auditRate)}.${out}`
      : `The machine keeps it; people were asked for the audit, with probability ${percent(auditRate)}.`;
  return `The machine keeps it: it is surer than η = ${eta}, and its draw does not put it into the audit.`;
}
