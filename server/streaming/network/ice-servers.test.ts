import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { iceConfiguration } from './ice-servers.ts';

const common = { hours: 12, policy: 'all' as const };
const stun = 'stun:stun.example.org:3478';
const turn = 'turn:turn.example.org:3478?transport=tcp';

describe('iceConfiguration', () => {
  test('is empty without configured servers', () => {
    expect(iceConfiguration(undefined, 'ann')).toEqual({});
    expect(iceConfiguration({ ...common, urls: [] }, 'ann')).toEqual({});
  });

  test('gives STUN servers no credentials', () => {
    expect(iceConfiguration({ ...common, urls: [stun] }, 'ann')).toEqual({ iceServers: [{ urls: [stun] }] });
  });

  test('makes expiring credentials as the TURN REST API defines them', () => {
    const now = 1_800_000_000_000;
    const options = { ...common, urls: [stun, turn, 'TURNS:turn.example.org'], secret: 'north', hours: 2 };
    const username = '1800007200:ann';
    const credential = createHmac('sha1', 'north').update(username).digest('base64');
    expect(iceConfiguration(options, 'ann', now)).toEqual({
      iceServers: [{ urls: [stun] }, { urls: [turn, 'TURNS:turn.example.org'], username, credential }],
    });
  });

  test('makes credentials for each viewer', () => {
    const options = { ...common, urls: [turn], secret: 'north' };
    const [ann, ben] = ['ann', 'ben'].map((member) => iceConfiguration(options, member).iceServers?.at(0));
    expect(ann?.credential).not.toBe(ben?.credential);
    expect(JSON.stringify([ann, ben])).not.toContain('north');
  });

  test('passes a static username and password on', () => {
    const options = { ...common, urls: [turn], username: 'worldroom', password: 'south' };
    expect(iceConfiguration(options, 'ann').iceServers).toEqual([
      { urls: [turn], username: 'worldroom', credential: 'south' },
    ]);
  });

  test('sets the relay policy when only relays may be used', () => {
    const options = { urls: [turn], secret: 'north', hours: 1, policy: 'relay' as const };
    expect(iceConfiguration(options, 'ann').iceTransportPolicy).toBe('relay');
  });
});
