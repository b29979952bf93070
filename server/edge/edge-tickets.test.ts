import { SignJWT } from 'jose';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { EdgeTickets } from './edge-tickets.ts';

const secret = 'a secret of origin and edges';

afterEach(() => {
  vi.useRealTimers();
});

describe('EdgeTickets', () => {
  test('origin and edge with one secret know each other', async () => {
    const [edge, origin] = [new EdgeTickets(secret), new EdgeTickets(secret)];
    const { text, number } = await edge.ask();
    expect(await origin.take(text)).toBe(number);
    expect(await edge.isAnswer(await origin.answer(number), number)).toBe(true);
  });

  test('a ticket is taken once', async () => {
    const origin = new EdgeTickets(secret);
    const { text } = await new EdgeTickets(secret).ask();
    expect(await origin.take(text)).toBeDefined();
    expect(await origin.take(text)).toBeUndefined();
  });

  test('a ticket ends after seconds', async () => {
    const origin = new EdgeTickets(secret);
    const { text } = await origin.ask();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
    expect(await origin.take(text)).toBeUndefined();
  });

  test('tickets of another secret, without an end, or for something else are refused', async () => {
    const origin = new EdgeTickets(secret);
    expect(await origin.take((await new EdgeTickets('another').ask()).text)).toBeUndefined();
    expect(await origin.take(await origin.answer('a number'))).toBeUndefined();
    const { text, number } = await origin.ask();
    expect(await origin.isAnswer(text, number)).toBe(false);
    expect(await origin.isAnswer(await origin.answer('another number'), number)).toBe(false);
    const endless = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience('worldroom-edge')
      .setJti('endless')
      .sign(new TextEncoder().encode(secret));
    for (const wrong of ['', 'a.b.c', endless, `${text}x`]) expect(await origin.take(wrong)).toBeUndefined();
  });
});
