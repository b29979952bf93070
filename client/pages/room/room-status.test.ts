import { describe, expect, test } from 'vitest';
import type { Blank, BlankCause } from '../../connection/state/media-machine.ts';
import type { SessionReport } from '../../connection/state/session-machine.ts';
import { roomStatus } from './room-status.ts';

function card(report: Partial<SessionReport> & Pick<SessionReport, 'state'>, spectator = false) {
  const status = roomStatus({
    report: { retries: false, late: false, ...report },
    ...{ spectator, watchLink: '/watch', waiting: undefined, startAgain: () => undefined },
  });
  if (status === undefined) throw new Error('there is no card');
  return { ...status, ids: status.actions.map(({ testId }) => testId) };
}

const blank = (cause: BlankCause, hadPicture = false): Blank => ({ cause, hadPicture, message: undefined });

describe('the status card of a page', () => {
  test('is hidden exactly while there is a picture', () => {
    const situation = { spectator: false, watchLink: '', waiting: undefined, startAgain: () => undefined };
    const report = { retries: false, late: false };
    expect(roomStatus({ ...situation, report: { ...report, state: 'playing' } })).toBeUndefined();
    const states: SessionReport['state'][] = [
      ...(['connecting', 'waiting', 'blocked', 'unsupported', 'reconnecting', 'full', 'gone'] as const),
      ...(['denied', 'elsewhere'] as const),
    ];
    for (const state of states)
      expect(roomStatus({ ...situation, report: { ...report, state } })).toBeDefined();
  });

  test('distinguishes the causes of a missing picture, and suggests a remedy for each', () => {
    const never = card({ state: 'blocked', blank: blank('unreached') });
    const lost = card({ state: 'blocked', blank: blank('unreached', true) });
    const failed = card({ state: 'blocked', blank: blank('iceFailed') });
    const empty = card({ state: 'blocked', blank: blank('noFrames') });
    const cards = [never, lost, failed, empty];
    expect(new Set(cards.map(({ heading }) => heading)).size).toBe(4);
    for (const { detail, busy } of cards) {
      expect(detail).toMatch(/VPN.*whoever runs the server.*TURN.*Chat, map/);
      expect(busy).toBe(true);
    }
    expect(lost.text).toMatch(/There was a picture/);
    expect(failed.text).toMatch(/ICE failed/);
  });

  test('does not blame the network if the room paints nothing', () => {
    const { text } = card({ state: 'waiting', blank: blank('unpainted') });
    expect(text).not.toMatch(/firewall|VPN/);
    expect(card({ state: 'waiting', blank: blank('coming') }).heading).toMatch(/first view/);
    expect(card({ state: 'waiting', blank: blank('coming', true) }).heading).toMatch(/stopped/);
  });

  test('shows the server’s sentence about the path', () => {
    const message = 'The media worker is being restarted; try again in a moment.';
    expect(card({ state: 'waiting', blank: { ...blank('refused'), message } }).detail).toBe(message);
  });

  test('names the feature that the browser lacks, and leaves the page usable', () => {
    expect(card({ state: 'unsupported', missing: 'webrtc' }).text).toMatch(/RTCPeerConnection/);
    expect(card({ state: 'unsupported', missing: 'blocked' }).text).toMatch(/policy/);
    expect(card({ state: 'unsupported', missing: 'vp8' }).text).toMatch(/VP8/);
    expect(card({ state: 'unsupported', missing: 'vp8' })).toMatchObject({ busy: false, beside: true });
  });

  test('says how the connection was lost', () => {
    for (const loss of ['silent', 'closed', 'offline'] as const) {
      expect(card({ state: 'reconnecting', loss, retries: true }).heading).toMatch(/^Connection lost/);
    }
    expect(card({ state: 'reconnecting', loss: 'offline' }).heading).toMatch(/offline/);
  });

  test('says that the server ended, and not that the last player left', () => {
    const silent = card({ state: 'gone', reason: 'server-gone', retries: true });
    expect(silent).toMatchObject({ heading: 'The server does not answer', busy: true });
    expect(silent.text).toMatch(/tries again by itself/);
    const restarted = card({ state: 'gone', reason: 'server-restarted' });
    expect(restarted).toMatchObject({ heading: 'The server was restarted', busy: false });
    for (const { text } of [silent, restarted]) expect(text).not.toMatch(/last player/);
  });

  test('announces a retry only if there is one', () => {
    expect(card({ state: 'full', reason: 'full', retries: true }).text).toMatch(/tries again by itself/);
    for (const reason of ['kicked', 'room-gone', 'server-restarted'] as const) {
      expect(card({ state: 'gone', reason }).text).not.toMatch(/by itself/);
    }
    expect(card({ state: 'denied', reason: 'denied' }).text).not.toMatch(/by itself/);
  });

  test('offers to take the seat back from another tab', () => {
    expect(card({ state: 'elsewhere' }).ids).toEqual(['play-here', 'to-lobby']);
    expect(card({ state: 'elsewhere' }).actions[0].text).toBe('Play here instead');
    expect(card({ state: 'elsewhere' }, true).actions[0].text).toBe('Watch here instead');
  });
});
