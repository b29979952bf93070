import { expect, test } from 'vitest';
import { RoomEvents } from './room-events.ts';

test('listeners are called at once, in the order of listening', () => {
  const events = new RoomEvents();
  const told: string[] = [];
  events.on('hostChanged', (host) => told.push(`first ${host}`));
  events.on('hostChanged', (host) => told.push(`second ${host}`));
  events.on('idle', () => told.push('idle'));
  events.emit('hostChanged', 'ann');
  expect(told).toEqual(['first ann', 'second ann']);
});

test('an error of a listener reaches whoever told of the event', () => {
  const events = new RoomEvents();
  events.on('idle', () => {
    throw new Error('not now');
  });
  expect(() => events.emit('idle')).toThrow('not now');
});
