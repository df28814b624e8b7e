import { Conversation, type Turn } from "./conversation.ts";
import type { FeedOptions } from "./feed-options.ts";
import {
  connectionAfter,
  emptySnapshot,
  type FeedSnapshot,
  type OwnFlag,
  type RecentAnswer,
} from "./feed-snapshot.ts";
import { Observable } from "./observable.ts";
import { OpenTabs } from "./open-tabs.ts";
import { flagOf, leasesOf, Outbox, type WaitingAnswer } from "./outbox.ts";
import { PendingUndo } from "./pending-undo.ts";
import { type Failure, type Task, taskServer, type TaskServer, type Waiting } from "./protocol.ts";
import { TaskShelf } from "./task-shelf.ts";
import { mostHeld } from "#lib/held-tasks.ts";
import type { BatchAnswer } from "#db/labelling/batch.ts";
import type { Answer } from "#db/labelling/judgments.ts";

/** Tasks held ready, the one on the screen included. */
const readyTasks = 6;
/** More than are held: among them must be those that an undo may have brought back. */
const tasksInDoubt = 20;
/** While somebody is here, leases are renewed and an empty queue is asked again at least this often, ms. */
const heartbeatMs = 20_000;
const noUndoNow = "There is no connection just now, so nothing can be taken back.";
const partlyRefused = (n: number): string =>
  n === 1
    ? "One of the pictures had gone to somebody else; the other answers are saved."
    : `${n} of the pictures had gone to somebody else; the other answers are saved.`;
const nothingToUndo = "There is no answer left here to take back.";

/** Why somebody is handed nothing, where what they held is not theirs any more either. */
const handedBack: readonly Waiting["closed"][] = ["paused", "you paused", "practice"];

/**
 * The tasks of one annotator: a few held ready with decoded pictures, answers sent in the
 * background in the order given, each until the server has acknowledged it.
 *
 * Requests run one after the other, so an undo can never overtake the answer before it. Asking twice
 * does a thing once: the server knows an answer by its lease, and after an undo whose reply was lost
 * the feed looks whether the picture has come back before it asks again.
 */
export class TaskFeed<Picture> extends Observable<FeedSnapshot<Picture>> {
  readonly #options: FeedOptions<Picture>;
  readonly #server: TaskServer;
  readonly #shelf: TaskShelf<Picture>;
  readonly #outbox: Outbox;
  readonly #tabs: OpenTabs;
  readonly #conversation: Conversation;
  #hold: number;
  /** leases that the page before gave back as it closed, until the server has certainly heard of it */
  #givenBack: readonly string[] = [];
  #undo: PendingUndo | null = null;
  /** what was taken back here, by the lease under which it had been done */
  readonly #takenBack = new Map<string, RecentAnswer>();
  /** leases of answers whose undo may or may not have reached the server */
  #doubtful: readonly string[] | null = null;

  constructor(options: FeedOptions<Picture>) {
    super(emptySnapshot(options.recent, options.flags));
    const { userId, project, store, tab, now, timers, leaseMs, visible } = options;
    const owner = `${userId}/${project}`;
    this.#options = options;
    this.#hold = options.hold ?? readyTasks;
    this.#server = taskServer(options.post, project);
    const load = (lease: string) => {
      const away = (picturesAway: boolean) => {
        if (picturesAway !== this.getSnapshot().picturesAway) this.#tell({ picturesAway });
      };
      return options.load(lease, { away, wanted: () => this.#conversation.running });
    };
    this.#shelf = new TaskShelf(load, options.loads ?? 1, leaseMs, () => this.#tell());
    this.#outbox = new Outbox(store, owner, now);
    this.#tabs = new OpenTabs(store, owner, tab, now);
    this.#conversation = new Conversation(timers, Math.min(heartbeatMs, leaseMs / 3), {
      turn: () => this.#turn(),
      more: () => this.#outbox.all.length > 0 || this.#givenBack.length > 0 || this.#undoWanted,
      heartbeat: () => {
        this.#tabs.here();
        return visible();
      },
    });
  }

  /** @returns a function that gives the tasks back and ends it; it can be started again */
  start(): () => void {
    this.#outbox.open();
    this.#shelf.answered(this.#outbox.all.flatMap(leasesOf));
    this.#tabs.here();
    this.#givenBack = this.#tabs.givenBack;
    this.#conversation.start();
    return () => this.#stop();
  }

