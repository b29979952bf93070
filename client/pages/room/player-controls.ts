import type { Vector3 } from '../../../shared/geometry/camera.ts';
import type { PublicPack } from '../../../shared/messages.ts';
import type { RoomState } from '../../../shared/state.ts';
import { matchesMedia } from '../../browser/browser-features.ts';
import type { RoomSession } from '../../connection/room-session.ts';
import { element } from '../../dom/element.ts';
import { controlLabel } from '../../hud/control-label.ts';
import { CrosshairPrompts } from '../../hud/crosshair-prompts.ts';
import { BindingPrompt } from '../../hud/menu/binding-prompt.ts';
import { ControlsSection, slotName } from '../../hud/menu/controls-section.ts';
import { OwnEvents } from '../../hud/own-events.ts';
import { type BindingChanges, type Bindings, bindingsOf, type Slot } from '../../input/bindings.ts';
import { type Control, type Device, deviceOf } from '../../input/control.ts';
import { InputLoop } from '../../input/input-loop.ts';
import { keyboardLayout } from '../../input/keyboard-layout.ts';
import { type KnownGround, slideOnKnownGround } from '../../input/known-ground.ts';
import type { LookPrediction } from '../../input/look-prediction.ts';
import type { PageSlot } from '../../input/page-slots.ts';
import { rebind, resetDevice } from '../../input/rebinding.ts';
import { rumble } from '../../input/rumble.ts';
import { changePreferences, readPreferences } from '../../preferences.ts';
import { texts } from '../../texts.ts';

export interface PlayerControlsOptions {
  session: RoomSession;
  pack: PublicPack;
  /** The page's root; its `data-device` is the device in use. */
  root: HTMLElement;
  /** Kind of the ground at a place, by the map that the page has. */
  groundAt: KnownGround['kindAt'];
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
  readonly #options: PlayerControlsOptions;
  readonly #input: InputLoop;
  readonly #help: ControlsSection;
  readonly #prompt = new BindingPrompt(() => this.#endRebinding(this.#rebinding?.slot));
  readonly #events = new OwnEvents();
  readonly #offers = new CrosshairPrompts();
  readonly #unfollow: () => void;
  #bindings: Bindings;
  #changes: BindingChanges;
  #rumble: boolean;
  #rebinding: { slot: Slot; replaces: Control | undefined } | undefined;

