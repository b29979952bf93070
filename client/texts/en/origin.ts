/** What the tint says of where the parts of a picture come from. */
export const origins = {
  name: 'Origins',
  title: 'Show what is remembered, dreamt or unsure',
  heading: 'Where the picture comes from',
  names: { remembered: 'Remembered', dreamt: 'Dreamt', unsure: 'Unsure' },
  meanings: {
    remembered: 'seen before by somebody',
    dreamt: 'seen by nobody yet',
    unsure: 'the model has doubts',
  },
  waiting: 'Waiting for the room’s answer…',
} as const;
