import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { ShownPlayer, Visitor } from './visitor.ts';

/** Metres and radians; clearly more than a body moves by itself while it settles. */
const clearly = 0.2;
const moved = (from: ShownPlayer) => (now: ShownPlayer) =>
  Math.hypot(now.x - from.x, now.z - from.z) > clearly;
const yawBetween = (a: ShownPlayer, b: ShownPlayer) =>
  Math.abs(Math.atan2(Math.sin(a.yaw - b.yaw), Math.cos(a.yaw - b.yaw)));

/**
 * Features that browsers lack, refuse or implement differently. Each function runs in the page before its own
 * code.
 */
const browsers: Readonly<Record<string, () => void>> = {
  'has no full screen': () => {
    for (const name of ['requestFullscreen', 'webkitRequestFullscreen'])
      Reflect.deleteProperty(Element.prototype, name);
    for (const name of ['exitFullscreen', 'fullscreenEnabled', 'fullscreenElement']) {
      Reflect.deleteProperty(Document.prototype, name);
    }
  },
  'has no full screen, but says that it is enabled': () => {
    for (const name of ['requestFullscreen', 'webkitRequestFullscreen'])
      Reflect.deleteProperty(Element.prototype, name);
  },
  'returns nothing from full screen alone': () => {
    Reflect.set(Element.prototype, 'requestFullscreen', () => undefined);
  },
  'returns nothing from full screen, pointer lock and wake lock': () => {
    Reflect.set(Element.prototype, 'requestFullscreen', () => undefined);
    Reflect.set(Element.prototype, 'requestPointerLock', () => undefined);
    if ('WakeLock' in window) Reflect.set(WakeLock.prototype, 'request', () => undefined);
  },
  'refuses full screen, pointer lock, wake lock, clipboard and the keyboard’s layout': () => {
    const refuse = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    Reflect.set(Element.prototype, 'requestFullscreen', refuse);
    Reflect.set(Element.prototype, 'requestPointerLock', refuse);
    if ('WakeLock' in window) Reflect.set(WakeLock.prototype, 'request', refuse);
    if ('Clipboard' in window) Reflect.set(Clipboard.prototype, 'writeText', refuse);
    Object.defineProperty(navigator, 'keyboard', { value: { getLayoutMap: refuse } });
    document.execCommand = () => false;
  },
  'throws where it refuses': () => {
    const refuse = () => {
      throw new DOMException('no', 'SecurityError');
    };
    Reflect.set(Element.prototype, 'requestFullscreen', refuse);
    Reflect.set(Element.prototype, 'requestPointerLock', refuse);
    Reflect.set(Element.prototype, 'setPointerCapture', refuse);
    Reflect.set(Navigator.prototype, 'getGamepads', refuse);
    document.execCommand = refuse;
    Object.defineProperty(navigator, 'clipboard', { get: refuse });
    Object.defineProperty(navigator, 'keyboard', { get: refuse });
    Object.defineProperty(navigator, 'wakeLock', { get: refuse });
  },
  'has no pointer lock and no PointerEvent': () => {
    for (const name of ['requestPointerLock', 'setPointerCapture'])
      Reflect.deleteProperty(Element.prototype, name);
    for (const name of ['exitPointerLock', 'pointerLockElement'])
      Reflect.deleteProperty(Document.prototype, name);
    Reflect.deleteProperty(window, 'PointerEvent');
  },
  'keeps no storage': () => {
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) {
      Object.defineProperty(window, name, {
        configurable: true,
        get() {
          throw new DOMException('blocked', 'SecurityError');
        },
      });
    }
  },
  'has a full storage': () => {
    Reflect.set(Storage.prototype, 'setItem', () => {
      throw new DOMException('full', 'QuotaExceededError');
    });
  },
  'has no WebGL 2': () => {
    const { getContext } = HTMLCanvasElement.prototype;
    Reflect.set(
      HTMLCanvasElement.prototype,
      'getContext',
      function (this: HTMLCanvasElement, ...given: [string]) {
        return given[0].startsWith('webgl') ? null : Reflect.apply(getContext, this, given);
      },
    );
  },
  'does not tell video frames apart': () => {
    for (const name of ['requestVideoFrameCallback', 'cancelVideoFrameCallback']) {
      Reflect.deleteProperty(HTMLVideoElement.prototype, name);
    }
  },
  'is some years old': () => {
    const missing = [
      'ResizeObserver',
      'matchMedia',
      'IntersectionObserver',
      'BroadcastChannel',
      'structuredClone',
    ];
    for (const name of [...missing, 'AudioContext', 'requestIdleCallback', 'CompressionStream']) {
      Reflect.deleteProperty(window, name);
    }
    for (const name of ['timeout', 'any']) Reflect.deleteProperty(AbortSignal, name);
    for (const name of ['getGamepads', 'keyboard', 'vibrate', 'wakeLock', 'clipboard', 'locks']) {
      Reflect.deleteProperty(Navigator.prototype, name);
    }
    for (const name of ['with', 'toSorted', 'toSpliced', 'findLast'])
      Reflect.deleteProperty(Array.prototype, name);
    Reflect.deleteProperty(Intl, 'Segmenter');
    Reflect.deleteProperty(Object, 'groupBy');
    Reflect.deleteProperty(Promise, 'withResolvers');
    Reflect.deleteProperty(Element.prototype, 'checkVisibility');
    Reflect.deleteProperty(HTMLElement.prototype, 'showPopover');
    Reflect.deleteProperty(HTMLDialogElement.prototype, 'showModal');
    Reflect.deleteProperty(Crypto.prototype, 'randomUUID');
    Reflect.deleteProperty(HTMLMediaElement.prototype, 'setSinkId');
  },
  'got the page over plain http': () => {
    Object.defineProperty(window, 'isSecureContext', { value: false });
    for (const name of ['getGamepads', 'keyboard', 'wakeLock', 'clipboard', 'locks', 'serviceWorker']) {
      Reflect.deleteProperty(Navigator.prototype, name);
    }
    Reflect.deleteProperty(Crypto.prototype, 'randomUUID');
    Reflect.deleteProperty(Crypto.prototype, 'subtle');
  },
};

