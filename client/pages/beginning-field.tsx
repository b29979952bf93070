import { useComputed, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { type Beginning, beginnings } from '../../shared/beginning.ts';
import type { Preview } from '../../shared/preview.ts';
import { promptLimits } from '../../shared/text/display-text.ts';
import { texts } from '../texts.ts';
import { drawPreview } from './preview-map.ts';
import type { RoomPreview } from './room-preview.ts';

export interface BeginningFieldProps {
  /** What the server's pack can do. Nothing is shown where there is no choice. */
  offered: readonly Beginning[];
  preview: RoomPreview;
  /** Another beginning is chosen. */
  chosen(begin: Beginning): void;
}

/**
 * What a new room begins with. For a room without edges: a sentence, and a preview of its ground and of the first look,
 * which is what the room gets.
 */
export function BeginningField({ offered, preview, chosen }: BeginningFieldProps): JSX.Element {
  return (
    <div class="beginning" hidden={offered.length < 2}>
      <fieldset data-testid="room-begin">
        <legend>{texts.lobby.create.begin.legend}</legend>
        <div class="choices">
          {beginnings
            .filter((begin) => offered.includes(begin))
            .map((begin) => (
              <Choice
                begin={begin}
                checked={begin === preview.begin.value}
                choose={() => chosen(begin)}
                key={begin}
              />
            ))}
        </div>
      </fieldset>
      <Dream preview={preview} />
    </div>
  );
}

function Choice(props: { begin: Beginning; checked: boolean; choose(): void }): JSX.Element {
  const { begin, checked, choose } = props;
  const { title, summary } = texts.lobby.create.begin.choices[begin];
  return (
    <label class="choice">
      <input
        type="radio"
        name="begin"
        value={begin}
        checked={checked}
        aria-labelledby={`begin-${begin}`}
        aria-describedby={`begin-${begin}-summary`}
        onChange={choose}
      />
      <span class="choice-title" id={`begin-${begin}`}>
        {title}
      </span>
      <span class="choice-summary quiet-text" id={`begin-${begin}-summary`}>
        {summary}
      </span>
    </label>
  );
}

/** The sentence for a room without edges, and what comes of it. */
function Dream({ preview }: { preview: RoomPreview }): JSX.Element {
  const words = texts.lobby.create.begin;
  const canvas = useRef<HTMLCanvasElement>(null);
  const isEdged = useComputed(() => !preview.isWide.value);
  const newest = preview.preview.value;
  useSignalEffect(() => {
    if (canvas.current && preview.preview.value) drawPreview(canvas.current, preview.preview.value);
  });
  return (
    <div class="dream" hidden={isEdged}>
      <div class="field">
        <label for="room-sentence">{words.sentence}</label>
        <input
          id="room-sentence"
          type="text"
          autocomplete="off"
          data-testid="room-sentence"
          maxlength={promptLimits.codeUnits}
          placeholder={words.sentencePlaceholder}
          aria-describedby="room-sentence-hint room-sentence-read"
          onInput={({ currentTarget }) => {
            preview.sentence = currentTarget.value;
          }}
        />
        <p id="room-sentence-hint" class="quiet-text dream-note">
          {words.sentenceHint}
        </p>
        <p id="room-sentence-read" class="quiet-text" aria-live="polite">
          {newest?.read && readingText(newest.read)}
        </p>
      </div>
      <div class="previews">
        <canvas
          class="preview-map"
          role="img"
          aria-label={words.map}
          aria-busy={preview.isBusy}
          data-testid="preview-map"
          ref={canvas}
        />
        <img
          class="preview-look"
          alt={words.look}
          hidden={newest === undefined}
          src={newest?.picture}
          data-testid="preview-look"
        />
      </div>
      <div class="dream-actions">
        <button
          type="button"
          class="quiet"
          data-testid="dream-another"
          onClick={() => preview.dreamAnother()}
        >
          {words.another}
        </button>
        <p class="quiet-text" role="status" aria-live="polite" data-testid="preview-status">
          {preview.status}
        </p>
      </div>
    </div>
  );
}

/** What was taken from a sentence, in words. */
function readingText({ plan, looks, unknown }: NonNullable<Preview['read']>): string {
  const { begin } = texts.lobby.create;
  const asked = Object.entries(plan).map(([name, value]) => {
    const [low, high] = begin.plan[name as keyof typeof begin.plan];
    return (value ?? 0) < 0.5 ? low : high;
  });
  const controls = Object.keys(looks).map((name) => texts.looks.names[name] ?? name);
  const understood = [...asked, ...controls].join(', ');
  const parts = [
    ...(understood ? [begin.understood(understood)] : []),
    ...(unknown.length > 0 ? [begin.unknown(unknown.join(', '))] : []),
  ];
  return parts.join(' ');
}
