import fc from 'fast-check';
import { PliPacket, ReceiverReportPacket } from 'rtp.js/packets';
import { describe, expect, test } from 'vitest';
import { asksForKeyframe, KeyframeRequests, keyframeInterval, lossInterval } from './keyframe-requests.ts';

function bytes(packet: PliPacket | ReceiverReportPacket): Uint8Array {
  packet.serialize();
  const view = packet.getView();
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

describe('KeyframeRequests', () => {
  test('makes the first frame a keyframe and no later frame without a request', () => {
    const requests = new KeyframeRequests();
    expect([0, 83, 1000, 5000].map((time) => requests.take(time))).toEqual([true, false, false, false]);
  });

  test('grants a request that came too soon once the interval is over', () => {
    const requests = new KeyframeRequests();
    requests.take(0);
    requests.request();
    expect(requests.take(keyframeInterval - 1)).toBe(false);
    expect(requests.take(keyframeInterval)).toBe(true);
    expect(requests.take(keyframeInterval * 2)).toBe(false);
  });

  test('takes a keyframe that nobody asked for as the answer to a request, and as a recent one', () => {
    const requests = new KeyframeRequests();
    requests.take(0);
    requests.request();
    requests.made(100);
    expect(requests.take(1000)).toBe(false);
    requests.made(2000);
    requests.request();
    expect(requests.take(2000 + keyframeInterval - 1)).toBe(false);
  });

  test('grants a request after the clock was set back', () => {
    const requests = new KeyframeRequests();
    requests.take(60_000);
    requests.request();
    expect(requests.take(0)).toBe(true);
  });

  test('never grants two keyframes within the interval', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ step: fc.integer({ min: 1, max: 200 }), ask: fc.boolean() })),
        (ticks) => {
          const requests = new KeyframeRequests();
          let time = 0;
          let last = Number.NEGATIVE_INFINITY;
          for (const { step, ask } of ticks) {
            time += step;
            if (ask) requests.request();
            if (!requests.take(time)) continue;
            expect(time - last).toBeGreaterThanOrEqual(keyframeInterval);
            last = time;
          }
        },
      ),
    );
  });
});

describe('requests of those who watch and lose packets', () => {
  test('share one keyframe in two seconds, after whichever was last', () => {
    const requests = new KeyframeRequests();
    requests.take(0);
    const granted: number[] = [];
    for (let time = 50; time <= 8_000; time += 50) {
      requests.requestForLoss();
      if (time === 3_000) requests.request();
      if (requests.take(time)) granted.push(time);
    }
    expect(granted).toEqual([lossInterval, 3_000, 3_000 + lossInterval, 3_000 + 2 * lossInterval]);
  });

  test('are met by a keyframe that somebody else got', () => {
    const requests = new KeyframeRequests();
    requests.take(0);
    requests.requestForLoss();
    requests.request();
    expect(requests.take(keyframeInterval)).toBe(true);
    expect(requests.take(keyframeInterval + lossInterval)).toBe(false);
  });

  test('are granted after the clock was set back', () => {
    const requests = new KeyframeRequests();
    requests.take(60_000);
    requests.requestForLoss();
    expect(requests.take(0)).toBe(true);
  });
});

describe('asksForKeyframe', () => {
  test('finds a picture loss indication, alone and behind a report', () => {
    const indication = bytes(new PliPacket());
    const report = bytes(new ReceiverReportPacket());
    expect(asksForKeyframe(indication)).toBe(true);
    expect(asksForKeyframe(report)).toBe(false);
    expect(asksForKeyframe(Buffer.concat([report, indication]))).toBe(true);
  });

  test('finds a full intra request', () => {
    expect(asksForKeyframe(Uint8Array.of(0x84, 206, 0, 4, ...new Uint8Array(16)))).toBe(true);
  });

  test('terminates on any bytes', () => {
    fc.assert(fc.property(fc.uint8Array(), (rtcp) => typeof asksForKeyframe(rtcp) === 'boolean'));
  });
});
