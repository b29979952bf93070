import { describe, expect, test } from 'vitest';
import { initialMedia, type MediaState } from './media-machine.ts';
import { initialRoom, type RoomLinkState } from './room-machine.ts';
import { reportOf } from './session-machine.ts';

const inRoom: RoomLinkState = { ...initialRoom(0), phase: 'joined' };
const blank: MediaState = { ...initialMedia(0), phase: 'checking', blankSince: 0 };

describe('the status that a page reports', () => {
  test('is the room’s while the page is not in it', () => {
    expect(reportOf(initialRoom(0), blank, 10)).toMatchObject({ state: 'connecting', late: false });
    expect(reportOf(initialRoom(0), blank, 6_000)).toMatchObject({ state: 'connecting', late: true });
    const lost: RoomLinkState = { ...inRoom, phase: 'lost', loss: 'silent', retryAt: 5 };
    const flowing: MediaState = { ...initialMedia(0), phase: 'flowing' };
    expect(reportOf(lost, flowing, 10)).toMatchObject({
      state: 'reconnecting',
      loss: 'silent',
      retries: true,
    });
    expect(reportOf({ ...inRoom, phase: 'elsewhere' }, flowing, 10).state).toBe('elsewhere');
  });

  test('is an unreachable server, unless the device is offline', () => {
    const lost: RoomLinkState = {
      ...inRoom,
      phase: 'lost',
      loss: 'closed',
      reason: 'server-gone',
      retryAt: 5,
    };
    expect(reportOf(lost, blank, 10)).toMatchObject({
      state: 'gone',
      reason: 'server-gone',
      retries: true,
    });
    expect(reportOf({ ...lost, loss: 'offline' }, blank, 10).state).toBe('reconnecting');
  });

  test('is the reason why the page is not in the room', () => {
    const out = (reason: RoomLinkState['reason']) =>
      reportOf({ ...inRoom, phase: 'out', reason }, blank, 10).state;
    expect(out('full')).toBe('full');
    expect(out('locked')).toBe('denied');
    expect(out('invalid')).toBe('denied');
    expect(out('denied')).toBe('denied');
    expect(out('kicked')).toBe('gone');
    expect(out('server-restarted')).toBe('gone');
    expect(out('room-gone')).toBe('gone');
  });

  test('is the picture’s while the page is in the room', () => {
    expect(reportOf(inRoom, { ...initialMedia(0), phase: 'flowing' }, 10).state).toBe('playing');
    expect(reportOf(inRoom, initialMedia(0), 10).state).toBe('waiting');
    expect(reportOf(inRoom, blank, 10)).toMatchObject({ state: 'waiting', blank: { cause: 'coming' } });
    const unreached = { ...blank, reachable: false };
    expect(reportOf(inRoom, unreached, 10_000)).toMatchObject({
      state: 'blocked',
      blank: { cause: 'unreached' },
    });
    const unpainted = { ...blank, reachable: true };
    expect(reportOf(inRoom, unpainted, 10_000)).toMatchObject({
      state: 'waiting',
      blank: { cause: 'unpainted' },
    });
    expect(reportOf(inRoom, { ...unpainted, paintedAt: 5 }, 10_000).state).toBe('blocked');
    const missing: MediaState = { ...initialMedia(0), phase: 'unsupported', missing: 'webrtc' };
    expect(reportOf(inRoom, missing, 10)).toMatchObject({ state: 'unsupported', missing: 'webrtc' });
  });
});
