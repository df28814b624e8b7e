import { z } from "zod";
import type { Reply } from "#app/annotate/[project]/protocol.ts";

export const leaseMs = 600_000;

const one = z.looseObject({
  lease: z.string(),
  outcome: z.string(),
  label: z.number().nullable().default(null),
  flag: z.string().optional(),
  comment: z.string().optional(),
});
const many = z.object({
  outcome: z.literal("batch"),
  batch: z.string(),
  leases: z.array(z.string()).min(1),
  label: z.number().nullable(),
});
const done = z.union([many, one]);
const isMany = (given: z.output<typeof done>): given is z.output<typeof many> => "batch" in given;
const question = z.object({
  project: z.string(),
  done: done.optional(),
  held: z.array(z.string()),
  want: z.number().max(80),
  today: z.number(),
});
const leases = z.object({ leases: z.array(z.string()) });
const takeBack = z.object({ leases: z.array(z.string()).min(1), today: z.number() });

type Lease = { lease: string; image: string; person: string; servedAt: number; expiresAt: number };
type Judgment = { lease: string; image: string; person: string; label: number | null; withdrawn: boolean };

/** The protocol of app/api/tasks for one project, kept in memory: leases, idempotent answers, undo, release. */
export class Server {
  readonly #now: () => number;
  readonly #images: readonly string[];
  #issued = 0;
  leases: Lease[] = [];
  /** in the order in which they were saved */
  readonly judgments: Judgment[] = [];
  /** in the order in which they were made; undone ones are gone */
  skips: Omit<Lease, "servedAt" | "expiresAt">[] = [];
  /** comment by the key of a flag that stands */
  readonly flags = new Map<string, string>();
  readonly #knownFlags = new Set<string>();
  /** how many answers were refused */
  refusedAnswers = 0;
  /** of every lease there ever was */
  readonly #imageOf = new Map<string, string>();

  constructor(now: () => number, images: number) {
    this.#now = now;
    this.#images = Array.from({ length: images }, (_, i) => `image-${i}`);
  }

  handle(person: string, path: string, body: unknown): Reply {
    switch (path) {
      case "/api/tasks":
        return this.#tasks(person, question.parse(body));
      case "/api/tasks/undo":
        return this.#undo(person, takeBack.parse(body).leases);
      case "/api/tasks/release": {
        const given = leases.parse(body).leases;
        this.leases = this.leases.filter((one) => one.person !== person || !given.includes(one.lease));
        return { status: 200, json: { released: given.length } };
      }
      default:
        return { status: 404, json: "no such page" };
    }
  }

  /** What stands in the end: label by image. */
  standing(): Map<string, number | null> {
    const valid = this.judgments.filter(({ withdrawn }) => !withdrawn);
    return new Map(valid.map(({ image, label }) => [image, label]));
  }

  /** The picture that is served under a lease. */
  imageOf = (lease: string): string => this.#imageOf.get(lease) ?? "no picture";

  #tasks(person: string, { done, held, want }: z.output<typeof question>): Reply {
    let accepted = null;
    const refused: string[] = [];
    if (done && isMany(done)) {
      for (const lease of done.leases) {
        const saved = this.#save(person, { lease, outcome: "label", label: done.label });
        if (saved === null) refused.push(lease);
        else accepted ??= saved;
      }
    } else if (done && !isMany(done)) accepted = this.#save(person, done);
    if (done && accepted === null) {
      this.refusedAnswers++;
      return refusal("This task is no longer yours; the answer could not be saved.");
    }
    const tasks = this.#hand(person, held, want);
    const waiting = tasks.length === 0 && held.length === 0 ? { heldByOthers: 0, nextAt: null } : null;
    return { status: 200, json: { accepted, refused, tasks, progress: this.#progress(person), waiting } };
  }

  #save(person: string, given: z.output<typeof one>): "saved" | "again" | null {
    const { lease, label, outcome, flag, comment } = given;
    if (flag !== undefined) {
      const again = this.#knownFlags.has(outcome + flag);
      this.#knownFlags.add(outcome + flag);
      if (again) return "again";
      if (outcome === "unflag") return this.flags.delete(flag) ? "saved" : null;
      this.flags.set(flag, comment ?? "");
      return "saved";
    }
    if (this.skips.some((one) => one.lease === lease)) return "again";
    if (outcome === "skip") {
      const held = this.leases.find((one) => one.lease === lease && one.person === person);
      if (!held) return null;
      this.skips.push({ lease, image: held.image, person });
      this.leases = this.leases.filter((one) => one !== held);
      return "saved";
    }
    const before = this.judgments.find((one) => one.lease === lease);
    if (before) return before.person === person ? "again" : null;
    const held = this.leases.find((one) => one.lease === lease && one.person === person);
    if (!held) return null;
    this.judgments.push({ lease, image: held.image, person, label, withdrawn: false });
    this.leases = this.leases.filter((one) => one !== held);
    return "saved";
  }