  #stop(): void {
    if (!this.#conversation.running) return;
    this.#conversation.stop();
    const { leases } = this.#shelf;
    this.#shelf.clear();
    if (this.#undo) this.#settle(this.#undo, noUndoNow);
    const back = this.#tabs.gone(leases);
    if (back.length > 0) void this.#server.release(back, true);
  }

  /**
   * Take the answer to the task on the screen and show the next.
   * @returns false when it is not on the screen any more, or an undo is under way: nothing was taken then
   */
  submit(answer: Answer): boolean {
    const { lease, label } = answer;
    return this.#isCurrent(lease) && this.#done(answer, [{ lease, label }]);
  }

  /**
   * Put the task on the screen aside for later and show the next.
   * @param visibleMs how long it was looked at
   * @returns as submit()
   */
  skip(lease: string, visibleMs: number | null): boolean {
    return this.#isCurrent(lease) && this.#skip(lease, visibleMs);
  }

  #skip(lease: string, visibleMs: number | null): boolean {
    return this.#done({ lease, outcome: "skip", visibleMs }, [{ lease, label: null, skipped: true }]);
  }

  /**
   * Take one answer to several tasks that are ready.
   * @returns as submit()
   */
  submitBatch(given: BatchAnswer): boolean {
    const { leases, label, batch } = given;
    return this.#done(
      given,
      leases.map((lease) => ({ lease, label, batch })),
    );
  }

  /** Put several tasks that are ready aside for later. @returns as submit() */
  skipAll(leases: readonly string[]): boolean {
    return leases.map((lease) => this.#skip(lease, null)).some(Boolean);
  }

  readonly #isCurrent = (lease: string): boolean => this.#shelf.ready[0]?.lease === lease;

  #done(done: WaitingAnswer, as: readonly RecentAnswer[]): boolean {
    const ready = new Set(this.#shelf.ready.map(({ lease }) => lease));
    const leases = leasesOf(done);
    if (this.#undo || !leases.every((lease) => ready.has(lease))) return false;
    this.#outbox.add(done);
    this.#shelf.answered(leases);
    this.#tell({ recent: [...as, ...this.getSnapshot().recent], refused: null });
    this.retry();
    return true;
  }

  /** A remark on a picture that the person holds, has answered or has skipped. It replaces their last one on it. */
  flag(raised: OwnFlag): void {
    this.#outbox.add({ ...raised, outcome: "flag" });
    const others = this.getSnapshot().flags.filter(({ lease }) => lease !== raised.lease);
    this.#tell({ flags: [raised, ...others], refused: null });
    this.retry();
  }

  /** Take back one's own remark. */
  unflag({ flag, lease }: OwnFlag): void {
    this.#outbox.add({ lease, flag, outcome: "unflag" });
    this.#tell({ flags: this.#flagsWithout(flag), refused: null });
    this.retry();
  }

  /**
   * Take back some of the person's answers or skips, as soon as the server has them; their tasks then come first.
   * @param leases under which they were done; the last one where none is named
   * @returns null when the tasks are there, otherwise a sentence why not
   */
  undo(
    leases: readonly string[] = this.getSnapshot()
      .recent.slice(0, 1)
      .map(({ lease }) => lease),
  ): Promise<string | null> {
    if (leases.length === 0) return Promise.resolve(nothingToUndo);
    const undo = (this.#undo ??= new PendingUndo(leases));
    this.#tell();
    this.retry();
    return undo.outcome;
  }

  /** Hold so many tasks ready from now on; what is held beyond that is not given back. */
  hold(tasks: number): void {
    if (tasks === this.#hold) return;
    this.#hold = tasks;
    this.retry();
  }

  /** Now is a good moment: the connection is back, say, or the page visible. */
  retry(): void {
    this.#conversation.speak();
  }

  /** Another tab has changed the storage: what was answered there need not be answered here. */
  storageChanged(key: string | null, value: string | null): void {
    const leases = this.#outbox.leasesGivenElsewhere(key, value);
    if (leases.length === 0) return;
    this.#shelf.answered(leases);
    this.retry();
  }

  get #undoWanted(): boolean {
    return this.#undo?.granted === false;
  }

  /** Answers go first, in order; then an undo; then the question for more tasks. */
  async #turn(): Promise<Turn> {
    if (this.#givenBack.length > 0) return this.#giveBackAgain();
    const [done] = this.#outbox.all;
    if (!done && this.#undoWanted && this.#doubtful === null) return this.#takeBack();
    const askedAt = this.#options.now();
    const hold = this.#hold;
    const doubtful = this.#doubtful;
    const want =
      doubtful === null ? hold : Math.min(mostHeld, Math.max(tasksInDoubt, hold + doubtful.length));
    const said = await this.#server.exchange(done, this.#shelf.leases, want, askedAt);
    if (said.kind === "refused" && done) {
      const news = this.#outbox.setAside(done);
      const flag = flagOf(done);
      const without =
        flag === undefined
          ? { recent: this.#recentWithout(leasesOf(done)) }
          : { flags: this.#flagsWithout(flag) };
      this.#tell({ ...without, ...(news && { refused: said.message }) });
      return "again";
    }
    if (said.kind !== "fine") return this.#failed(said);
    if (done) this.#outbox.remove(done);
    if (!this.#conversation.running) return "stop";
    const { tasks, progress, waiting, refused } = said.value;
    const back = tasks.filter(({ was }) => was !== undefined && doubtful?.includes(was));
    this.#doubtful = null;
    if (back.length > 0) this.#granted(back);
    if (refused.length > 0)
      this.#tell({ recent: this.#recentWithout(refused), refused: partlyRefused(refused.length) });
    // What was held has gone back already; what was answered is on its way.
    if (waiting && handedBack.includes(waiting.closed)) this.#shelf.clear();
    this.#shelf.take(tasks, askedAt);
    this.#tell({ progress, waiting, connection: { state: "fine" } });
    return "fine";
  }

  async #giveBackAgain(): Promise<Turn> {
    const said = await this.#server.release(this.#givenBack, false);
    if (said.kind !== "fine") return this.#failed(said);
    this.#givenBack = [];
    this.#tabs.heard();
    return "again";
  }

  async #takeBack(): Promise<Turn> {
    const known = new Set(this.getSnapshot().recent.map(({ lease }) => lease));
    const leases = this.#undo?.leases.filter((lease) => known.has(lease)) ?? [];
    if (leases.length === 0) return this.#failed({ kind: "refused", message: nothingToUndo });
    const said = await this.#server.undo(leases, this.#options.now());
    if (said.kind === "unreachable") this.#doubtful = leases;
    // What cannot be taken back any more is gone from what could be, so the one before it is the next to try.
    if (said.kind === "refused") this.#tell({ recent: this.#recentWithout(leases) });
    if (said.kind !== "fine") return this.#failed(said);
    const { tasks, progress } = said.value;
    this.#granted(tasks);
    this.#tell({ recent: this.#recentWithout(leases) });
    this.#tell({ connection: { state: "fine" }, progress });
    return "fine";
  }

  /** The answers are taken back and their tasks this person's again. */
  #granted(tasks: readonly Task[]): void {
    const undo = this.#undo;
    if (undo) undo.granted = true;
    const were = tasks.flatMap(({ was = [] }) => was);
    for (const given of this.getSnapshot().recent)
      if (were.includes(given.lease)) this.#takenBack.set(given.lease, given);
    this.#tell({ recent: this.#recentWithout(were), waiting: null });
    void this.#shelf.putFirst(tasks).then(() => undo && this.#settle(undo, null));
  }

  #recentWithout(leases: readonly string[]): readonly RecentAnswer[] {
    return this.getSnapshot().recent.filter(({ lease }) => !leases.includes(lease));
  }

  #flagsWithout(flag: string): readonly OwnFlag[] {
    return this.getSnapshot().flags.filter((other) => other.flag !== flag);
  }

  #settle(undo: PendingUndo, problem: string | null): void {
    if (this.#undo === undo) this.#undo = null;
    this.#tell();
    undo.settle(problem);
  }

  #failed(said: Failure): Turn {
    const problem = said.kind === "unreachable" ? noUndoNow : said.message;
    if (this.#undo?.granted === false) this.#settle(this.#undo, problem);
    else if (said.kind === "refused") this.#tell({ refused: problem });
    this.#tell({ connection: connectionAfter(said) });
    return said.kind === "unreachable" ? "unreachable" : "stop";
  }

  #tell(change: Partial<FeedSnapshot<Picture>> = {}): void {
    const { ready } = this.#shelf;
    const current = ready[0] ?? null;
    const pending = this.#outbox.all.length;
    const earlier = (current?.was !== undefined && this.#takenBack.get(current.was)) || null;
    this.update({ current, ready, earlier, pending, undoing: this.#undo !== null, ...change });
  }
}
