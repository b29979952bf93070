import { admissionCodes, closeCodes } from '../../shared/protocol/close-codes.ts';

/** Why a page is not, or no longer, in its room. */
export type DepartureReason =
  /** Every seat is taken. */
  | 'full'
  /** The invite is invalid or has expired. */
  | 'denied'
  /** The server rejected the page's join options, such as the name. */
  | 'invalid'
  /** The room was closed or never existed. */
  | 'room-gone'
  /** The server cannot be reached. */
  | 'server-gone'
  /** The page sent more than the server takes. */
  | 'too-frequent'
  /** The server takes no more of this address, or draws no more, for now. */
  | 'busy'
  /** The page did not confirm in time that it is in the room. */
  | 'unconfirmed'
  /** The host has locked the room. */
  | 'locked'
  /** The host has kicked the player. */
  | 'kicked'
  /** The server was restarted, and the room ended with it. */
  | 'server-restarted'
  /** Another tab of this browser continues in the page's seat. */
  | 'elsewhere'
  /** A proxy or another intermediary blocks the connection. */
  | 'proxy'
  /** The connection was lost for longer than the room waits. */
  | 'lost';

/** The page could not join its room. */
export class JoinError extends Error {
  override readonly name = 'JoinError';
  readonly reason: DepartureReason;
  /** False where nothing came back in time: the server or the network may be at fault. */
  readonly answered: boolean;

  constructor(reason: DepartureReason, message: string, answered = true) {
    super(message);
    this.reason = reason;
    this.answered = answered;
  }
}

/** Colyseus's own codes, see ErrorCode and CloseCode of @colyseus/shared-types. */
const colyseusCodes = {
  invalidRoom: 522,
  authFailed: 525,
  shutdown: 4001,
} as const;

/**
 * The reason behind a code, of WebSocket or HTTP, with which the server refused or closed a
 * connection; undefined when it did not answer. `message` tells a
 * locked room (every seat is taken) from an unknown one, for which Colyseus has one code.
 */
export function departureOf(code: number | undefined, message: string): DepartureReason {
  switch (code) {
    case closeCodes.roomFull:
      return 'full';
    case closeCodes.badToken:
    case colyseusCodes.authFailed:
      return 'denied';
    case closeCodes.badOptions:
      return 'invalid';
    case closeCodes.roomGone:
      return 'room-gone';
    case admissionCodes.machineFull:
    case 429:
      return 'busy';
    case admissionCodes.unconfirmed:
      return 'unconfirmed';
    case closeCodes.tooFrequent:
      return 'too-frequent';
    case closeCodes.roomLocked:
      return 'locked';
    case closeCodes.kicked:
      return 'kicked';
    case closeCodes.continuedElsewhere:
      return 'elsewhere';
    case colyseusCodes.invalidRoom:
      return message.includes('locked') ? 'full' : 'room-gone';
    case colyseusCodes.shutdown:
    case undefined:
      return 'server-gone';
    case 400:
      return 'invalid';
    case 404:
      return 'room-gone';
    default:
      // Any other HTTP status that says the server itself is unwell (a proxy's 502, a restart's 503).
      return code >= 500 && code < 520 ? 'server-gone' : 'lost';
  }
}
