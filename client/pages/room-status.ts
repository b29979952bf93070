import type { DepartureReason } from '../connection/departure.ts';
import type { SessionState } from '../connection/room-session.ts';
import { departureText } from '../departure-text.ts';
import type { Status, StatusAction } from '../hud/status-card.ts';
import { texts } from '../texts.ts';

/** What the card over the picture is made from. */
export interface RoomSituation {
  state: SessionState;
  /** Whether the page has waited longer than it should. */
  waitedLong: boolean;
  /** What holds the picture back, as far as it is known. */
  trouble: string | undefined;
  departure: { reason: DepartureReason; message: string | undefined } | undefined;
  /** A spectator has no seat to take instead. */
  spectator: boolean;
  /** The address for watching this room. */
  watchLink: string;
  /** Where the page waits for a picture: what to say, when the usual does not fit. */
  waiting: Status | undefined;
  startAgain(): void;
}

/** What the card over the picture says; nothing while there is a picture. */
export function roomStatus(situation: RoomSituation): Status | undefined {
  const { status } = texts;
  const { state, waitedLong, trouble } = situation;
  switch (state) {
    case 'playing':
      return undefined;
    case 'connecting':
      return waitedLong
        ? { ...status.connectingLong, busy: true, actions: wayOut() }
        : { ...status.connecting, busy: true, actions: [] };
    case 'reconnecting':
      return { ...status.reconnecting, busy: true, actions: [lobby()] };
    case 'waiting':
      if (situation.waiting) return situation.waiting;
      if (!waitedLong) return { ...status.waiting, busy: true, actions: [] };
      return { ...status.waitingLong, detail: trouble, busy: true, actions: wayOut() };
    default:
      return ended(situation);
  }
}

function ended({ departure, spectator, watchLink, startAgain }: RoomSituation): Status {
  const { reason, message } = departure ?? { reason: 'lost' as const, message: undefined };
  const { actions } = texts.status;
  const again = (text: string) => retry(text, startAgain);
  const watch: StatusAction[] = spectator
    ? []
    : [{ text: actions.watch, action: watchLink, testId: 'watch-instead' }];
  const next: Record<DepartureReason, StatusAction[]> = {
    full: [again(actions.retry), lobby()],
    denied: [lobby(), ...watch],
    invalid: [lobby()],
    locked: [...watch, again(actions.retry), lobby()],
    kicked: [lobby()],
    'room-gone': [lobby()],
    'server-gone': [again(actions.retry), lobby()],
    'too-frequent': [again(actions.rejoin), lobby()],
    proxy: [again(actions.retry), lobby()],
    lost: [again(actions.rejoin), lobby()],
  };
  // Other sentences are Colyseus's own, which are for developers.
  const telling = ['denied', 'invalid', 'too-frequent', 'proxy'].includes(reason);
  const detail = telling && message ? message : undefined;
  const said = reason === 'full' && spectator ? texts.status.fullToWatch : departureText(reason);
  return { ...said, detail, busy: false, actions: next[reason] };
}

/** For states that should have passed by now. */
function wayOut(): StatusAction[] {
  return [retry(texts.status.actions.retry, () => location.reload()), lobby()];
}

function lobby(): StatusAction {
  return { text: texts.status.actions.lobby, action: '/', testId: 'to-lobby' };
}

function retry(text: string, action: () => void): StatusAction {
  return { text, action, testId: 'retry' };
}
