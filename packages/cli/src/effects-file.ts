// Reading a file of planted effects.
import { readFile } from 'node:fs/promises';
import { type Effects, readEffects } from '@clew/synthetic';
import { Refused } from './failure.ts';

/** Gives the effects of a file. Refuses one that is missing, is no JSON, or holds what the model does not know. */
export async function readEffectsFile(path: string): Promise<Effects> {
  const remedy = 'See clew generate --help for the form of the file.';
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Refused('effects-missing', 'The file of effects cannot be read.', remedy);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Refused('malformed-json', 'The file of effects is not JSON.', remedy);
  }
  const reading = readEffects(json);
  if (reading.ok) return reading.effects;
  const details = reading.mistakes.map(({ field, message }) => `${field}: ${message}`);
  throw new Refused('effects-invalid', 'The file of effects is not valid.', remedy, details);
}
