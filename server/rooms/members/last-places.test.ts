import { describe, expect, test } from 'vitest';
import { LastPlaces } from './last-places.ts';

const place = (x: number) => ({ x, z: 0, yaw: 1, pitch: 0.1 });
const ann = { visitor: 'browser-a', name: 'Ann' };

describe('last places', () => {
  test('are given once, to the same browser', () => {
    const places = new LastPlaces();
    places.remember(ann, place(3));
    expect(places.take({ visitor: 'browser-b', name: 'Ann' })).toBeUndefined();
    expect(places.take({ ...ann, name: 'Anna' })).toEqual(place(3));
    expect(places.take(ann)).toBeUndefined();
  });

  test('are told apart by name where one browser had two, the newest first', () => {
    const places = new LastPlaces();
    places.remember(ann, place(1));
    places.remember({ ...ann, name: 'Ben' }, place(2));
    places.remember(ann, place(3));
    expect(places.take(ann)?.x).toBe(3);
    expect(places.take({ ...ann, name: 'Ben' })?.x).toBe(2);
    expect(places.take({ ...ann, name: 'Cid' })?.x).toBe(1);
  });

  test('are none for a browser that does not say who it is', () => {
    const places = new LastPlaces();
    places.remember({ visitor: undefined, name: 'Ann' }, place(1));
    expect(places.take({ visitor: undefined, name: 'Ann' })).toBeUndefined();
  });

  test('are forgotten after some minutes, and when there are too many', () => {
    let now = 0;
    const places = new LastPlaces(() => now);
    places.remember(ann, place(1));
    now = 5 * 60_000;
    places.remember({ ...ann, visitor: 'browser-b' }, place(2));
    now = 11 * 60_000;
    expect(places.take(ann)).toBeUndefined();
    for (let i = 0; i < 1_000; i++) places.remember({ ...ann, visitor: `other-${i}` }, place(i));
    expect(places.take({ ...ann, visitor: 'browser-b' })).toBeUndefined();
    expect(places.take({ ...ann, visitor: 'other-999' })?.x).toBe(999);
  });
});
