import { describe, expect, test } from 'vitest';
import { iceCandidates, type MediaSocket } from './ice-candidates.ts';

const both = (ip: string, port = 40_000): MediaSocket[] => [
  { ip, port, protocol: 'udp' },
  { ip, port, protocol: 'tcp' },
];
const endpointsOf = (candidates: ReturnType<typeof iceCandidates>) =>
  candidates.map(({ ip, port, protocol }) => `${protocol} ${ip} ${port}`);

describe('iceCandidates', () => {
  test('are host candidates of all sockets with unique priorities, UDP before TCP', () => {
    const candidates = iceCandidates([...both('127.0.0.1'), ...both('192.168.1.5')]);
    expect(endpointsOf(candidates)).toEqual([
      'udp 127.0.0.1 40000',
      'tcp 127.0.0.1 40000',
      'udp 192.168.1.5 40000',
      'tcp 192.168.1.5 40000',
    ]);
    const priorities = candidates.map(({ priority }) => priority);
    expect(new Set(priorities).size).toBe(4);
    const least = Math.min(...candidates.filter(({ protocol }) => protocol === 'udp').map((c) => c.priority));
    for (const candidate of candidates.filter(({ protocol }) => protocol === 'tcp')) {
      expect(candidate.priority).toBeLessThan(least);
      expect(candidate.tcpType).toBe('passive');
    }
    for (const candidate of candidates)
      expect(candidate).toMatchObject({ type: 'host', address: candidate.ip });
  });

  test('include announced addresses beside the local ones', () => {
    const candidates = iceCandidates(
      [...both('127.0.0.1'), ...both('10.0.0.5')],
      ['203.0.113.5', '203.0.113.6'],
    );
    expect(endpointsOf(candidates).filter((endpoint) => endpoint.startsWith('udp'))).toEqual([
      'udp 127.0.0.1 40000',
      'udp 10.0.0.5 40000',
      'udp 203.0.113.5 40000',
      'udp 203.0.113.6 40000',
    ]);
  });

  test('announce each port once where sockets have different ports', () => {
    const sockets = [...both('127.0.0.1', 1), ...both('10.0.0.5', 2), ...both('10.0.0.6', 3)];
    const candidates = iceCandidates([...sockets, ...sockets], ['203.0.113.5']);
    expect(endpointsOf(candidates).filter((endpoint) => endpoint.includes('203.0.113.5'))).toEqual([
      'udp 203.0.113.5 2',
      'tcp 203.0.113.5 2',
      'udp 203.0.113.5 3',
      'tcp 203.0.113.5 3',
    ]);
  });

  test('announce a loopback socket if there is no other', () => {
    expect(endpointsOf(iceCandidates(both('127.0.0.1'), ['203.0.113.5']))).toContain('udp 203.0.113.5 40000');
  });

  test('announce no address of a family that no socket has', () => {
    expect(endpointsOf(iceCandidates(both('10.0.0.5'), ['2001:db8::5']))).toHaveLength(2);
    expect(endpointsOf(iceCandidates(both('fd00::5'), ['2001:db8::5']))).toHaveLength(4);
  });

  test('contain an address once if it is both announced and local', () => {
    expect(iceCandidates(both('203.0.113.5'), ['203.0.113.5'])).toHaveLength(2);
  });

  test('keep priorities above zero for very many addresses', () => {
    const many = Array.from({ length: 200 }, (_, index) => both(`10.0.0.${index}`)).flat();
    const candidates = iceCandidates(many);
    expect(Math.min(...candidates.map(({ priority }) => priority))).toBeGreaterThan(0);
    expect(new Set(candidates.map(({ priority }) => priority)).size).toBe(candidates.length);
  });
});
