import { setTimeout as sleep } from 'node:timers/promises';
import { mostKept } from '../../client/people/chat-log.ts';
import type { Visitor } from '../visitor.ts';

/** Actions of a player, and the milliseconds for which their keys are held. */
const moves = [
  { keys: ['KeyW'], held: 1_200 },
  { keys: ['KeyW', 'ArrowRight'], held: 900 },
  { keys: ['Space'], held: 100 },
  { keys: ['ArrowLeft'], held: 700 },
  { keys: ['KeyW', 'Space'], held: 1_000 },
  { keys: ['KeyQ'], held: 100 },
  { keys: ['KeyA'], held: 600 },
  { keys: ['KeyR'], held: 100 },
  { keys: ['KeyS', 'ArrowDown'], held: 500 },
  { keys: ['KeyE'], held: 100 },
  { keys: ['ArrowRight', 'ArrowUp'], held: 500 },
] as const;
/** Milliseconds between two actions, and between two chat messages. */
const rest = 150;
const chatEvery = 15_000;
/** Milliseconds between two chat messages that the room accepts in the long run. */
const chatPause = 2_100;

/** Repeatedly walks, turns, jumps, places and takes blocks, uses doors and chats, by the keyboard. */
export async function play(visitor: Visitor, signal: AbortSignal): Promise<void> {
  const { keyboard } = visitor.page;
  let chatAt = performance.now() + chatEvery;
  for (let turn = visitor.name.length; !signal.aborted; turn++) {
    const { keys, held } = moves[(turn * 7) % moves.length];
    for (const key of keys) await keyboard.down(key);
    await sleep(held);
    for (const key of keys) await keyboard.up(key);
    await sleep(rest);
    if (performance.now() < chatAt) continue;
    chatAt = performance.now() + chatEvery;
    await say(visitor, `Turn ${turn}, and still here.`);
  }
}

/**
 * Writes until the chat log is full, because from then on its memory does not grow with the time of play.
 * Throws if it never is.
 */
export async function fillChat(visitors: readonly Visitor[]): Promise<void> {
  const full = async ({ page }: Visitor) => (await page.getByTestId('chat-line').count()) >= mostKept;
  for (let line = 1; !(await full(visitors[0])); line++) {
    if (line > mostKept) throw new Error('The chat takes nothing any more.');
    for (const visitor of visitors) await say(visitor, `Line ${line}.`);
    await sleep(chatPause);
  }
}

async function say(visitor: Visitor, text: string): Promise<void> {
  const { keyboard } = visitor.page;
  const field = visitor.page.getByTestId('chat-field');
  if (!(await field.isVisible())) await visitor.page.getByTestId('toggle-chat').click();
  await field.fill(text);
  await keyboard.press('Enter');
  await keyboard.press('Escape');
}
