import { hasMap } from '../../shared/beginning.ts';
import type { ModeSummary } from '../../shared/match.ts';
import { accessSchema, type WorldSummary } from '../../shared/messages.ts';
import { roomNameLimits } from '../../shared/text/display-text.ts';
import { ApiError, createRoom, listModes, listWorlds, readPack } from '../connection/server-api.ts';
import { element } from '../dom/element.ts';
import { keepInvites } from '../invites.ts';
import { BotsField } from '../match/bots-field.tsx';
import { modeTitle } from '../match/match-words.ts';
import { texts } from '../texts.ts';
import { BeginningField } from './beginning-field.ts';

/** Milliseconds until the lists of worlds and games are requested again. */
const retryDelay = 3_000;
/** Default number of seats of a new room, and the maximum. */
const seats = { usual: 4, most: 8 } as const;

export interface CreateRoomFormHandlers {
  /** Navigates to a path of this site. */
  go(path: string): void;
  worldChosen(world: WorldSummary): void;
}

/** Form to create a room: world, game and name. */
export class CreateRoomForm {
  readonly root: HTMLFormElement;
  readonly #worlds: HTMLElement;
  /** Choices of worlds, by name. */
  readonly #choices = new Map<string, HTMLElement>();
  readonly #name: HTMLInputElement;
  readonly #mode: HTMLSelectElement;
  readonly #modeSummary = element('p', { id: 'room-mode-summary', class: 'quiet-text mode-summary' });
  readonly #seats: HTMLInputElement;
  readonly #beginning = new BeginningField(() => this.#showModes());
  #modes: readonly ModeSummary[] = [];
  readonly #bots = new BotsField('room-bots');
  readonly #access: HTMLSelectElement;
  readonly #submit: HTMLButtonElement;
  readonly #error: HTMLElement;
  readonly #handlers: CreateRoomFormHandlers;

