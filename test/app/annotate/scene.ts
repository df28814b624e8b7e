import { calm, type Fate, type Network, openTab, SharedStore } from "./browser.ts";
import { Server } from "./server.ts";
import { Time } from "./time.ts";

/** Thirty pictures on a server, one browser's storage, and a time that tests let pass. */
export let time: Time;
export let server: Server;
export let store: SharedStore;

/** For beforeEach: everything anew. */
export function setTheScene(): void {
  time = new Time();
  server = new Server(time.now, 30);
  store = new SharedStore();
}

/** A network whose fate can be changed at any time. */
export function network(fate: Fate = "fine", latencyMs = 20): Network & { now: Fate } {
  const one = { now: fate, fate: () => one.now, latencyMs: () => latencyMs };
  return one;
}

export const open = (with_: Network = calm, who?: Parameters<typeof openTab>[1]) =>
  openTab({ time, server, store, network: with_ }, who);

/** Labels in the order in which the server saved them. */
export const labels = () => server.judgments.map(({ label }) => label);
