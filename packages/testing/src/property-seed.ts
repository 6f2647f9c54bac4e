// Vitest's set-up of every test file: where the property tests begin. A red run must mean that the change is wrong, so it is the same seed
// every time; `CLEW_PROPERTY_SEED=random` looks further, and fast-check prints the seed and the path of what fails.
import { configureGlobal, readConfigureGlobal } from 'fast-check';

const usualSeed = 20_210_511;
const asked = process.env['CLEW_PROPERTY_SEED'] ?? '';

if (asked !== 'random') {
  const seed = asked === '' ? usualSeed : Number(asked);
  if (!Number.isSafeInteger(seed)) throw new Error('CLEW_PROPERTY_SEED is a whole number, or "random".');
  configureGlobal({ ...readConfigureGlobal(), seed });
}
