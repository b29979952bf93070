import type { DepartureReason } from '../../connection/departure.ts';
import type { Blank } from '../../connection/state/media-machine.ts';
import type { SessionReport } from '../../connection/state/session-machine.ts';
import { departureText } from '../../departure-text.ts';
import type { Status, StatusAction } from '../../hud/status-card.tsx';
import { texts } from '../../texts.ts';

/** Everything that the status card depends on. */
export interface RoomSituation {
  report: SessionReport;
  /** True on a spectator's page, which has no seat to take instead. */
  spectator: boolean;
  /** The address for watching this room. */
  watchLink: string;
  /** Overrides the usual status while the page waits for a picture. */
  waiting: Status | undefined;
  startAgain(): void;
}

/** The status for the card over the picture; undefined while there is a picture. */
export function roomStatus(situation: RoomSituation): Status | undefined {
  const { status } = texts;
  const { report, spectator, startAgain } = situation;
  switch (report.state) {
    case 'playing':
      return undefined;
    case 'connecting':
      return report.late
        ? { ...status.connectingLong, busy: true, actions: wayOut() }
        : { ...status.connecting, busy: true, actions: [] };
    case 'reconnecting':
      return { ...status.reconnecting[report.loss ?? 'closed'], busy: true, actions: [lobby()] };
    case 'waiting':
    case 'blocked':
      return situation.waiting ?? blankStatus(report.blank);
    case 'unsupported':
      return {
        ...status.unsupported[report.missing ?? 'webrtc'],
        detail: status.unsupported.remedy,
        busy: false,
        beside: true,
        actions: [lobby()],
      };
    case 'elsewhere': {
      const { playHere, watchHere } = status.actions;
      const here = { text: spectator ? watchHere : playHere, action: startAgain, testId: 'play-here' };
      return { ...status.elsewhere, busy: false, actions: [here, lobby()] };
    }
    default:
      return out(situation);
  }
}

/** Status of a page in the room without a picture. */
function blankStatus(blank: Blank | undefined): Status {
  const { status } = texts;
  const coming = blank?.hadPicture ? status.pictureStopped : status.waiting;
  switch (blank?.cause) {
    case 'unpainted':
      return { ...status.unpainted, busy: true, actions: wayOut() };
    case 'refused':
      return { ...status.refused, detail: blank.message, busy: true, actions: wayOut() };
    case 'unreached':
      return blocked(blank.hadPicture ? status.blocked.lost : status.blocked.never);
    case 'iceFailed':
      return blocked(status.blocked.iceFailed);
    case 'noFrames':
      return blocked(status.blocked.noFrames);
    default:
      return { ...coming, busy: true, actions: [] };
  }
}

function blocked(words: { heading: string; text: string }): Status {
  return { ...words, detail: texts.status.blocked.remedy, busy: true, actions: wayOut() };
}

/** Status of a page that is not in the room; it mentions a retry if there is one. */
function out({ report, spectator, watchLink, startAgain }: RoomSituation): Status {
  const { reason = 'lost', message, retries } = report;
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
    'server-restarted': [lobby()],
    busy: [again(actions.retry), lobby()],
    unconfirmed: [again(actions.rejoin), lobby()],
    'too-frequent': [again(actions.rejoin), lobby()],
    elsewhere: [lobby()],
    proxy: [again(actions.retry), lobby()],
    lost: [again(actions.rejoin), lobby()],
  };
  // Other reasons are said by the card itself, or are Colyseus's own, which are for developers.
  const telling = ['denied', 'invalid', 'too-frequent', 'busy', 'proxy'].includes(reason);
  const detail = telling && message ? message : undefined;
  const said = reason === 'full' && spectator ? texts.status.fullToWatch : departureText(reason);
  const text = retries ? `${said.text} ${texts.status.retries}` : said.text;
  return { ...said, text, detail, busy: retries, actions: next[reason] };
}

/** Actions for states that should have passed by now. */
function wayOut(): StatusAction[] {
  return [retry(texts.status.actions.retry, () => location.reload()), lobby()];
}

function lobby(): StatusAction {
  return { text: texts.status.actions.lobby, action: '/', testId: 'to-lobby' };
}

function retry(text: string, action: () => void): StatusAction {
  return { text, action, testId: 'retry' };
}
