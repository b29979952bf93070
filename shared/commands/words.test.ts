import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instructionsOf, spokenExamples } from './words.ts';

const asked = (text: string) => {
  const read = instructionsOf(text);
  if ('unknown' in read) throw new Error(`unknown: ${read.unknown}`);
  return read.instructions.map(({ instruction }) => instruction);
};

describe('words', () => {
  it('become instructions, one after the other', () => {
    expect(asked('Turn left, walk to the orb')).toEqual([
      { do: 'turn', radians: -Math.PI / 2 },
      { do: 'walkTo', thing: 'orb' },
    ]);
    expect(asked('please turn right 30 degrees and then walk back 1.5 metres. Jump!')).toEqual([
      { do: 'turn', radians: Math.PI / 6 },
      { do: 'walk', forward: -1.5, right: 0 },
      { do: 'press', button: 'jump' },
    ]);
    expect(asked('step left then look up; open the door')).toMatchObject([
      { do: 'walk', forward: 0, right: -0.7 },
      { do: 'look' },
      { do: 'press', button: 'use' },
    ]);
    expect(asked('walk three steps, stop, wait 2 s')).toMatchObject([
      { do: 'walk', forward: 3 * 0.7 },
      { do: 'wait', seconds: 0 },
      { do: 'wait', seconds: 2 },
    ]);
  });

  it('have a rule for every example', () => {
    for (const example of spokenExamples) expect(asked(example)).toHaveLength(1);
  });

  it('are held to what a body can be asked for', () => {
    expect(asked('walk 9999 metres')).toEqual([{ do: 'walk', forward: 50, right: 0 }]);
    expect(asked('wait 100000 seconds')).toEqual([{ do: 'wait', seconds: 60 }]);
  });

  it('that no rule knows are named, and nothing is done of the others', () => {
    expect(instructionsOf('turn left, dance with the orb')).toEqual({ unknown: 'dance with the orb' });
    expect(instructionsOf('walk to the moon')).toEqual({ unknown: 'walk to the moon' });
    expect(instructionsOf(' ,. ')).toEqual({ unknown: ' ,. ' });
  });

  it('never throw, whatever is said', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const read = instructionsOf(text);
        expect('unknown' in read || read.instructions.length > 0).toBe(true);
      }),
    );
  });
});
