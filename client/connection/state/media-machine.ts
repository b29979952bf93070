/** The feature that a browser lacks: WebRTC, the permission to use it, or the codec of all views. */
export type MissingMedia = 'webrtc' | 'blocked' | 'vp8';

/** Phases of receiving the wanted view. */
export type MediaPhase =
  /** No view is wanted. */
  | 'idle'
  /** The browser cannot receive views. */
  | 'unsupported'
  /** Page and server negotiate a path. */
  | 'opening'
  /** The server was asked to send, and ICE's connectivity checks (RFC 8445) have no answer yet. */
  | 'checking'
  /** The path answers; no frame has been decoded yet. */
  | 'reached'
  /** Frames of the wanted stream are decoded. */
  | 'flowing'
  /** Frames were decoded before, but none arrive now. */
  | 'stalled'
  /** The path could not be opened, or ICE gave up. The next attempt is at `retryAt`. */
  | 'refused';

/** Times are milliseconds on a monotonic clock. */
export interface MediaState {
  readonly phase: MediaPhase;
  /** When the phase began, or when the page became visible again if that was later. */
  readonly since: number;
  readonly missing: MissingMedia | undefined;
  /** Whether this page has ever shown a picture. */
  readonly hadPicture: boolean;
  /** Since when a wanted picture is missing; undefined while it is there. */
  readonly blankSince: number | undefined;
  /** Whether the newest checked path was reachable; undefined before the first result. */
  readonly reachable: boolean | undefined;
  /** ICE gave up on the newest path. */
  readonly iceFailed: boolean;
  /** The connected path has not answered for some seconds. */
  readonly interrupted: boolean;
  /** Times of the newest decoded frame of the wanted stream, and of the room's newest frame mark. */
  readonly frameAt: number;
  readonly paintedAt: number;
  /** Paths that could not be opened since the last frame. */
  readonly refusals: number;
  /** Message of the server or the browser about the last failure. */
  readonly message: string | undefined;
  readonly retryAt: number | undefined;
  /** A hidden page gets no frames, so a missing frame is no fault. */
  readonly hidden: boolean;
  /**
   * Increases when the view must be received again: over a new path if `fresh`, else over the present one.
   */
  readonly attempt: { readonly count: number; readonly fresh: boolean };
}

export type MediaEvent = { readonly at: number } & (
  | { readonly type: 'wanted' | 'unwanted' }
  | { readonly type: 'unsupported'; readonly missing: MissingMedia }
  /** The server was asked to send over the path, so frames are due. */
  | { readonly type: 'requested' }
  /** ICE got an answer; the path stopped answering; ICE gave up. */
  | { readonly type: 'reached' | 'interrupted' | 'iceFailed' }
  /** A frame of the wanted stream was decoded. */
  | { readonly type: 'decoded' }
  /** The room reported that it painted a frame of the wanted view. */
  | { readonly type: 'painted' }
  | { readonly type: 'refused'; readonly message: string }
  /** The server reported the path as lost, or the page joined the room again. */
  | { readonly type: 'pathLost' }
  | { readonly type: 'hidden' | 'visible' | 'tick' }
);

/**
 * Milliseconds to wait before the view is received again. ICE checks a path twenty times a second, so a path
 * without an answer for 2 s is blocked. A path that answers gets time for DTLS and a codec keyframe.
 */
export const mediaPatience = {
  /** For the server's answers, each of which has a shorter timeout of its own. */
  opening: 30_000,
  checking: 2_000,
  reached: 6_000,
  /** Without frame marks from the room: the room is late, not the path. */
  unpainted: 12_000,
  stalled: 5_000,
  interrupted: 2_500,
  /** Between refusals: the first, and the longest. */
  refused: { first: 250, longest: 1_000 },
} as const;

/** Milliseconds without a picture after which a page explains the possible cause. */
export const blankPatience = 5_000;

export function initialMedia(at: number): MediaState {
  return {
    phase: 'idle',
    since: at,
    missing: undefined,
    hadPicture: false,
    blankSince: undefined,
    reachable: undefined,
    iceFailed: false,
    interrupted: false,
    frameAt: at,
    paintedAt: Number.NEGATIVE_INFINITY,
    refusals: 0,
    message: undefined,
    retryAt: undefined,
    hidden: false,
    attempt: { count: 0, fresh: false },
  };
}

/**
 * The media part of a page's state machine. A pure function: the caller acts when `attempt` has increased.
 */
