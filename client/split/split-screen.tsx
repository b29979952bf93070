import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { PublicPack } from '../../shared/messages.ts';
import { gamepadsShown } from '../browser/browser-features.ts';
import { seatOf } from '../connection/reconnection-tokens.ts';
import type { RoomSession } from '../connection/room-session.ts';
import { controlLabel } from '../hud/control-label.ts';
import { offerTime, PadOwners } from '../input/pads/pad-owners.ts';
import { texts } from '../texts.ts';
import { holding } from '../ui/holding.ts';
import { Mounted } from '../ui/mounted.ts';
import { SecondPlayer } from './second-player.tsx';
import { ShownSize } from './shown-size.ts';

export interface SplitScreenOptions {
  roomId: string;
  /** The first player's half, which has the window alone until somebody joins. */
  first: HTMLElement;
  session: RoomSession;
  say(sentence: string): void;
}

/**
 * Two players in one window, each with a half: beside each other, or one above the other in upright windows. The second one
 * joins by a gamepad. A page that is loaded anew has both again, once A is pressed on the second one's pad.
 */
export class SplitScreen {
  readonly root: HTMLElement;
  /** Whose gamepad is whose. */
  readonly pads = new PadOwners({
    offered: () => this.#invite(texts.split.offer(controlLabel('Pad0')), offerTime),
    taken: () => this.#taken(),
    lost: () => this.#second?.showStatus(),
  });
  readonly #options: SplitScreenOptions;
  /** How to join; undefined while nobody is invited. */
  readonly #prompt = signal<string | undefined>(undefined);
  #pack: PublicPack | undefined;
  #second: SecondPlayer | undefined;
  #size: ShownSize | undefined;
  #timer: number | undefined;

  constructor(options: SplitScreenOptions) {
    this.#options = options;
    options.first.append(new Mounted(<Prompt words={this.#prompt} />).root);
    this.root = new Mounted(<div class="rooms" ref={holding(options.first)} />).root;
  }

  /** Whether a second player has a half. */
  get running(): boolean {
    return this.#second !== undefined;
  }

  /** The pack is known: a second player who was here before the page was loaded anew has the half again. */
  prepare(pack: PublicPack): void {
    this.#pack = pack;
    if (seatOf(this.#options.roomId, 'beside') === undefined) return;
    this.pads.awaited = true;
    this.#begin();
  }

  /** Awaits a second player or calls that off; ends the half of one who is here. */
  toggle(): void {
    if (this.#second) this.#end();
    else if (this.pads.awaited) this.#callOff();
    else {
      this.pads.awaited = true;
      const { awaited, awaitedNoPads } = texts.split;
      this.#invite(gamepadsShown().length > 0 ? awaited(controlLabel('Pad0')) : awaitedNoPads);
    }
  }

  /** The first player's room has a new state. */
  roomState(): void {
    this.#size?.update();
  }

  close(): void {
    window.clearTimeout(this.#timer);
    this.#size?.close();
    this.#second?.close();
  }

  #taken(): void {
    this.#callOff();
    if (this.#second) this.#second.showStatus();
    else this.#begin();
  }

  #begin(): void {
    if (this.#pack === undefined || this.#second) return;
    const { roomId, session } = this.#options;
    const { view } = this.#pack;
    this.#second = new SecondPlayer({ roomId, pack: this.#pack, pads: this.pads, left: () => this.#end() });
    this.root.append(this.#second.root);
    this.root.classList.add('split');
    this.#size = new ShownSize(session, view.width / view.height);
  }

  #end(): void {
    this.#second?.close();
    this.#second?.root.remove();
    this.#second = undefined;
    this.#size?.close();
    this.#size = undefined;
    this.root.classList.remove('split');
    this.pads.release();
    this.#options.say(texts.split.left);
  }

  #callOff(): void {
    this.pads.awaited = false;
    this.#prompt.value = undefined;
  }

  /** Shows how to join, for so many milliseconds or until it is called off. */
  #invite(words: string, lasting?: number): void {
    window.clearTimeout(this.#timer);
    this.#prompt.value = words;
    if (lasting === undefined) return;
    this.#timer = window.setTimeout(() => {
      this.#prompt.value = undefined;
    }, lasting);
  }
}

function Prompt({ words }: { words: ReadonlySignal<string | undefined> }): JSX.Element {
  return (
    <p class="split-prompt" role="status" data-testid="split-prompt" hidden={words.value === undefined}>
      {words.value}
    </p>
  );
}
