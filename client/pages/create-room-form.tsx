import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { Beginning } from '../../shared/beginning.ts';
import { type Access, accessSchema, type WorldSummary } from '../../shared/messages.ts';
import { roomNameLimits } from '../../shared/text/display-text.ts';
import { ApiError, createRoom } from '../connection/server-api.ts';
import { keepInvites } from '../invites.ts';
import type { BotsField } from '../match/bots-field.tsx';
import { modeTitle } from '../match/match-words.ts';
import { texts } from '../texts.ts';
import { holding } from '../ui/holding.ts';
import { BeginningField } from './beginning-field.tsx';
import type { RoomOffers } from './room-offers.ts';
import type { RoomPreview } from './room-preview.ts';
import { WorldChoices } from './world-choices.tsx';

/** Default number of seats of a new room, and the maximum. */
const seats = { usual: 4, most: 8 } as const;

export interface CreateRoomFormProps {
  offers: RoomOffers;
  preview: RoomPreview;
  /** Chooses bots that fill free seats. */
  bots: BotsField;
  /** Navigates to a path of this site. */
  go(path: string): void;
  worldChosen(world: WorldSummary): void;
}

/** Form to create a room: world, game and name. */
export function CreateRoomForm(props: CreateRoomFormProps): JSX.Element {
  const { offers, preview, bots, go, worldChosen } = props;
  const words = texts.lobby.create;
  const nameField = useRef<HTMLInputElement>(null);
  const chosenWorld = useSignal<WorldSummary | undefined>(undefined);
  const name = useSignal('');
  const chosenMode = useSignal('');
  const seatCount = useSignal<number>(seats.usual);
  const access = useSignal<Access>(accessSchema.options[0]);
  const isBusy = useSignal(false);
  const fault = useSignal('');

  // Games that need ground without edges cannot be chosen for a room with edges.
  const modes = useComputed(() =>
    offers.modes.value.map((offer) => ({ ...offer, disabled: offer.needsMap && !preview.isWide.value })),
  );
  const mode = useComputed(() => {
    const free = modes.value.filter(({ disabled }) => !disabled);
    return (free.find((offer) => offer.name === chosenMode.value) ?? free[0])?.name ?? '';
  });
  const world = useComputed(() => chosenWorld.value ?? offers.firstWorld.value);
  useSignalEffect(() => {
    if (world.value === undefined) return;
    preview.world = world.value.name;
    worldChosen(world.value);
  });

  function choose(begin: Beginning): void {
    preview.choose(begin);
    chosenMode.value = mode.value;
  }

  async function create(): Promise<void> {
    isBusy.value = true;
    fault.value = '';
    try {
      const room = await createRoom({
        name: name.value.trim() || words.namePlaceholder,
        world: world.value?.name,
        seats: seatCount.value,
        mode: mode.value || undefined,
        access: access.value,
        bots: bots.value,
        ...preview.value,
      });
      keepInvites(room.id, room);
      go(room.hostLink);
    } catch (error) {
      isBusy.value = false;
      fault.value = refusalText(error);
      if (error instanceof ApiError && error.field === 'name') nameField.current?.focus();
    }
  }

  return (
    <form
      class="create-room"
      aria-labelledby="create-heading"
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <h2 id="create-heading">{words.heading}</h2>
      <WorldChoices
        worlds={offers.worlds.value}
        chosen={world.value?.name}
        choose={(choice) => {
          chosenWorld.value = choice;
        }}
      />
      <BeginningField offered={offers.beginnings.value} preview={preview} chosen={choose} />
      <div class="fields">
        <div class="field half">
          <label for="room-name">{words.name}</label>
          <input
            id="room-name"
            type="text"
            dir="auto"
            maxlength={roomNameLimits.codeUnits}
            autocomplete="off"
            placeholder={words.namePlaceholder}
            data-testid="room-name"
            ref={nameField}
            onInput={({ currentTarget }) => {
              name.value = currentTarget.value;
            }}
          />
        </div>
        <div class="field half">
          <label for="room-mode">{words.mode}</label>
          <select
            id="room-mode"
            aria-describedby="room-mode-summary"
            data-testid="room-mode"
            value={mode.value}
            onChange={({ currentTarget }) => {
              chosenMode.value = currentTarget.value;
            }}
          >
            {modes.value.map((offer) => (
              <option value={offer.name} disabled={offer.disabled} key={offer.name}>
                {modeTitle(offer.name)}
              </option>
            ))}
          </select>
        </div>
        <p id="room-mode-summary" class="quiet-text mode-summary">
          {texts.game.modes[mode.value]?.summary}
        </p>
        <div class="field seats">
          <label for="room-seats">
            {words.seats} <output for="room-seats">{seatCount}</output>
          </label>
          <input
            id="room-seats"
            type="range"
            min={1}
            max={seats.most}
            defaultValue={String(seats.usual)}
            data-testid="room-seats"
            onInput={({ currentTarget }) => {
              seatCount.value = currentTarget.valueAsNumber;
            }}
          />
        </div>
        <div class="held" ref={holding(bots.root)} />
        <div class="field">
          <label for="room-access">{words.access}</label>
          <select
            id="room-access"
            data-testid="room-access"
            onChange={({ currentTarget }) => {
              access.value = accessSchema.parse(currentTarget.value);
            }}
          >
            {accessSchema.options.map((each) => (
              <option value={each} key={each}>
                {words.accesses[each]}
              </option>
            ))}
          </select>
        </div>
        <button type="submit" class="primary large" data-testid="create-room" disabled={isBusy}>
          {isBusy.value ? words.submitting : words.submit}
        </button>
      </div>
      <p class="error" role="alert" data-testid="create-error" hidden={fault.value === ''}>
        {fault}
      </p>
    </form>
  );
}

function refusalText(error: unknown): string {
  if (!(error instanceof ApiError)) return texts.lobby.create.failed;
  if (error.status === 0) return texts.status.gone['server-gone'].heading;
  return `${texts.lobby.create.failed} ${error.message}`;
}