export function reduceMedia(state: MediaState, event: MediaEvent): MediaState {
  const { at } = event;
  if (event.type === 'unsupported') {
    return { ...initialMedia(at), phase: 'unsupported', missing: event.missing, hidden: state.hidden };
  }
  if (event.type === 'hidden') return { ...state, hidden: true };
  if (event.type === 'visible') return becameVisible(state, at);
  if (state.phase === 'unsupported') return state;
  if (event.type === 'wanted') return wanted(state, at);
  if (event.type === 'unwanted') {
    return { ...enter(state, 'idle', at), blankSince: undefined, retryAt: undefined, message: undefined };
  }
  if (event.type === 'painted') return { ...state, paintedAt: at };
  if (state.phase === 'idle') return state;
  switch (event.type) {
    case 'decoded':
      return {
        ...(state.phase === 'flowing' ? state : enter(state, 'flowing', at)),
        ...{ hadPicture: true, blankSince: undefined, frameAt: at, refusals: 0, message: undefined },
        ...{ retryAt: undefined, reachable: true, iceFailed: false, interrupted: false },
      };
    case 'requested':
      // The displayed picture stays until the frames of its successor arrive.
      return state.phase === 'flowing' ? state : enter(state, 'checking', at);
    case 'reached': {
      const now = { ...state, reachable: true, iceFailed: false, interrupted: false };
      return state.phase === 'checking' ? enter(now, 'reached', at) : now;
    }
    case 'interrupted':
      return { ...state, interrupted: true };
    case 'iceFailed':
      return refuse({ ...state, iceFailed: true, reachable: false }, undefined, true, at);
    case 'refused':
      return refuse(state, event.message, false, at);
    case 'pathLost':
      return receiveAnew(blank(state, at), true, at);
    case 'tick':
      return tick(state, at);
  }
}

function wanted(state: MediaState, at: number): MediaState {
  const now = { ...state, frameAt: at, refusals: 0, retryAt: undefined };
  // The picture of the former view stays until the new one is there.
  return state.phase === 'flowing' ? now : enter(blank(now, at), 'opening', at);
}

function becameVisible(state: MediaState, at: number): MediaState {
  if (!state.hidden) return state;
  const blankSince = state.blankSince === undefined ? undefined : at;
  return { ...state, hidden: false, since: at, frameAt: at, blankSince };
}

function refuse(state: MediaState, message: string | undefined, fresh: boolean, at: number): MediaState {
  const { first, longest } = mediaPatience.refused;
  const retryAt = at + Math.min(longest, first * 2 ** Math.min(10, state.refusals));
  // A fresh path may succeed after repeated refusals over the present one.
  const attempt = { ...state.attempt, fresh: fresh || state.attempt.fresh || state.refusals > 0 };
  return {
    ...enter(blank(state, at), 'refused', at),
    ...{ refusals: state.refusals + 1, message, retryAt, attempt },
  };
}

/** Checks the timeouts: starts a new attempt if an answer or a frame is overdue. */
function tick(state: MediaState, at: number): MediaState {
  if (state.hidden) return state;
  const waited = at - state.since;
  const painted = state.paintedAt >= state.since;
  switch (state.phase) {
    case 'opening':
      return waited < mediaPatience.opening ? state : receiveAnew(state, true, at);
    case 'checking':
      if (waited < mediaPatience.checking) return state;
      return receiveAnew({ ...state, reachable: false }, true, at);
    case 'reached':
      if (waited < (painted ? mediaPatience.reached : mediaPatience.unpainted)) return state;
      return receiveAnew(state, true, at);
    case 'flowing': {
      const patience = state.interrupted ? mediaPatience.interrupted : mediaPatience.stalled;
      return at - state.frameAt < patience ? state : enter(blank(state, at), 'stalled', at);
    }
    case 'stalled': {
      // If the room paints nothing, the room is late. Otherwise the path is at fault.
      const late = state.paintedAt <= state.frameAt && !state.interrupted;
      if (late && waited < mediaPatience.unpainted) return state;
      return receiveAnew(state, true, at);
    }
    case 'refused':
      if (state.retryAt === undefined || at < state.retryAt) return state;
      return receiveAnew(state, state.attempt.fresh, at);
    default:
      return state;
  }
}

function receiveAnew(state: MediaState, fresh: boolean, at: number): MediaState {
  const attempt = { count: state.attempt.count + 1, fresh };
  return { ...enter(state, 'opening', at), attempt, retryAt: undefined, interrupted: false };
}

function enter(state: MediaState, phase: MediaPhase, at: number): MediaState {
  return { ...state, phase, since: at };
}

function blank(state: MediaState, at: number): MediaState {
  return state.blankSince === undefined ? { ...state, blankSince: at } : state;
}

/** Why there is no picture, as far as the page can tell. */
export type BlankCause =
  /** It is on its way. */
  | 'coming'
  /** The path answers, but the room has painted nothing. */
  | 'unpainted'
  /** Nothing answers on the path, or ICE gave up on it. */
  | 'unreached'
  | 'iceFailed'
  /** The path answers and the room paints, but no frame is decoded. */
  | 'noFrames'
  /** The server or the browser refused to open the path. */
  | 'refused';

export interface Blank {
  readonly cause: BlankCause;
  /** There was a picture before. */
  readonly hadPicture: boolean;
  /** Message of the server or the browser. */
  readonly message: string | undefined;
}

/** Why there is no picture at this time; undefined if there is one, or if none is wanted. */
export function blankOf(state: MediaState, at: number): Blank | undefined {
  const { blankSince, hadPicture, message } = state;
  if (blankSince === undefined) return undefined;
  const cause = at - blankSince < blankPatience ? 'coming' : causeOf(state, blankSince);
  return { cause, hadPicture, message: cause === 'refused' ? message : undefined };
}

function causeOf(state: MediaState, blankSince: number): BlankCause {
  if (state.message !== undefined) return 'refused';
  if (state.iceFailed) return 'iceFailed';
  if (state.reachable === undefined) return 'coming';
  if (!state.reachable || state.interrupted) return 'unreached';
  return state.paintedAt >= blankSince ? 'noFrames' : 'unpainted';
}
