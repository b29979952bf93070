import { describe, expect, test } from 'vitest';
import { type ProcessEntry, ProcessRoster } from './process-roster.ts';

const entry = (beat: number): ProcessEntry => ({
  ...{ beat, url: 'http://10.0.0.5:2567/', address: 'play.example/p1', isEnding: false },
});
const written = (beats: Record<string, number>) =>
  new Map(Object.entries(beats).map(([id, beat]) => [id, entry(beat)]));

describe('the roster of processes', () => {
  test('has those that go on writing', () => {
    const roster = new ProcessRoster();
    for (let beat = 0; beat < 20; beat++) expect(roster.look(written({ a: beat, b: beat }))).toEqual([]);
    expect(roster.alive.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(roster.isAlive('a')).toBe(true);
    expect(roster.isAlive('c')).toBe(false);
  });

  test('keeps one that stood still for three looks, and loses one after five', () => {
    const roster = new ProcessRoster();
    for (let look = 0; look < 4; look++) expect(roster.look(written({ a: 1 }))).toEqual([]);
    expect(roster.isAlive('a')).toBe(true);
    expect(roster.look(written({ a: 2 }))).toEqual([]);
    for (let look = 0; look < 4; look++) expect(roster.look(written({ a: 2 }))).toEqual([]);
    expect(roster.look(written({ a: 2 }))).toEqual(['a']);
    expect(roster.alive).toEqual([]);
  });

  test('has a lost one again once it writes', () => {
    const roster = new ProcessRoster();
    roster.look(written({ a: 1 }));
    roster.lose('a');
    expect(roster.isAlive('a')).toBe(false);
    expect(roster.look(written({ a: 1 }))).toEqual(['a']);
    roster.look(written({ a: 2 }));
    expect(roster.isAlive('a')).toBe(true);
  });

  test('hears between looks that one ends, and nothing of strangers', () => {
    const roster = new ProcessRoster();
    roster.look(written({ a: 1 }));
    roster.hear('a', { ...entry(2), isEnding: true });
    roster.hear('stranger', entry(1));
    expect(roster.alive).toMatchObject([{ id: 'a', isEnding: true }]);
  });

  test('loses one that is no longer written, and forgets it', () => {
    const roster = new ProcessRoster();
    roster.look(written({ a: 1 }));
    for (let look = 0; look < 4; look++) expect(roster.look(written({}))).toEqual([]);
    expect(roster.look(written({}))).toEqual(['a']);
    expect(roster.look(written({}))).toEqual([]);
  });
});