  constructor(options: PlayerControlsOptions) {
    this.#options = options;
    const { session, pack, root, say } = options;
    const preferences = readPreferences();
    this.#changes = preferences.bindings;
    this.#bindings = bindingsOf(pack.actions, this.#changes);
    this.#rumble = preferences.rumble ?? !matchesMedia('(prefers-reduced-motion: reduce)');
    this.#input = new InputLoop({
      session,
      pack,
      bindings: this.#bindings,
      sensitivity: preferences.sensitivity,
      deadZone: preferences.deadZone,
      slide: (from, wish) =>
        slideOnKnownGround(
          { kindAt: options.groundAt, state: () => session.roomState, own: () => session.sessionId },
          from,
          wish,
        ),
      captured: options.captured,
      refused: options.captureRefused,
      deviceChanged: (device) => this.#deviceChanged(device),
      pressed: (control) => this.#pressed(control),
      pads: {
        connected: (known) => say(known ? texts.play.padConnected : texts.play.padUnknown),
        disconnected: () => say(texts.play.padDisconnected),
      },
    });
    this.#help = new ControlsSection({
      bindings: this.#bindings,
      device: this.#input.device,
      settings: {
        keyboard: this.#slider('sensitivity', 0.5, 8, 0.25, preferences.sensitivity, (sensitivity) => {
          this.#input.sensitivity = sensitivity;
          changePreferences({ sensitivity });
        }),
        gamepad: [
          ...this.#slider('deadZone', 0, 0.5, 0.05, preferences.deadZone, (deadZone) => {
            this.#input.deadZone = deadZone;
            changePreferences({ deadZone });
          }),
          this.#rumbleSwitch(),
        ],
        touch: [],
      },
      rebind: (slot, control) => this.#beginRebinding(slot, control),
      reset: (device) => {
        this.#change(resetDevice(this.#changes, device));
        this.#help.say(texts.help.wasReset);
      },
    });
    root.dataset.device = this.#input.device;
    session.stage.root.after(this.#offers.root, this.#input.touch.root);
    root.append(this.#prompt.root);
    this.#unfollow = keyboardLayout.follow(() => {
      this.#help.bindings = this.#bindings;
      options.bound(this.keys);
    });
  }

  /** True for keys that the game uses. */
  isTaken(code: string): boolean {
    return this.#rebinding !== undefined || this.#bindings.controls.has(code);
  }

  /** Labels of the page's controls on the keyboard. */
  get keys(): ReadonlyMap<PageSlot, string> {
    return keysOf(this.#bindings);
  }

  /** Predicts the player's present direction of view. */
  get look(): LookPrediction {
    return this.#input.look;
  }

  /**
   * Where the player's eye is at `time` (performance.now), or is expected `ahead` milliseconds later; undefined if it is
   * unknown.
   */
  eye(time: number, ahead = 0): Vector3 | undefined {
    const look = this.#input.look.at(time, ahead);
    const feet = look && this.#input.body.at(time, look.yaw, ahead);
    return feet && { ...feet, y: feet.y + this.#options.pack.motion.eyeHeight };
  }

  /** Forgets where the body is expected: the page joined anew. */
  reset(): void {
    this.#input.look.reset();
    this.#input.body.reset();
  }

  roomState(state: RoomState): void {
    this.#input.stateChanged(state);
    const { sessionId } = this.#options.session;
    this.#offers.update(state, sessionId, this.#bindings, this.#input.device);
    const events = this.#events.update(state, sessionId);
    if (this.#rumble && this.#input.device === 'gamepad') for (const event of events) rumble(event);
  }

  /** The controls' section of the settings. */
  get section(): HTMLElement {
    return this.#help.root;
  }

  get bindings(): Bindings {
    return this.#bindings;
  }

  /** The device that was used last. */
  get device(): Device {
    return this.#input.device;
  }

  /** While a menu is open, presses of gamepads go to it and nothing goes to the game; undefined ends that. */
  divert(menu: ((control: Control) => void) | undefined): void {
    if (menu) this.#help.device = this.#input.device;
    this.#input.divert(menu);
  }

  /** Captures the mouse. */
  capture(): void {
    void this.#input.pointer.capture();
  }

  close(): void {
    this.#unfollow();
    this.#input.close();
  }

  #deviceChanged(device: Device): void {
    this.#options.root.dataset.device = device;
    this.#help.device = device;
  }

  #beginRebinding(slot: Slot, replaces: Control | undefined): void {
    this.#rebinding = { slot, replaces };
    this.#prompt.show(slotName(this.#bindings, slot), this.#input.device);
    this.#input.listen((control) => this.#rebind(control));
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
    const name = slotName(this.#bindings, slot);
    const losers = result?.taken.map((loser) => slotName(this.#bindings, loser)) ?? [];
    if (!result) this.#help.say(texts.help.kept(label));
    else if (losers.length > 0) this.#help.say(texts.help.taken(label, name, losers));
    else this.#help.say(texts.help.bound(label, name));
  }

  #endRebinding(slot: Slot | undefined): void {
    this.#rebinding = undefined;
    this.#prompt.hide();
    this.#input.listen(undefined);
    if (slot) this.#help.focus(slot);
  }

  #change(changes: BindingChanges): void {
    this.#changes = changes;
    this.#bindings = bindingsOf(this.#options.pack.actions, changes);
    changePreferences({ bindings: changes });
    this.#input.bindings = this.#bindings;
    this.#help.bindings = this.#bindings;
    this.#options.bound(this.keys);
  }

  #pressed(control: Control): void {
    for (const name of ['place', 'remove'] as const) {
      if (this.#bindings.slots.get(name)?.includes(control)) this.#offers.built();
    }
    const slot = this.#bindings.page.find(({ controls }) => controls.includes(control))?.name;
    if (slot) this.#options.pressed(slot);
  }

  #slider(
    name: 'sensitivity' | 'deadZone',
    min: number,
    max: number,
    step: number,
    value: number,
    changed: (value: number) => void,
  ): HTMLElement[] {
    const slider = element('input', { type: 'range', id: name, min, max, step, value });
    slider.addEventListener('input', () => changed(slider.valueAsNumber));
    return [element('label', { for: name }, texts.help[name]), slider];
  }

  #rumbleSwitch(): HTMLElement {
    const box = element('input', { type: 'checkbox', id: 'rumble', checked: this.#rumble });
    box.addEventListener('change', () => {
      this.#rumble = box.checked;
      changePreferences({ rumble: box.checked });
    });
    return element('label', { class: 'switch', for: 'rumble' }, box, texts.help.rumble);
  }
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