  #undo(person: string, given: readonly string[]): Reply {
    const back = given.map((lease) => this.#takeBack(person, lease));
    const tasks = back.flatMap((one) => (typeof one === "string" ? [] : [one]));
    const [problem] = back.filter((one) => typeof one === "string");
    if (tasks.length === 0) return refusal(problem ?? "");
    return { status: 200, json: { tasks, progress: this.#progress(person) } };
  }

  /** @returns the task, or a sentence why there is none */
  #takeBack(person: string, given: string): { lease: string; was?: string } | string {
    const skip = this.skips.find((one) => one.person === person && one.lease === given);
    if (skip) {
      this.skips = this.skips.filter((one) => one !== skip);
      return { lease: this.#lease(person, skip.image).lease, was: given };
    }
    const answer = this.judgments.find((one) => one.person === person && one.lease === given);
    const newest = this.judgments.findLast((one) => one.person === person && one.image === answer?.image);
    if (!answer || newest !== answer) return "There is no answer of yours to take back.";
    const held = this.leases.find((one) => one.person === person && one.image === answer.image);
    const elsewhere = this.leases.some((one) => one.person !== person && one.image === answer.image);
    if (answer.withdrawn && !held && elsewhere) return "This picture has gone to somebody else.";
    const task = answer.withdrawn && held ? held : this.#lease(person, answer.image);
    answer.withdrawn = true;
    return this.#tell(task);
  }

  /** A lease as the browser sees it. */
  #tell({ lease, image, person }: Lease): { lease: string; was?: string } {
    const before = this.judgments.findLast((one) => one.image === image && one.person === person);
    return { lease, ...(before?.withdrawn && { was: before.lease }) };
  }

  #hand(person: string, held: readonly string[], want: number) {
    const now = this.#now();
    const mine = this.leases.filter((one) => one.person === person && one.expiresAt > now);
    for (const one of mine) one.expiresAt = now + leaseMs;
    const back = mine.filter(({ lease }) => !held.includes(lease));
    const kept = mine.length - back.length;
    const tasks = back.slice(0, Math.max(0, want - kept));
    const standing = this.standing();
    const aside = this.skips.filter((one) => one.person === person).map(({ image }) => image);
    for (const image of [...this.#images.filter((one) => !aside.includes(one)), ...aside]) {
      if (tasks.length + kept >= want) break;
      const taken = this.leases.some((one) => one.image === image && one.expiresAt > now);
      if (!taken && !standing.has(image)) tasks.push(this.#lease(person, image));
    }
    return tasks.map((one) => this.#tell(one));
  }

  #lease(person: string, image: string): Lease {
    const now = this.#now();
    const old = this.leases.find((one) => one.image === image && one.person === person);
    const lease = old?.lease ?? `lease-${++this.#issued}`;
    this.#imageOf.set(lease, image);
    const made = { lease, image, person, servedAt: now, expiresAt: now + leaseMs };
    this.leases = [...this.leases.filter((one) => one !== old), made];
    return made;
  }

  #progress(person: string) {
    const all = this.judgments.filter((one) => one.person === person && !one.withdrawn).length;
    return { today: all, all, left: this.#images.length - this.standing().size };
  }
}

const refusal = (message: string): Reply => ({ status: 409, json: { message } });
