import { type ReadonlySignal, useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { texts } from '../texts.ts';
import { Icon } from '../ui/icon.tsx';
import type { FirstSteps, StepName } from './first-steps.ts';

export interface Lesson {
  steps: FirstSteps['steps'];
  current: StepName | undefined;
  /** All steps are done. */
  finished: boolean;
  sentence: string;
}

/** Where the thing of a step lies. */
export interface Whereabouts {
  /** Angle of the arrow, degrees to the right of where the player looks. */
  degrees: number;
  words: string;
}

export interface LessonCardProps {
  lesson: ReadonlySignal<Lesson | undefined>;
  where: ReadonlySignal<Whereabouts | undefined>;
  skip(): void;
}

/** The steps, what to do now in words, and where its thing lies. */
export function LessonCard({ lesson, where, skip }: LessonCardProps): JSX.Element {
  const { firstMinute } = texts;
  const { steps = [], current, finished = false, sentence = '' } = lesson.value ?? {};
  return (
    <section
      class={finished ? 'first-minute finished' : 'first-minute'}
      hidden={lesson.value === undefined}
      aria-label={firstMinute.label}
      data-testid="first-minute"
    >
      <ol class="first-steps">
        {steps.map(({ name, done }) => (
          <li
            data-step={name}
            data-done={done}
            aria-current={name === current ? 'step' : undefined}
            key={name}
          >
            {done && <Icon name="tick" />}
            {firstMinute.names[name]}
            {done && <span class="unseen"> {firstMinute.done}</span>}
          </li>
        ))}
      </ol>
      <p role="status" data-testid="first-minute-step">
        {sentence}
      </p>
      <Where where={where} />
      <button
        type="button"
        class="quiet"
        data-testid="first-minute-skip"
        onClick={({ currentTarget }) => {
          if (!currentTarget.matches(':focus-visible')) currentTarget.blur();
          skip();
        }}
      >
        {finished ? firstMinute.close : firstMinute.skip}
      </button>
    </section>
  );
}

/** It changes with every tick of a turning player, so the signals write into it without rendering. */
function Where({ where }: { where: LessonCardProps['where'] }): JSX.Element {
  const nowhere = useComputed(() => where.value === undefined);
  const arrow = useComputed(() => `rotate: ${where.value?.degrees ?? 0}deg`);
  const words = useComputed(() => where.value?.words ?? '');
  return (
    <p class="first-where" hidden={nowhere}>
      <span class="compass-arrow" aria-hidden="true" style={arrow}>
        ↑
      </span>
      <span role="status" data-testid="first-minute-place">
        {words}
      </span>
    </p>
  );
}
