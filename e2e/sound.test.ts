import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { showTool } from './room-menu.ts';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

/** Energy of the loudest moments in the left and the right channel. */
interface Heard {
  left: number;
  right: number;
}

describe('sound', () => {
  let testBed: TestBed;
  let watchLink: string;
  let ann: Visitor;
  let ben: Visitor;

  beforeAll(async () => {
    testBed = await openTestBed();
    const room = await testBed.createRoom();
    watchLink = room.watchLink;
    ann = await testBed.open(room.playLink, 'Ann');
    await ann.reaches('playing');
    ben = await testBed.open(room.playLink, 'Ben');
    await ben.reaches('playing');
    await ben.standsStill();
  });

  afterAll(() => testBed?.close());

  /** Number of audio tracks of the page, and of received audio packets. */
  function soundOf({ page }: Visitor): Promise<{ tracks: number; packets: number }> {
    return page.evaluate(async () => {
      let tracks = 0;
      let packets = 0;
      for (const connection of window.recorder?.connections ?? []) {
        tracks += connection
          .getReceivers()
          .filter(({ track }) => track.kind === 'audio' && !track.muted).length;
        for (const entry of (await connection.getStats()).values()) {
          if (entry.type === 'inbound-rtp' && entry.kind === 'audio')
            packets += Number(entry.packetsReceived);
        }
      }
      return { tracks, packets };
    });
  }

  async function hears(visitor: Visitor): Promise<void> {
    const { packets } = await soundOf(visitor);
    await until(`${visitor.name} gets sound`, async () => (await soundOf(visitor)).packets > packets + 25);
    expect(
      await visitor.page
        .getByTestId('sound')
        .evaluate((audio) => audio instanceof HTMLAudioElement && audio.paused),
    ).toBe(false);
  }

  /** Records the stream of the visitor's audio element while `act` runs. */
  async function listen({ page }: Visitor, act: () => Promise<void>): Promise<Heard> {
    const recording = await page.evaluateHandle(async () => {
      const audio = document.querySelector('audio');
      if (!(audio?.srcObject instanceof MediaStream)) throw new Error('nothing is heard');
      const context = new AudioContext();
      const splitter = context.createChannelSplitter(2);
      context.createMediaStreamSource(audio.srcObject).connect(splitter);
      const ears = [0, 1].map((channel) => {
        const analyser = context.createAnalyser();
        splitter.connect(analyser, channel);
        return analyser;
      });
      const moments: [number, number][] = [];
      const samples = new Float32Array(ears[0].fftSize);
      const timer = setInterval(() => {
        const [left, right] = ears.map((ear) => {
          ear.getFloatTimeDomainData(samples);
          return samples.reduce((sum, value) => sum + value * value, 0);
        });
        moments.push([left, right]);
      }, 20);
      return {
        async end() {
          clearInterval(timer);
          await context.close();
          return moments;
        },
      };
    });
    await act();
    const moments = await recording.evaluate((made) => made.end());
    const loudest = moments.sort((a, b) => b[0] + b[1] - a[0] - a[1]).slice(0, 8);
    return {
      left: loudest.reduce((sum, [left]) => sum + left, 0),
      right: loudest.reduce((sum, [, right]) => sum + right, 0),
    };
  }

  /** Turns Ann step by step until Ben is at her side: 1 for the right, -1 for the left. */
  async function putAside(side: 1 | -1): Promise<void> {
    const other = await ben.player();
    await until(`Ann has Ben at side ${side}`, async () => {
      const { x, z, yaw } = await ann.standsStill();
      const [dx, dz] = [other.x - x, other.z - z];
      if ((side * (dx * Math.cos(yaw) - dz * Math.sin(yaw))) / Math.hypot(dx, dz) > 0.87) return true;
      await ann.hold('ArrowLeft', 'turns', (now) => now.yaw !== yaw);
      return false;
    });
  }

  /** Ben places a block in front of himself and takes it again, a few times. */
  async function knock(): Promise<void> {
    for (let i = 0; i < 4; i++) {
      for (const key of ['KeyQ', 'KeyR']) {
        const { tick } = await ben.state();
        await ben.page.keyboard.press(key);
        await until('the world goes on', async () => (await ben.state()).tick > tick + 6);
      }
    }
  }

  test('is not sent before it is switched on', async () => {
    await ann.decodes(10);
    for (const visitor of [ann, ben]) expect(await soundOf(visitor)).toEqual({ tracks: 0, packets: 0 });
  });

  test('is received when it is switched on', async () => {
    await ann.page.getByTestId('toggle-sound').click();
    await hears(ann);
    expect(await soundOf(ben)).toEqual({ tracks: 0, packets: 0 });
  });

  test('is in a stream of its own, because browsers synchronise the tracks of one stream', async () => {
    const streams = await ann.page.evaluate(() =>
      (window.recorder?.connections ?? []).flatMap(({ currentRemoteDescription }) =>
        [...(currentRemoteDescription?.sdp.matchAll(/m=(\w+)|a=msid:(\S+)/g) ?? [])].map(
          ([, kind, stream]) => kind ?? stream,
        ),
      ),
    );
    const audio = streams[streams.indexOf('audio') + 1];
    const video = streams[streams.indexOf('video') + 1];
    expect(audio).toBe('sound');
    expect(video).not.toBe('sound');
  });

  test('comes from the direction of its source', async () => {
    await putAside(1);
    const right = await listen(ann, knock);
    expect(right.right).toBeGreaterThan(2 * right.left);
    await putAside(-1);
    const left = await listen(ann, knock);
    expect(left.left).toBeGreaterThan(2 * left.right);
  });

  test('of the watched player is played to a spectator', async () => {
    const sue = await testBed.open(watchLink, 'Sue');
    await sue.reaches('playing');
    await sue.page.keyboard.press('KeyM');
    await hears(sue);
    const heard = await listen(sue, knock);
    expect(heard.left).toBeGreaterThan(2 * heard.right);
    await sue.page.context().close();
  });

  test('has captions', async () => {
    const lines = ann.page.getByTestId('captions').locator('li');
    await ann.page.keyboard.press('KeyU');
    await until('Ann reads of the block to her left', async () => {
      const { tick } = await ben.state();
      await ben.page.keyboard.press('KeyQ');
      await until('the world goes on', async () => (await ben.state()).tick > tick + 3);
      const read = await lines.and(ann.page.locator('[data-kind="place"][data-direction="left"]')).count();
      await ben.page.keyboard.press('KeyR');
      return read > 0;
    });
    await ann.page.keyboard.press('KeyU');
    await until('the captions are gone', async () => (await lines.count()) === 0);
  });

  test('follows the volume slider, and both settings are stored', async () => {
    await (await showTool(ann.page, 'volume')).fill('0.25');
    await ann.page.reload();
    await ann.reaches('playing');
    await hears(ann);
    expect(await ann.page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.volume)).toBe(0.25);
  });

  test('ends when it is switched off', async () => {
    await ann.page.keyboard.press('KeyM');
    await until('no more sound comes', async () => {
      const { packets } = await soundOf(ann);
      const { tick } = await ann.state();
      await until('time passes', async () => (await ann.state()).tick > tick + 12);
      return (await soundOf(ann)).packets <= packets;
    });
    await ann.decodes(5);
  });

  test('no page or server reported an error', () => {
    expect(testBed.pageErrors).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});
