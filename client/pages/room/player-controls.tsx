import type { JSX } from 'preact';
import type { PublicPack } from '../../../shared/messages.ts';
import { gamepadsShown } from '../../browser/browser-features.ts';
import type { RoomSession } from '../../connection/room-session.ts';
import { controlLabel } from '../../hud/control-label.ts';
import { BindingPrompt } from '../../hud/menu/binding-prompt.tsx';
import { ControlsSection, slotName } from '../../hud/menu/controls-section.tsx';
import { type BindingChanges, type Bindings, bindingsOf, type Slot } from '../../input/bindings.ts';
import { type Control, type Device, deviceOf } from '../../input/control.ts';
import { keyboardLayout } from '../../input/keyboard-layout.ts';
import { padsOf } from '../../input/pads/gamepads.ts';
import type { PadOwners } from '../../input/pads/pad-owners.ts';
import type { PageSlot } from '../../input/page-slots.ts';
import type { KnownGround } from '../../input/prediction/known-ground.ts';
import { rebind, resetDevice } from '../../input/rebinding.ts';
import { changePreferences, readPreferences } from '../../preferences.ts';
import { texts } from '../../texts.ts';
import { Mounted } from '../../ui/mounted.ts';
import { OwnPlayer } from './own-player.ts';

export interface PlayerControlsOptions {
  session: RoomSession;
  pack: PublicPack;
  /** The page's root; its `data-device` is the device in use. */
  root: HTMLElement;
  /** Kind of the ground at a place, by the map that the page has. */
  groundAt: KnownGround['kindAt'];
  /** Which gamepads are this player's, and which are of a second player at the machine. */
  pads: PadOwners;
  say(sentence: string): void;
  /** A control of the page was pressed. */
  pressed(slot: PageSlot): void;
  /** Bindings changed; `keys` are the labels of the page's controls on the keyboard. */
  bound(keys: ReadonlyMap<PageSlot, string>): void;
  /** The mouse was captured or released. */
  captured(captured: boolean): void;
  /** The browser refused pointer lock. */
  captureRefused(): void;
}

/** All devices of a player, and the section of the settings that explains and changes them. */
export class PlayerControls {
  readonly player: OwnPlayer;
  readonly #options: PlayerControlsOptions;
  readonly #help: ControlsSection;
  readonly #prompt = new BindingPrompt(() => this.#endRebinding(this.#rebinding?.slot));
  readonly #unfollow: () => void;
  #changes: BindingChanges;
  #rebinding: { slot: Slot; replaces: Control | undefined } | undefined;

