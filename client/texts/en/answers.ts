import { englishAnswers } from '../../../shared/answers/english.ts';

/** Questions to the room, and what it answers. */
export const answers = {
  name: 'Ask',
  title: 'Ask the room where things are',
  label: 'Questions to the room',
  placeholder: 'Where is the nearest orb?',
  send: 'Ask',
  close: 'Close',
  notSent: 'The question was not sent, because the page is not in the room.',
  describe: 'What is in view',
  describeTitle: 'Has the screen reader say what is in view',
  ...englishAnswers,
} as const;
