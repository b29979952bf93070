import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { keyframeInterval, lossInterval } from './keyframe-requests.ts';
import { followPlayer } from './own-view.ts';
import { LossyReceiver } from './testing/lossy-receiver.ts';
import { patience, period, pictureAt, useStreamBed } from './testing/stream-bed.ts';

const bed = useStreamBed();

async function receiver(share: number): Promise<LossyReceiver> {
  const { router } = bed.host;
  const { producer } = bed.stream;
  if (router === undefined || producer === undefined) throw new Error('the media worker is not running');
  const opened = await LossyReceiver.open(router, producer.id, share);
  onTestFinished(() => opened.close());
  return opened;
}

/** Sends so many frames, a little slower than they can be, and returns the times of keyframes on the room's clock. */
async function play(count: number): Promise<number[]> {
  const keyframes: number[] = [];
  for (let index = 0; index < count; index++) {
    const time = index * period;
    if ((await bed.stream.push(pictureAt(index), time)).keyframe) keyframes.push(time);
    // What the media worker says of the frame comes before the next one.
    await pause(4);
  }
  return keyframes;
}

test('somebody who watches and loses a fifth of all packets costs the others a keyframe in two seconds at most', async () => {
  const lossy = await receiver(0.2);
  await lossy.consumer.resume();
  const keyframes = await play(240);
  expect(lossy.lost).toBeGreaterThan(20);
  const gaps = keyframes.slice(1).map((time, index) => time - keyframes[index]);
  expect(gaps.length).toBeGreaterThan(3);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(lossInterval);
});

test('twenty of them cost no more than one', async () => {
  const many = await Promise.all(Array.from({ length: 20 }, () => receiver(0.2)));
  await Promise.all(many.map(({ consumer }) => consumer.resume()));
  const keyframes = await play(144);
  for (const { lost } of many) expect(lost).toBeGreaterThan(10);
  const gaps = keyframes.slice(1).map((time, index) => time - keyframes[index]);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(lossInterval);
});

test('the own player of a view gets a keyframe as soon as anybody can', async () => {
  const player = await receiver(1);
  const stream = bed.stream;
  await followPlayer(player.consumer, stream);
  await player.consumer.resume();
  const asked = vi.spyOn(stream, 'requestKeyframe');
  await stream.push(pictureAt(0), 0);
  await vi.waitFor(() => expect(asked).toHaveBeenCalled(), patience);
  expect((await stream.push(pictureAt(1), keyframeInterval)).keyframe).toBe(true);
});
