import type { FrameMark } from '../shared/media.ts';
import type { RoomSession } from './connection/room-session.ts';
import type { SessionState } from './connection/state/session-machine.ts';
import type { PageStats } from './hud/stats-overlay.tsx';
import type { OriginReport } from './origin/origin-tint.ts';
import type { LatencyWindow } from './video/latency-window.ts';
import type { LookReport } from './video/look-compensation.ts';

/**
 * Read-only interface of a play or watch page for scripts, at `window.worldroom`: for browser tests and
 * measurements.
 */
export interface PageProbe {
  /** The same as `data-state` on the page's root. */
  readonly state: SessionState;
  /** The page's own session id in the room; undefined before it joined. */
  readonly sessionId: string | undefined;
  /** Session id of the player whose view is displayed; undefined before the first frame. */
  readonly view: string | undefined;
  /** The measurements of the last seconds. */
  stats(): PageStats;
  /**
   * Milliseconds from sampling the devices (`latency`) and from the device event (`inputToPhoton`) to the
   * displayed frame, for the newest frames; and the number of all measurements.
   */
  latencies(): Record<'latency' | 'inputToPhoton', LatencyWindow['readings']>;
  /** The player's direction of view and the displayed one; undefined on a page that does not play. */
  look(): LookReport | undefined;
  /** What the tint shows of where the picture comes from. */
  origins(): OriginReport;
  /** The room's state as plain JSON: tick, world, players and entities by id, controls. */
  roomState(): unknown;
  /**
   * Frame mark of the displayed frame: its tick, pose, newest acknowledged input and timings. In browsers that do
   * not report RTP timestamps, the mark of the newest frame sent.
   */
  lastMark(): FrameMark | undefined;
  /** The second player at the same machine; undefined without one. */
  readonly second: SecondProbe | undefined;
}

/** What the probe says of a second player. */
export type SecondProbe = Pick<PageProbe, 'state' | 'sessionId' | 'view' | 'lastMark'>;

let second: SecondProbe | undefined;

declare global {
  interface Window {
    worldroom?: PageProbe;
  }
}

/** Installs a page's probe; the returned function removes it. */
export function offerProbe(
  session: RoomSession,
  { stats, look, origins }: Pick<PageProbe, 'stats' | 'look' | 'origins'>,
): () => void {
  const probe: PageProbe = Object.freeze({
    get state() {
      return session.state;
    },
    get sessionId() {
      return session.sessionId;
    },
    get view() {
      return session.stage.view;
    },
    get second() {
      return second;
    },
    stats,
    look,
    origins,
    latencies: () => {
      const { latency, inputToPhoton } = session.meter.clock;
      return { latency: latency.readings, inputToPhoton: inputToPhoton.readings };
    },
    roomState: () => session.roomState?.toJSON(),
    lastMark: () => session.mark,
  });
  window.worldroom = probe;
  return () => {
    if (window.worldroom === probe) window.worldroom = undefined;
  };
}

/** Adds a second player to the page's probe; the returned function removes it. */
export function offerSecond(session: RoomSession): () => void {
  const probe: SecondProbe = Object.freeze({
    get state() {
      return session.state;
    },
    get sessionId() {
      return session.sessionId;
    },
    get view() {
      return session.stage.view;
    },
    lastMark: () => session.mark,
  });
  second = probe;
  return () => {
    if (second === probe) second = undefined;
  };
}
