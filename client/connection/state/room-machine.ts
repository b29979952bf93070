import type { DepartureReason } from '../departure.ts';

/** Phases of a page's membership of its room. */
export type RoomPhase =
  /** The page joins for the first time, or because a person requested it. */
  | 'joining'
  | 'joined'
  /** The connection broke, and the page reconnects by itself. */
  | 'lost'
  /** The page is not in the room, for a `reason`. With `retryAt` set, it retries by itself. */
  | 'out'
  /** Another page of this browser has taken over its seat. */
  | 'elsewhere';

/** How the connection broke: it went silent, the socket was closed, or the device is offline. */
export type LossCause = 'silent' | 'closed' | 'offline';

/** Times are milliseconds on a monotonic clock. */
export interface RoomLinkState {
  readonly phase: RoomPhase;
  readonly since: number;
  /** Increases when the page has to try to join. */
  readonly attempt: number;
  /** True while the newest attempt runs. */
  readonly trying: boolean;
  /** When the next attempt is due. */
  readonly retryAt: number | undefined;
  /** Failed attempts since the page was last in the room for a while. */
  readonly failures: number;
  readonly loss: LossCause | undefined;
  readonly reason: DepartureReason | undefined;
  /** The server's reason, in the person's language. */
  readonly message: string | undefined;
  readonly hiddenAt: number | undefined;
}

/** `chance` in [0, 1) spreads the attempts of many pages over time. */
export type RoomLinkEvent = {
  readonly at: number;
  readonly chance: number;
} /** The page was opened, or a person requested a join. */ & (
  | { readonly type: 'start' }
  | { readonly type: 'joined' }
  | { readonly type: 'dropped'; readonly cause: LossCause }
  /** The server closed the connection with a reason. */
  | { readonly type: 'ended'; readonly reason: DepartureReason; readonly message: string }
  /** The attempt failed; `answered` is false if nothing came back. */
  | {
      readonly type: 'failed';
      readonly reason: DepartureReason;
      readonly message: string;
      readonly answered: boolean;
    }
  | { readonly type: 'online' | 'hidden' | 'visible' | 'tick' }
);

/** Milliseconds between attempts: the first and the longest, each spread by a quarter. */
export const retryPatience = {
  lost: { first: 300, longest: 1_500 },
  full: { first: 4_000, longest: 12_000 },
  tooFrequent: { first: 10_000, longest: 60_000 },
} as const;
/** Milliseconds in the room after which earlier failures no longer count. */
const settledAfter = 10_000;
/** Milliseconds after which a hidden page stops retrying. It continues when it is visible again. */
export const hiddenPatience = 300_000;

export function initialRoom(at: number): RoomLinkState {
  return {
    phase: 'joining',
    since: at,
    attempt: 0,
    trying: false,
    retryAt: undefined,
    failures: 0,
    loss: undefined,
    reason: undefined,
    message: undefined,
    hiddenAt: undefined,
  };
}

/**
 * The membership part of a page's state machine. A pure function: the caller acts when `attempt` has
 * increased.
 */
export function reduceRoom(state: RoomLinkState, event: RoomLinkEvent): RoomLinkState {
  const { at } = event;
  switch (event.type) {
    case 'start':
      if (state.trying || state.phase === 'joined') return state;
      return attempt({ ...initialRoom(at), attempt: state.attempt, hiddenAt: state.hiddenAt });
    case 'joined':
      if (!state.trying) return state;
      return { ...state, ...nothingWrong, phase: 'joined', since: at, trying: false };
    case 'dropped':
      return state.phase === 'joined' ? lose(state, event.cause, event) : state;
    case 'ended':
      return state.phase === 'joined' ? end(state, event) : state;
    case 'failed':
      return state.trying ? fail(state, event) : state;
    case 'hidden':
      return { ...state, hiddenAt: state.hiddenAt ?? at };
    case 'visible':
      return hasten({ ...state, hiddenAt: undefined });
    case 'online':
      return hasten(state);
    case 'tick':
      return tick(state, at);
  }
}

/** Whether a page that is out for this reason retries by itself: true if a place may become free. */
export function comesBack(reason: DepartureReason): boolean {
  return ['full', 'busy', 'server-gone', 'unconfirmed', 'lost'].includes(reason);
}

const nothingWrong = { retryAt: undefined, loss: undefined, reason: undefined, message: undefined } as const;

function lose(state: RoomLinkState, loss: LossCause, { at, chance }: RoomLinkEvent): RoomLinkState {
  const retryAt = at + delay('lost', state.failures, chance);
  return { ...state, ...nothingWrong, phase: 'lost', since: at, loss, retryAt };
}

function end(state: RoomLinkState, event: RoomLinkEvent & { type: 'ended' }): RoomLinkState {
  const { at, reason, message } = event;
  if (reason === 'elsewhere') return { ...state, ...nothingWrong, phase: 'elsewhere', since: at };
  // Backs off if each new connection ends at once.
  if (comesBack(reason)) return lose({ ...state, failures: state.failures + 1 }, 'closed', event);
  return { ...state, ...nothingWrong, phase: 'out', since: at, reason, message };
}

function fail(state: RoomLinkState, event: RoomLinkEvent & { type: 'failed' }): RoomLinkState {
  const { at, chance, reason, message, answered } = event;
  const failures = state.failures + 1;
  const now = { ...state, trying: false, failures, message };
  if (reason === 'elsewhere') return { ...now, ...nothingWrong, phase: 'elsewhere', since: at };
  const kind =
    reason === 'full' || reason === 'busy' ? 'full' : reason === 'too-frequent' ? 'tooFrequent' : 'lost';
  const again = comesBack(reason) || reason === 'too-frequent';
  const retryAt = again ? at + delay(kind, state.failures, chance) : undefined;
  if (state.phase === 'lost' && reason === 'server-gone') {
    // If nothing came back, either the server or the network may be at fault.
    return { ...now, retryAt, reason: answered ? reason : undefined };
  }
  const since = state.phase === 'out' && state.reason === reason ? state.since : at;
  return { ...now, phase: 'out', since, loss: undefined, reason, retryAt };
}

/** Makes a waiting attempt due now. */
function hasten(state: RoomLinkState): RoomLinkState {
  const { retryAt, trying } = state;
  return retryAt === undefined || trying ? state : attempt(state);
}

function tick(state: RoomLinkState, at: number): RoomLinkState {
  if (state.phase === 'joined' && state.failures > 0 && at - state.since >= settledAfter) {
    return { ...state, failures: 0 };
  }
  const { retryAt, trying, hiddenAt } = state;
  if (trying || retryAt === undefined || at < retryAt) return state;
  if (hiddenAt !== undefined && at - hiddenAt >= hiddenPatience) return state;
  return attempt(state);
}

function attempt(state: RoomLinkState): RoomLinkState {
  return { ...state, attempt: state.attempt + 1, trying: true, retryAt: undefined };
}

function delay(kind: keyof typeof retryPatience, failures: number, chance: number): number {
  const { first, longest } = retryPatience[kind];
  return Math.min(longest, first * 2 ** Math.min(10, failures)) * (0.75 + 0.5 * chance);
}
