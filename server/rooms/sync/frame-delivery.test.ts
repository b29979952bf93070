import { expect, test } from 'vitest';
import type { GeneratedView } from '../../contracts/view.ts';
import type { EncodedMessage } from '../members/client-connection.ts';
import { memberOf } from '../members/member.fixture.ts';
import { Roster } from '../members/roster.ts';
import { TestStream } from '../room.fixture.ts';
import { deliverFrames } from './frame-delivery.ts';

const plane = () => new Uint8Array(new SharedArrayBuffer(1));
const view: GeneratedView = {
  ...{ room: 'room', view: 'ann', tick: 1, milliseconds: 1, imagined: false },
  camera: { x: 0, y: 0, z: 0, yaw: 0, pitch: 0 },
  ...{ rgb: plane(), entity: plane(), confidence: plane(), coverage: plane() },
  inverseDepth: new Uint16Array(new SharedArrayBuffer(2)),
};
const times = { merged: 0, drawing: 1, drawn: 2 };

/** Watchers of the view, and the marks that they are sent. */
function watchers(count: number): { roster: Roster; sent: EncodedMessage[] } {
  const roster = new Roster();
  const sent: EncodedMessage[] = [];
  for (let watcher = 0; watcher < count; watcher++) {
    const member = memberOf(`sue ${watcher}`);
    member.line = { ...member.line, sendEncoded: (message) => sent.push(message) };
    member.activity.heard();
    member.watching.set('consumer', { view: 'ann', beside: false });
    roster.add(member);
  }
  return { roster, sent };
}

test('the mark of a frame is encoded once, however many watch', async () => {
  const { roster, sent } = watchers(40);
  const stream = new TestStream();
  const failures: unknown[] = [];
  await deliverFrames(
    [view],
    new Map(),
    { roster, streamOf: () => stream, size: { width: 1, height: 1 }, leastConfidence: 190 },
    times,
    (_, error) => failures.push(error),
  );
  expect(failures).toEqual([]);
  expect(sent).toHaveLength(40);
  expect(new Set(sent).size).toBe(1);
});

test('people get the largest picture of a view, and its mark says the size and what limits it', async () => {
  const { roster, sent } = watchers(1);
  const stream = new TestStream();
  const own = { width: 1, height: 1 };
  const large = { width: 2, height: 2 };
  const fine = { ...large, rgb: new Uint8Array(new SharedArrayBuffer(12)) };
  const failed = (_: string, error: unknown) => expect.fail(String(error));
  const receivers = { roster, streamOf: () => stream, size: own, leastConfidence: 190 };
  await deliverFrames([{ ...view, fine }], new Map(), receivers, times, failed);
  await deliverFrames([view], new Map(), { ...receivers, limitOf: () => 'late' }, times, failed);
  expect(stream.pictures).toEqual([large, own]);
  expect(sent.map((mark) => Buffer.from(mark).includes('late'))).toEqual([false, true]);
});
