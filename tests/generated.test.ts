// What a script can write is never written by hand: the committed files are exactly what would be generated.
import { expect, test } from 'vitest';
import { staleFiles } from '../scripts/generate.ts';

test('generated files are fresh (mend with `npm run generate`)', async () => {
  expect(await staleFiles()).toEqual([]);
});
