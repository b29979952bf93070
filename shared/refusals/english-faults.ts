import type { FieldFaultPredicates } from './field-fault.ts';
import type { TextFaultPredicates } from './text-fault.ts';

/** What the server says of a fault, and an English page too. */
export const englishTextFaults: TextFaultPredicates = {
  empty: () => 'must not be empty',
  'too-long': ({ characters }) => `must be at most ${characters} characters`,
  'lone-mark': ({ character }) => `must not have a mark on nothing (here ${character}); remove it`,
  'too-many-marks': ({ marks }) => `must not have more than ${marks} marks on one character; remove some`,
  'nothing-visible': () => 'must contain something that can be seen',
  damaged: ({ character }) => `must not contain damaged characters (here ${character}); type it again`,
  control: ({ character }) => `must not contain control characters (here ${character}); remove it`,
  invisible: ({ character }) => `must not contain invisible characters (here ${character}); remove it`,
  meaningless: ({ character }) =>
    `must not contain characters that have no meaning (here ${character}); remove it`,
  'host-badge': () => 'must not contain a crown, which is the badge of the host; remove it',
  'host-word': () => 'must not say who is host, which the page does itself; remove that',
};

/** What the server says of a field, and an English page too. */
export const englishFieldFaults: FieldFaultPredicates = {
  'wrong-type': ({ expected }) => `must be of type ${expected}`,
  'too-small': ({ minimum }) => `must be at least ${minimum}`,
  'too-large': ({ maximum }) => `must be at most ${maximum}`,
  'too-short': ({ minimum }) => `must have a length of at least ${minimum}`,
  'too-long': ({ maximum }) => `must have a length of at most ${maximum}`,
  'no-choice': ({ choices }) => `must be one of ${choices.join(', ')}`,
  'wrong-form': ({ form }) => `is not written as it has to be (${form})`,
  'unknown-field': () => 'is not known here; leave it out',
  'outside-area': () => 'must lie within the area; make the area larger or move the wall',
  'area-side': ({ axis, minimum, maximum }) =>
    `must lie ${minimum} to ${maximum} m beyond the other corner along ${axis}`,
  'wrong-count': ({ count, given }) => `must have ${count} entries, not ${given}`,
  other: () => 'is not as it has to be',
};
