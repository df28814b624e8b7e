import { describe, expect, it } from "vitest";
import { panelProgress, type PanelPart } from "#lib/train/panel-progress.ts";

const part = (state: PanelPart["state"], change: Partial<PanelPart> = {}): PanelPart => ({
  state,
  seconds: state === "finished" ? 100 : null,
  progress: 0,
  startedAt: null,
  ...change,
});

describe("panelProgress", () => {
  it("promises nothing before anything is known, then goes by what the running training shows", () => {
    expect(panelProgress([part("queued"), part("queued")], 0)).toMatchObject({
      progress: 0,
      secondsLeft: null,
    });
    const running = part("running", { progress: 0.25, startedAt: 0 });
    // a quarter in 50 s: 150 s left of this one and 200 s for the next
    expect(panelProgress([running, part("queued")], 50_000)).toMatchObject({
      progress: 0.125,
      secondsLeft: 350,
    });
  });

  it("goes by finished trainings once there are some", () => {
    const parts = [
      part("finished"),
      part("finished", { seconds: 300 }),
      part("running", { progress: 0.5 }),
      part("queued"),
    ];
    expect(panelProgress(parts, 0)).toEqual({ done: 2, failed: 0, progress: 2.5 / 4, secondsLeft: 300 });
  });

  it("is over when nothing waits, whatever came of it; an empty panel too", () => {
    const parts = [part("finished"), part("failed"), part("cancelled")];
    expect(panelProgress(parts, 0)).toEqual({ done: 1, failed: 2, progress: 1, secondsLeft: 0 });
    expect(panelProgress([], 0)).toEqual({ done: 0, failed: 0, progress: 1, secondsLeft: 0 });
  });
});
