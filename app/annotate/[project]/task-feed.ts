import { Conversation, type Turn } from "./conversation.ts";
import type { FeedOptions } from "./feed-options.ts";
import { connectionAfter, emptySnapshot, type FeedSnapshot, type RecentAnswer } from "./feed-snapshot.ts";
import { Observable } from "./observable.ts";
import { OpenTabs } from "./open-tabs.ts";
import { Outbox } from "./outbox.ts";
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
  /** lease of an answer whose undo may or may not have reached the server */
  #doubtful: string | null = null;

  constructor(options: FeedOptions<Picture>) {
    super(emptySnapshot(options.recent));
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
    for (const { lease } of this.#outbox.all) this.#shelf.answered(lease);
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
    const { current } = this.#shelf;
    if (this.#undo || current?.lease !== answer.lease) return false;
    const { lease } = current;
    this.#outbox.add(answer);
    this.#shelf.answered(lease);
    const recent = [{ lease, label: answer.label }, ...this.getSnapshot().recent];
    this.#tell({ recent, refused: null });
    this.retry();
    return true;
  }

  /**
   * Take back the person's last answer, as soon as the server has it; its task then comes first.
   * @returns null when the task is there, otherwise a sentence why not
   */
  undo(): Promise<string | null> {
    if (this.getSnapshot().recent.length === 0) return Promise.resolve(nothingToUndo);
    const undo = (this.#undo ??= new PendingUndo());
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
      const news = this.#outbox.setAside(done.lease);
      this.#tell({ recent: this.#recentWithout(done.lease), ...(news && { refused: said.message }) });
      return "again";
    }
    if (said.kind !== "fine") return this.#failed(said);
    if (done) this.#outbox.remove(done.lease);
    if (!this.#conversation.running) return "stop";
    const { tasks, progress, waiting } = said.value;
    const back = tasks.find(({ was }) => was !== undefined && was === this.#doubtful);
    this.#doubtful = null;
    if (back) this.#granted(back);
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
    const [last] = this.getSnapshot().recent;
    if (!last) return this.#failed({ kind: "refused", message: nothingToUndo });
    const said = await this.#server.undo(last.lease, this.#options.now());
    if (said.kind === "unreachable") this.#doubtful = last.lease;
    // It cannot be taken back any more, so the one before it is the next to try.
    if (said.kind === "refused") this.#tell({ recent: this.#recentWithout(last.lease) });
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
    this.#tell({ recent: this.#recentWithout(task.was), waiting: null });
    void this.#shelf.putFirst(task).then(() => undo && this.#settle(undo, null));
  }

  #recentWithout(lease: string | undefined): readonly RecentAnswer[] {
    return this.getSnapshot().recent.filter((answer) => answer.lease !== lease);
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
    this.update({ current, pending, undoing: this.#undo !== null, ...change });
  }
}
