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

test('the mark of a frame is encoded once, however many watch', () => {
  const roster = new Roster();
  const sent: EncodedMessage[] = [];
  for (let watcher = 0; watcher < 40; watcher++) {
    const member = memberOf(`sue ${watcher}`);
    member.line = { ...member.line, sendEncoded: (message) => sent.push(message) };
    member.activity.heard();
    member.watching.set('consumer', { view: 'ann', beside: false });
    roster.add(member);
  }
  const stream = new TestStream();
  const failures: unknown[] = [];
  deliverFrames(
    [view],
    new Map(),
    { roster, streamOf: () => stream, size: { width: 1, height: 1 } },
    times,
    (_, error) => failures.push(error),
  );
  expect(failures).toEqual([]);
  expect(sent).toHaveLength(40);
  expect(new Set(sent).size).toBe(1);
});
