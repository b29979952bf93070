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
  /** The page exceeded the rate limits of the server. */
  | 'too-frequent'
  /** The server has reached a limit: connections of this address, or views that it can draw. */
  | 'busy'
  /** The page did not confirm in time that it is in the room. */
  | 'unconfirmed'
  /** The host has locked the room. */
  | 'locked'
  /** The host has kicked the player. */
  | 'kicked'
  /** The server was restarted, and the room ended with it. */
  | 'server-restarted'
  /** Another tab of this browser has taken over the page's seat. */
  | 'elsewhere'
  /** A proxy or another intermediary blocks the connection. */
  | 'proxy'
  /** The connection was lost for longer than the room waits. */
  | 'lost';

/** The page could not join its room. */
export class JoinError extends Error {
  override readonly name = 'JoinError';
  readonly reason: DepartureReason;
  /** False if nothing came back in time: then the server or the network may be at fault. */
  readonly answered: boolean;

  constructor(reason: DepartureReason, message: string, answered = true) {
    super(message);
    this.reason = reason;
    this.answered = answered;
  }
}

/** Close codes and error codes of Colyseus, see ErrorCode and CloseCode of @colyseus/shared-types. */
const colyseusCodes = {
  invalidRoom: 522,
  authFailed: 525,
  shutdown: 4001,
} as const;

/**
 * Maps the WebSocket or HTTP code of a refused or closed connection to its reason; undefined without an
 * answer. `message` distinguishes a locked room from an unknown one, for which Colyseus has one code.
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
      // Other HTTP errors show that the server itself fails (a proxy's 502, a restart's 503).
      return code >= 500 && code < 520 ? 'server-gone' : 'lost';
  }
}
