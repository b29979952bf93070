/** What a bot says of a goal that somebody gave it, and one's own body of a wish. */
export const goals = {
  hint: [
    'Begin with /bot to tell a bot what to do: /bot bring the ball to the shrine',
    'Begin with /do to have your own body do it, until you press a key: /do go to the block',
    'It understands single movements, too: /do turn left, walk to the orb',
    '/help shows this',
  ],
  nobody: 'Bots',
  step: (step: number, steps: number, said: string) => `Step ${step} of ${steps}: ${said}`,
  failed: (step: number, said: string, why: string) => `Step ${step}, “${said}”, failed: ${why}`,
  done: 'Done.',
  stopped: 'Stopped.',
} as const;