  constructor(options: PlayerControlsOptions) {
    this.#options = options;
    const { session, pack, root, say } = options;
    const preferences = readPreferences();
    this.#changes = preferences.bindings;
    this.player = new OwnPlayer({
      ...{ session, pack },
      bindings: bindingsOf(pack.actions, this.#changes),
      groundAt: options.groundAt,
      pointer: { captured: options.captured, refused: options.captureRefused },
      deviceChanged: (device) => this.#deviceChanged(device),
      pressed: options.pressed,
      pads: {
        shown: () => padsOf(options.pads, 'first'),
        connected: (known) => say(known ? texts.play.padConnected : texts.play.padUnknown),
        disconnected: (index) => this.#padGone(index),
      },
    });
    this.#help = new ControlsSection({
      bindings: this.player.bindings,
      device: this.player.device,
      settings: {
        keyboard: slider({
          ...{ name: 'sensitivity', min: 0.5, max: 8, step: 0.25, value: preferences.sensitivity },
          changed: (sensitivity) => {
            this.player.input.sensitivity = sensitivity;
            changePreferences({ sensitivity });
          },
        }),
        gamepad: [
          ...slider({
            ...{ name: 'deadZone', min: 0, max: 0.5, step: 0.05, value: preferences.deadZone },
            changed: (deadZone) => {
              this.player.input.deadZone = deadZone;
              changePreferences({ deadZone });
            },
          }),
          new Mounted(
            <RumbleSwitch
              on={this.player.rumbles}
              changed={(rumble) => {
                this.player.rumbles = rumble;
                changePreferences({ rumble });
              }}
            />,
          ).root,
        ],
        touch: [],
      },
      rebind: (slot, control) => this.#beginRebinding(slot, control),
      reset: (device) => {
        this.#change(resetDevice(this.#changes, device));
        this.#help.say(texts.help.wasReset);
      },
    });
    root.dataset.device = this.player.device;
    root.append(this.#prompt.root);
    this.#unfollow = keyboardLayout.follow(() => {
      this.#help.bindings = this.player.bindings;
      options.bound(this.keys);
    });
  }

  /** True for keys that the game uses. */
  isTaken(code: string): boolean {
    return this.#rebinding !== undefined || this.player.bindings.controls.has(code);
  }

  /** Labels of the page's controls on the keyboard. */
  get keys(): ReadonlyMap<PageSlot, string> {
    return keysOf(this.player.bindings);
  }

  /** The controls' section of the settings. */
  get section(): JSX.Element {
    return this.#help.view;
  }

  /** While a menu is open, presses of gamepads go to it and nothing goes to the game; undefined ends that. */
  divert(menu: ((control: Control) => void) | undefined): void {
    if (menu) this.#help.device = this.player.device;
    this.player.input.divert(menu);
  }

  /** Captures the mouse. */
  capture(): void {
    void this.player.input.pointer?.capture();
  }

  close(): void {
    this.#unfollow();
    this.player.close();
  }

  #deviceChanged(device: Device): void {
    this.#options.root.dataset.device = device;
    this.#help.device = device;
  }

  #beginRebinding(slot: Slot, replaces: Control | undefined): void {
    this.#rebinding = { slot, replaces };
    this.#prompt.show(slotName(this.player.bindings, slot), this.player.device);
    this.player.input.listen((control) => this.#rebind(control));
  }

  #rebind(control: Control): void {
    if (!this.#rebinding) return;
    const { slot, replaces } = this.#rebinding;
    const { actions } = this.#options.pack;
    // A control of another device is added to that device's own controls.
    const former = replaces !== undefined && deviceOf(replaces) === deviceOf(control) ? replaces : undefined;
    const result = rebind(actions, this.#changes, { slot, control, replaces: former });
    const label = controlLabel(control);
    if (result) this.#change(result.changes);
    this.#endRebinding(slot);
    const name = slotName(this.player.bindings, slot);
    const losers = result?.taken.map((loser) => slotName(this.player.bindings, loser)) ?? [];
    if (!result) this.#help.say(texts.help.kept(label));
    else if (losers.length > 0) this.#help.say(texts.help.taken(label, name, losers));
    else this.#help.say(texts.help.bound(label, name));
  }

  #endRebinding(slot: Slot | undefined): void {
    this.#rebinding = undefined;
    this.#prompt.hide();
    this.player.input.listen(undefined);
    if (slot) this.#help.focus(slot);
  }

  #change(changes: BindingChanges): void {
    this.#changes = changes;
    this.player.bindings = bindingsOf(this.#options.pack.actions, changes);
    changePreferences({ bindings: changes });
    this.#help.bindings = this.player.bindings;
    this.#options.bound(this.keys);
  }

  /** A gamepad was unplugged, or is another player's now, who uses the keyboard then. */
  #padGone(index: number): void {
    const given = gamepadsShown().some((pad) => pad.index === index);
    if (!given) this.#options.say(texts.play.padDisconnected);
    else if (!this.#options.pads.has('first')) this.player.input.use('keyboard');
  }
}

interface SliderProps {
  name: 'sensitivity' | 'deadZone';
  min: number;
  max: number;
  step: number;
  value: number;
  changed(value: number): void;
}

/** A slider and its label, as elements of the settings' grid. */
function slider({ name, changed, value, ...range }: SliderProps): HTMLElement[] {
  return [
    new Mounted(<label for={name}>{texts.help[name]}</label>).root,
    new Mounted(
      <input
        type="range"
        id={name}
        {...range}
        defaultValue={String(value)}
        onInput={({ currentTarget }) => changed(currentTarget.valueAsNumber)}
      />,
    ).root,
  ];
}

function RumbleSwitch({ on, changed }: { on: boolean; changed(on: boolean): void }): JSX.Element {
  return (
    <label class="switch" for="rumble">
      <input
        type="checkbox"
        id="rumble"
        defaultChecked={on}
        onChange={({ currentTarget }) => changed(currentTarget.checked)}
      />
      {texts.help.rumble}
    </label>
  );
}

/** Label of the keyboard's control for each slot of the page that has one. */
function keysOf({ page }: Bindings): Map<PageSlot, string> {
  return new Map(
    page.flatMap(({ name, controls }): [PageSlot, string][] => {
      const key = controls.find((control) => deviceOf(control) === 'keyboard');
      return key === undefined ? [] : [[name, controlLabel(key)]];
    }),
  );
}
