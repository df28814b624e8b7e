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
import { Outbox, type WaitingAnswer } from "./outbox.ts";
import { PendingUndo } from "./pending-undo.ts";
import { type Failure, type Task, taskServer, type TaskServer } from "./protocol.ts";
import { TaskShelf } from "./task-shelf.ts";
import type { Answer } from "#db/labelling/judgments.ts";

/** Tasks held ready, the one on the screen included. */
const readyTasks = 6;
/** As many as the server gives: among them must be the one that an undo may have brought back. */
const tasksInDoubt = 20;
/** While somebody is here, leases are renewed and an empty queue is asked again at least this often, ms. */
const heartbeatMs = 20_000;
const noUndoNow = "There is no connection just now, so nothing can be taken back.";
const nothingToUndo = "There is no answer left here to take back.";

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
  /** leases that the page before gave back as it closed, until the server has certainly heard of it */
  #givenBack: readonly string[] = [];
  #undo: PendingUndo | null = null;
  /** what was taken back here, by the lease under which it had been done */
  readonly #takenBack = new Map<string, RecentAnswer>();
  /** lease of an answer whose undo may or may not have reached the server */
  #doubtful: string | null = null;

  constructor(options: FeedOptions<Picture>) {
    super(emptySnapshot(options.recent, options.flags));
    const { userId, project, store, tab, now, timers, leaseMs, visible } = options;
    const owner = `${userId}/${project}`;
    this.#options = options;
    this.#server = taskServer(options.post, project);
    this.#shelf = new TaskShelf(options.load, leaseMs, () => this.#tell());
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
    for (const { lease, flag } of this.#outbox.all) if (flag === undefined) this.#shelf.answered(lease);
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
    return this.#done(answer, { lease: answer.lease, label: answer.label });
  }

  /**
   * Put the task on the screen aside for later and show the next.
   * @param visibleMs how long it was looked at
   * @returns as submit()
   */
  skip(lease: string, visibleMs: number | null): boolean {
    return this.#done({ lease, outcome: "skip", visibleMs }, { lease, label: null, skipped: true });
  }

  #done(done: WaitingAnswer, as: RecentAnswer): boolean {
    const { current } = this.#shelf;
    if (this.#undo || current?.lease !== done.lease) return false;
    this.#outbox.add(done);
    this.#shelf.answered(done.lease);
    this.#tell({ recent: [as, ...this.getSnapshot().recent], refused: null });
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
   * Take back one of the person's answers or skips, as soon as the server has it; its task then comes first.
   * @param lease under which it was done; the last one where none is named
   * @returns null when the task is there, otherwise a sentence why not
   */
  undo(lease = this.getSnapshot().recent[0]?.lease): Promise<string | null> {
    if (lease === undefined) return Promise.resolve(nothingToUndo);
    const undo = (this.#undo ??= new PendingUndo(lease));
    this.#tell();
    this.retry();
    return undo.outcome;
  }

  /** Now is a good moment: the connection is back, say, or the page visible. */
  retry(): void {
    this.#conversation.speak();
  }

  /** Another tab has changed the storage: what was answered there need not be answered here. */
  storageChanged(key: string | null, value: string | null): void {
    const lease = this.#outbox.leaseGivenElsewhere(key, value);
    if (lease === null) return;
    this.#shelf.answered(lease);
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
    const want = this.#doubtful === null ? readyTasks : tasksInDoubt;
    const said = await this.#server.exchange(done, this.#shelf.leases, want, askedAt);
    if (said.kind === "refused" && done) {
      const news = this.#outbox.setAside(done);
      const { flag, lease } = done;
      const without =
        flag === undefined ? { recent: this.#recentWithout(lease) } : { flags: this.#flagsWithout(flag) };
      this.#tell({ ...without, ...(news && { refused: said.message }) });
      return "again";
    }
    if (said.kind !== "fine") return this.#failed(said);
    if (done) this.#outbox.remove(done);
    if (!this.#conversation.running) return "stop";
    const { tasks, progress, waiting } = said.value;
    const back = tasks.find(({ was }) => was !== undefined && was === this.#doubtful);
    this.#doubtful = null;
    if (back) this.#granted(back);
    // What was held has gone back already; what was answered is on its way.
    if (waiting?.closed === "paused" || waiting?.closed === "you paused") this.#shelf.clear();
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
    const lease = this.#undo?.lease;
    if (!this.getSnapshot().recent.some((one) => one.lease === lease) || lease === undefined)
      return this.#failed({ kind: "refused", message: nothingToUndo });
    const said = await this.#server.undo(lease, this.#options.now());
    if (said.kind === "unreachable") this.#doubtful = lease;
    // It cannot be taken back any more, so the one before it is the next to try.
    if (said.kind === "refused") this.#tell({ recent: this.#recentWithout(lease) });
    if (said.kind !== "fine") return this.#failed(said);
    const { task, progress } = said.value;
    this.#granted(task);
    this.#tell({ connection: { state: "fine" }, progress });
    return "fine";
  }

  /** The answer is taken back and its task this person's again. */
  #granted(task: Task): void {
    const undo = this.#undo;
    if (undo) undo.granted = true;
    const given = this.getSnapshot().recent.find(({ lease }) => lease === task.was);
    if (given) this.#takenBack.set(given.lease, given);
    this.#tell({ recent: this.#recentWithout(task.was), waiting: null });
    void this.#shelf.putFirst(task).then(() => undo && this.#settle(undo, null));
  }

  #recentWithout(lease: string | undefined): readonly RecentAnswer[] {
    return this.getSnapshot().recent.filter((answer) => answer.lease !== lease);
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
    const { current } = this.#shelf;
    const pending = this.#outbox.all.length;
    const earlier = (current?.was !== undefined && this.#takenBack.get(current.was)) || null;
    this.update({ current, earlier, pending, undoing: this.#undo !== null, ...change });
  }
}
