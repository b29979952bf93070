import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RoomLink } from './room-link.ts';

/** A document of a page in a background tab, which a test shows. */
function hiddenDocument() {
  const target = new EventTarget();
  const page = {
    hidden: true,
    addEventListener: target.addEventListener.bind(target),
    show() {
      page.hidden = false;
      target.dispatchEvent(new Event('visibilitychange'));
    },
  };
  return page;
}

describe('RoomLink', () => {
  const page = hiddenDocument();

  beforeEach(() => {
    vi.stubGlobal('document', page);
    vi.stubGlobal('window', new EventTarget());
  });
  afterEach(() => vi.unstubAllGlobals());

  it('in a page that opens in a background tab calls nobody before it is made, and tells later that it is seen', () => {
    const changed = vi.fn();
    const unused = () => undefined;
    const link = new RoomLink({ roomId: 'room', seat: 'player' }, () => ({ name: 'Ann', role: 'player' }), {
      ...{ joined: unused, state: unused, frame: unused, answered: unused, changed },
      messages: {
        ...{
          invites: unused,
          hostClaims: unused,
          saves: unused,
          notice: unused,
          sketch: unused,
          map: unused,
          answer: unused,
          scene: unused,
        },
        ...{
          emote: unused,
          chat: unused,
          goal: unused,
          recordings: unused,
          controls: unused,
          mediaLost: unused,
        },
      },
    });
    expect(changed).not.toHaveBeenCalled();
    expect(link.state.hiddenAt).toBeDefined();
    page.show();
    expect(changed).toHaveBeenCalledTimes(1);
    expect(link.state.hiddenAt).toBeUndefined();
    link.close();
  });
});