  constructor(handlers: CreateRoomFormHandlers) {
    const words = texts.lobby.create;
    this.#handlers = handlers;
    this.#worlds = element('div', { class: 'worlds' }, element('p', { class: 'quiet-text' }, words.loading));
    this.#name = element('input', {
      id: 'room-name',
      type: 'text',
      dir: 'auto',
      maxlength: roomNameLimits.codeUnits,
      autocomplete: 'off',
      placeholder: words.namePlaceholder,
      'data-testid': 'room-name',
    });
    this.#mode = element('select', {
      id: 'room-mode',
      'aria-describedby': 'room-mode-summary',
      'data-testid': 'room-mode',
    });
    this.#mode.addEventListener('change', () => this.#showMode());
    const seatsShown = element('output', { for: 'room-seats' }, String(seats.usual));
    this.#seats = element('input', {
      id: 'room-seats',
      type: 'range',
      min: 1,
      max: seats.most,
      value: seats.usual,
      'data-testid': 'room-seats',
    });
    this.#seats.addEventListener('input', () => {
      seatsShown.textContent = this.#seats.value;
    });
    this.#access = element(
      'select',
      { id: 'room-access', 'data-testid': 'room-access' },
      ...accessSchema.options.map((access) => element('option', { value: access }, words.accesses[access])),
    );
    this.#submit = element(
      'button',
      { type: 'submit', class: 'primary large', 'data-testid': 'create-room' },
      words.submit,
    );
    this.#error = element('p', {
      class: 'error',
      role: 'alert',
      'data-testid': 'create-error',
      hidden: true,
    });
    this.root = element(
      'form',
      { class: 'create-room', 'aria-labelledby': 'create-heading' },
      element('h2', { id: 'create-heading' }, words.heading),
      element('fieldset', { 'data-testid': 'room-world' }, element('legend', {}, words.world), this.#worlds),
      this.#beginning.root,
      element(
        'div',
        { class: 'fields' },
        element(
          'div',
          { class: 'field half' },
          element('label', { for: 'room-name' }, words.name),
          this.#name,
        ),
        element(
          'div',
          { class: 'field half' },
          element('label', { for: 'room-mode' }, words.mode),
          this.#mode,
        ),
        this.#modeSummary,
        element(
          'div',
          { class: 'field seats' },
          element('label', { for: 'room-seats' }, words.seats, ' ', seatsShown),
          this.#seats,
        ),
        this.#bots.root,
        element(
          'div',
          { class: 'field' },
          element('label', { for: 'room-access' }, words.access),
          this.#access,
        ),
        this.#submit,
      ),
      this.#error,
    );
    this.root.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#create();
    });
    void this.#load();
  }

  async #load(): Promise<void> {
    try {
      const [listed, modes, pack] = await Promise.all([listWorlds(), listModes(), readPack()]);
      this.#beginning.offer(pack.beginnings);
      this.#modes = modes.filter(({ needsMap }) => !needsMap || pack.beginnings.some(hasMap));
      this.#showModes();
      this.#worlds.replaceChildren();
      this.#showWorlds(listed);
    } catch {
      this.#later(() => this.#load());
    }
  }

  /** Lists again until the server has checked all its worlds. */
  async #loadWorlds(): Promise<void> {
    try {
      this.#showWorlds(await listWorlds());
    } catch {
      this.#later(() => this.#loadWorlds());
    }
  }

  #later(load: () => Promise<void>): void {
    setTimeout(() => {
      if (this.root.isConnected) void load();
    }, retryDelay);
  }

  /** Adds worlds that are not shown yet, in the order of the list. What was chosen stays chosen. */
  #showWorlds({ worlds, complete }: Awaited<ReturnType<typeof listWorlds>>): void {
    const isFirst = this.#choices.size === 0;
    for (const [index, world] of worlds.entries()) {
      if (this.#choices.has(world.name)) continue;
      const choice = worldChoice(world, isFirst && index === 0, () => this.#worldChosen(world));
      this.#choices.set(world.name, choice);
      this.#worlds.insertBefore(choice, this.#worlds.children[index] ?? null);
    }
    if (isFirst && worlds.length > 0) this.#worldChosen(worlds[0]);
    if (!complete) this.#later(() => this.#loadWorlds());
  }

  #worldChosen(world: WorldSummary): void {
    this.#handlers.worldChosen(world);
    this.#beginning.world = world.name;
  }

  /** Games that need ground without edges cannot be chosen for a room with edges. */
  #showModes(): void {
    const chosen = this.#mode.value;
    const isWide = hasMap(this.#beginning.value.begin);
    const options = this.#modes.map(({ name, needsMap }) =>
      element('option', { value: name, disabled: needsMap && !isWide }, modeTitle(name)),
    );
    this.#mode.replaceChildren(...options);
    const kept = options.find(({ value, disabled }) => value === chosen && !disabled);
    this.#mode.value = (kept ?? options.find(({ disabled }) => !disabled))?.value ?? '';
    this.#showMode();
  }

  #showMode(): void {
    this.#modeSummary.textContent = texts.game.modes[this.#mode.value]?.summary ?? '';
  }

  async #create(): Promise<void> {
    const words = texts.lobby.create;
    this.#busy(true);
    this.#error.hidden = true;
    const chosen = new FormData(this.root).get('world');
    try {
      const room = await createRoom({
        name: this.#name.value.trim() || words.namePlaceholder,
        world: typeof chosen === 'string' ? chosen : undefined,
        seats: this.#seats.valueAsNumber,
        mode: this.#mode.value || undefined,
        access: accessSchema.parse(this.#access.value),
        bots: this.#bots.value,
        ...this.#beginning.value,
      });
      keepInvites(room.id, room);
      this.#handlers.go(room.hostLink);
    } catch (error) {
      this.#busy(false);
      this.#error.textContent = refusalText(error);
      this.#error.hidden = false;
      if (error instanceof ApiError && error.field === 'name') this.#name.focus();
    }
  }

  #busy(busy: boolean): void {
    const words = texts.lobby.create;
    this.#submit.disabled = busy;
    this.#submit.textContent = busy ? words.submitting : words.submit;
  }
}

function refusalText(error: unknown): string {
  if (!(error instanceof ApiError)) return texts.lobby.create.failed;
  if (error.status === 0) return texts.status.gone['server-gone'].heading;
  return `${texts.lobby.create.failed} ${error.message}`;
}

function worldChoice(world: WorldSummary, chosen: boolean, choose: () => void): HTMLElement {
  const input = element('input', { type: 'radio', name: 'world', value: world.name, checked: chosen });
  input.addEventListener('change', choose);
  const picture = world.picture
    ? element('img', { src: world.picture, alt: '', loading: 'lazy', decoding: 'async' })
    : element('span', { class: 'no-picture', style: `--hue:${hueOf(world.name)}` });
  return element(
    'label',
    { class: 'world' },
    input,
    picture,
    element('span', { class: 'world-title' }, world.title),
    element('span', { class: 'world-frame' }),
  );
}

/** Hue in degrees from a name, so that a world without a picture always has the same colour. */
function hueOf(name: string): number {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + letter.charCodeAt(0)) % 360;
  return hash;
}