describe('a browser that', () => {
  let testBed: TestBed;

  beforeAll(async () => {
    testBed = await openTestBed(undefined, {
      options: ['--maximum-rooms', '40', '--rooms-per-address', '0'],
    });
  });

  afterAll(() => testBed?.close());

  async function enter(name: string, script: () => void): Promise<Visitor> {
    const { hostLink } = await testBed.createRoom();
    const visitor = await testBed.open(hostLink, name, { script, recorded: false });
    await visitor.reaches('playing');
    return visitor;
  }

  test.each(Object.entries(browsers))(
    '%s creates and plays rooms without an error of the page',
    async (_what, script) => {
      const before = testBed.pageErrors.length;
      const ann = await testBed.open('/', 'Ann', { script, recorded: false });
      const { page } = ann;
      await page.getByTestId('player-name').fill('Ann');
      await until('the worlds are there', () => page.locator('.world').first().isVisible());
      await page.getByTestId('create-room').click();
      await ann.reaches('playing').catch((cause: unknown) => {
        throw new Error(`errors of the page: ${testBed.pageErrors.slice(before).join('; ')}`, { cause });
      });
      const start = await ann.standsStill();
      await ann.hold('KeyS', 'walks', moved(start));
      // All tools of the toolbar that use a browser feature.
      for (const tool of [
        'copy-invite',
        'toggle-fullscreen',
        'toggle-look',
        'toggle-names',
        'take-photo',
        'toggle-map',
      ]) {
        const button = page.getByTestId(tool);
        // A browser without full screen has no button for it.
        if ((await button.count()) > 0) await button.dispatchEvent('click');
      }
      const copied = page.locator('.toast', { hasText: 'copied' });
      await until('the link is copied, or shown to be', async () => {
        return (await copied.isVisible()) || (await page.getByTestId('copy-field').isVisible());
      });
      if (await page.getByTestId('copy-field').isVisible()) {
        const selected = await page.getByTestId('copy-field').evaluate((field) => {
          if (!(field instanceof HTMLInputElement)) return '';
          return field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0);
        });
        expect(selected).toMatch(/^http.*\/play\//);
        await page.keyboard.press('Escape');
      }
      await page.locator('.stage').click();
      await page.keyboard.press('Escape');
      await page.getByTestId('toggle-chat').dispatchEvent('click');
      await page.getByTestId('chat-field').fill('hello');
      await page.keyboard.press('Enter');
      await until('the chat', () => page.getByTestId('chat-line').isVisible());
      expect(await page.locator('main').getAttribute('data-state')).toBe('playing');
      expect(testBed.pageErrors.slice(before)).toEqual([]);
      await page.context().close();
    },
  );

  test('has no full screen shows no button for it; one with the prefixed name has one that works', async () => {
    const without = await enter('Wil', browsers['has no full screen']);
    expect(await without.page.getByTestId('toggle-fullscreen').count()).toBe(0);
    await without.page.context().close();
    const old = await enter('Olga', () => {
      let on: Element | null = null;
      const names = ['requestFullscreen', 'webkitRequestFullscreen'];
      for (const name of names) Reflect.deleteProperty(Element.prototype, name);
      for (const name of ['exitFullscreen', 'fullscreenEnabled', 'fullscreenElement']) {
        Reflect.deleteProperty(Document.prototype, name);
      }
      Reflect.set(Element.prototype, 'webkitRequestFullscreen', function (this: Element) {
        on = this;
      });
      Reflect.set(Document.prototype, 'webkitExitFullscreen', () => {
        on = null;
      });
      Object.defineProperty(Document.prototype, 'webkitFullscreenElement', {
        configurable: true,
        get: () => on,
      });
    });
    const filled = () =>
      old.page.evaluate(() => Reflect.get(document, 'webkitFullscreenElement') === document.documentElement);
    const button = old.page.getByTestId('toggle-fullscreen');
    await button.dispatchEvent('click');
    expect(await filled()).toBe(true);
    await button.dispatchEvent('click');
    expect(await filled()).toBe(false);
    await old.page.context().close();
  });

  test.each([
    'has no pointer lock and no PointerEvent',
    'returns nothing from full screen, pointer lock and wake lock',
    'refuses full screen, pointer lock, wake lock, clipboard and the keyboard’s layout',
  ])('%s: a drag looks around', async (what) => {
    const dan = await enter('Dan', browsers[what]);
    const { page } = dan;
    const start = await dan.standsStill();
    await page.mouse.click(400, 225);
    await until('the page says how', async () =>
      (await page.getByTestId('capture-prompt').textContent())?.includes('Drag'),
    );
    await page.mouse.move(400, 225);
    await page.mouse.down();
    await page.mouse.move(520, 225, { steps: 12 });
    await page.mouse.up();
    await until('it turns', async () => yawBetween(await dan.player(), start) > clearly);
    const there = await dan.standsStill();
    await page.mouse.move(300, 225, { steps: 12 });
    expect(yawBetween(await dan.standsStill(), there)).toBeLessThan(0.02);
    await page.context().close();
  });

  test('got the page over plain HTTP names the missing features of each device, and the remedy', async () => {
    const pia = await enter('Pia', browsers['got the page over plain http']);
    await pia.page.getByTestId('toggle-help').dispatchEvent('click');
    for (const [device, lost] of [
      ['gamepad', /gamepads/],
      ['touch', /screen/],
      ['keyboard', /clipboard/],
    ] as const) {
      await pia.page.getByTestId(`help-${device}`).click();
      const note = pia.page.getByTestId('help').getByTestId('device-note');
      expect(await note.textContent()).toMatch(lost);
      expect(await note.textContent()).toMatch(/https.*--tls-cert.*--tls-key.*proxy/);
    }
    await pia.page.context().close();
  });

  test('got the page over a secure connection names none', async () => {
    const sam = await enter('Sam', () => {});
    await sam.page.getByTestId('toggle-help').dispatchEvent('click');
    await sam.page.getByTestId('help-gamepad').click();
    expect(await sam.page.getByTestId('help').getByTestId('device-note').isVisible()).toBe(false);
    await sam.page.context().close();
  });

  test('reports one false large step of the mouse does not turn the player; a flick does', async () => {
    const mia = await enter('Mia', () => {});
    const { page } = mia;
    const start = await mia.standsStill();
    await page.mouse.click(400, 225);
    await until('the mouse is captured', () => page.evaluate(() => document.pointerLockElement !== null));
    const move = (steps: readonly number[]) =>
      page.evaluate(async (movements) => {
        for (const movementX of movements) {
          document.dispatchEvent(new MouseEvent('mousemove', { movementX, movementY: 0, bubbles: true }));
          await new Promise((done) => setTimeout(done, 16));
        }
      }, steps);
    await move([6, 5, 900, 6]);
    expect(yawBetween(await mia.standsStill(), start)).toBeLessThan(0.15);
    await move([4, 20, 60, 120, 60, 20, 4]);
    await until('the flick turns', async () => yawBetween(await mia.player(), start) > clearly);
    await page.context().close();
  });

  test('the server reported no error', () => {
    expect(testBed.serverErrors()).toEqual([]);
  });
});
