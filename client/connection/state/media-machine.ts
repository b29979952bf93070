/** The WebRTC feature that a browser lacks: all of WebRTC, the permission to use it, or the codec of all views. */
export type MissingMedia = 'webrtc' | 'blocked' | 'vp8';

/** Phases of receiving the wanted view. */
export type MediaPhase =
  /** No view is wanted. */
  | 'idle'
  /** The browser cannot receive any. */
  | 'unsupported'
  /** Page and server agree on a path. */
  | 'opening'
  /** The server was asked to send, and nothing has answered on the path: ICE checks it (RFC 8445). */
  | 'checking'
  /** The path answers; no frame of the stream has been decoded. */
  | 'reached'
  /** Frames of the wanted stream are decoded. */
  | 'flowing'
  /** Frames were decoded, and stay away now. */
  | 'stalled'
  /** The path could not be made, or ICE gave up; it is tried again at `retryAt`. */
  | 'refused';

/** Times are milliseconds on one clock that never goes back. */
export interface MediaState {
  readonly phase: MediaPhase;
  /** Since when it is in this phase, or since when the phase counts after the page was hidden. */
  readonly since: number;
  readonly missing: MissingMedia | undefined;
  /** Whether this page has shown a picture at all. */
  readonly hadPicture: boolean;
  /** Since when there is no picture although one is wanted; undefined while there is one. */
  readonly blankSince: number | undefined;
  /** Whether the newest path with a result was reachable; undefined before the first result. */
  readonly reachable: boolean | undefined;
  /** ICE gave up on the newest path. */
  readonly iceFailed: boolean;
  /** The connected path has not answered for some seconds. */
  readonly interrupted: boolean;
  /** Times of the newest decoded frame of the wanted stream, and of the room's newest frame mark. */
  readonly frameAt: number;
  readonly paintedAt: number;
  /** Paths that could not be made, since the last frame. */
  readonly refusals: number;
  /** Message of the server or the browser about the last failure. */
  readonly message: string | undefined;
  readonly retryAt: number | undefined;
  /** A hidden page gets no frames, so none is missed. */
  readonly hidden: boolean;
  /** Raised when the view has to be received anew: over a new path when `fresh`, else over the one there is. */
  readonly attempt: { readonly count: number; readonly fresh: boolean };
}

export type MediaEvent = { readonly at: number } & (
  | { readonly type: 'wanted' | 'unwanted' }
  | { readonly type: 'unsupported'; readonly missing: MissingMedia }
  /** The server was asked to send over the path: frames are due. */
  | { readonly type: 'requested' }
  /** ICE got an answer; the path lost its answers; ICE gave up. */
  | { readonly type: 'reached' | 'interrupted' | 'iceFailed' }
  /** A frame of the wanted stream itself was decoded. */
  | { readonly type: 'decoded' }
  /** The room says that it painted a frame of the wanted view. */
  | { readonly type: 'painted' }
  | { readonly type: 'refused'; readonly message: string }
  /** The server says that the path is worth nothing any more, or the page is in the room anew. */
  | { readonly type: 'pathLost' }
  | { readonly type: 'hidden' | 'visible' | 'tick' }
);

/**
 * Milliseconds to wait before the view is received anew. ICE checks a path twenty times a second, so that a path
 * without an answer for 2 s is blocked; a path that answers gets time for DTLS and a keyframe.
 */
export const mediaPatience = {
  /** For the server's answers, each of which has a shorter limit of its own. */
  opening: 30_000,
  checking: 2_000,
  reached: 6_000,
  /** Where the room says nothing of frames: it is the room that is late. */
  unpainted: 12_000,
  stalled: 5_000,
  interrupted: 2_500,
  /** Between refusals: the first, and the longest. */
  refused: { first: 250, longest: 1_000 },
} as const;

/** Milliseconds without a picture after which a page says why that may be. */
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

/** The media half of a page's state machine. A pure function: a raised `attempt` makes the caller act. */
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
      // While a picture is there, its successor comes beneath it.
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
  // Another view than before: the picture of the former one stays until the new one is there.
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
  // After repeated refusals over one path, a fresh path may succeed.
  const attempt = { ...state.attempt, fresh: fresh || state.attempt.fresh || state.refusals > 0 };
  return {
    ...enter(blank(state, at), 'refused', at),
    ...{ refusals: state.refusals + 1, message, retryAt, attempt },
  };
}

/** Checks the timeouts: starts a new attempt when an answer or a frame is overdue. */
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
      // A room that paints nothing is late itself; any other reason is the path's.
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

/** Why there is no picture, as far as a page can know. */
export type BlankCause =
  /** It is on its way. */
  | 'coming'
  /** The path answers; the room has painted nothing. */
  | 'unpainted'
  /** Nothing answers on the path, or ICE gave up on it. */
  | 'unreached'
  | 'iceFailed'
  /** The path answers and the room paints; no frame can be decoded. */
  | 'noFrames'
  /** The server, or the browser, did not make the path. */
  | 'refused';

export interface Blank {
  readonly cause: BlankCause;
  /** There was a picture before. */
  readonly hadPicture: boolean;
  /** Message of the server or the browser. */
  readonly message: string | undefined;
}

/** Why no picture is there at this time; undefined where there is one, or none is wanted. */
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
