import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

declare global {
  interface Window {
    /** Number of media requests that the page sent. */
    mediaRequests?: number;
  }
}

/** Counts media requests. Runs in the page, after the recorder and before the page's code. */
function countRequests(): void {
  window.mediaRequests = 0;
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data: Parameters<typeof send>[0]) {
    const bytes = ArrayBuffer.isView(data)
      ? data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength)
      : data;
    if (
      bytes instanceof ArrayBuffer &&
      /transport|capabilities|consume/.test(new TextDecoder('latin1').decode(bytes))
    ) {
      window.mediaRequests = (window.mediaRequests ?? 0) + 1;
    }
    send.call(this, data);
  };
}

const browsers = {
  'without WebRTC': {
    heading: 'This browser cannot show the picture',
    missing: /RTCPeerConnection/,
    script: () => {
      Object.assign(window, { RTCPeerConnection: undefined, webkitRTCPeerConnection: undefined });
    },
  },
  'that may not use WebRTC': {
    heading: 'This browser may not show the picture',
    missing: /policy/,
    script: () => {
      window.RTCPeerConnection = class extends RTCPeerConnection {
        constructor() {
          super();
          throw new DOMException('WebRTC is disabled by policy.', 'NotAllowedError');
        }
      };
    },
  },
  'without VP8': {
    heading: 'This browser cannot decode the picture',
    missing: /VP8/,
    script: () => {
      const { getCapabilities } = RTCRtpReceiver;
      RTCRtpReceiver.getCapabilities = (kind) => {
        const known = getCapabilities.call(RTCRtpReceiver, kind);
        return known && { ...known, codecs: known.codecs.filter(({ mimeType }) => mimeType !== 'video/VP8') };
      };
    },
  },
};

describe('a browser', () => {
  let testBed: TestBed;
  let ben: Visitor;
  let playLink: string;
  let watchLink: string;

  beforeAll(async () => {
    testBed = await openTestBed();
    ({ playLink, watchLink } = await testBed.createRoom());
    ben = await testBed.open(playLink, 'Ben');
    await ben.reaches('playing');
  });

  afterAll(() => testBed?.close());

  for (const [which, { heading, missing, script }] of Object.entries(browsers)) {
    test(`${which} names the missing feature at once, requests no media, and is in the room`, async () => {
      const ann = await testBed.open('/health', 'Ann', { recorded: true });
      await ann.page.context().addInitScript(countRequests);
      await ann.page.context().addInitScript(script);
      const opened = performance.now();
      await ann.page.goto(new URL(which === 'without VP8' ? watchLink : playLink, testBed.url).href);
      await ann.reaches('unsupported');
      console.info(`${which}: said after ${Math.round(performance.now() - opened)} ms`);
      const card = ann.page.getByTestId('status');
      expect(await card.getByRole('heading').textContent()).toBe(heading);
      expect(await card.textContent()).toMatch(missing);

      await ann.page.getByTestId('toggle-chat').click();
      await ann.page.getByTestId('chat-field').fill(`I am ${which}`);
      await ann.page.keyboard.press('Enter');
      const heard = ben.page.getByTestId('chat-log');
      await until('Ben reads it', async () => (await heard.textContent())?.includes(`I am ${which}`));
      expect(await ann.page.getByTestId('minimap').isVisible()).toBe(true);
      await ann.page.getByTestId('toggle-people').click();

      // The card stays, and no other one follows.
      await new Promise((resolve) => setTimeout(resolve, 8_000));
      expect(await card.getByRole('heading').textContent()).toBe(heading);
      const states = await ann.page.evaluate(() => window.recorder?.states);
      expect(states?.filter((state) => state === 'unsupported')).toHaveLength(1);
      expect(await ann.page.evaluate(() => window.mediaRequests)).toBe(0);
      await ann.page.context().close();
    });
  }

  test('no page or server reported an unexpected error', () => {
    // The address that the page had before has no icon.
    expect(testBed.pageErrors.filter((error) => !/status of 404/.test(error))).toEqual([]);
    expect(testBed.serverErrors()).toEqual([]);
  });
});
