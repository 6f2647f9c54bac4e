// What a series of releases must be before the next is made: in order, unaltered, by one registry and one method with the same parameters.
import { contentHash, registryHash } from './content-hash.ts';
import { checkSecret } from './keyed.ts';
import type { Parameters, ReleaseContext } from './method.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Registry } from './table.ts';

/** Refuses a release that does not follow from those before it. */
export function checkContext(
  registry: Registry,
  context: ReleaseContext,
  referenceDate: string,
  method: string,
  parameters: Parameters,
): Refusal | null {
  const { releaseNumber, earlier, memory, secret } = context;
  const ofSecret = checkSecret(secret);
  if (ofSecret !== null) return ofSecret;
  const isInOrder =
    Number.isSafeInteger(releaseNumber) &&
    earlier.length === releaseNumber - 1 &&
    earlier.every((release, place) => release.number === place + 1) &&
    (releaseNumber === 1 ? memory === null : memory?.releaseNumber === releaseNumber - 1);
  if (!isInOrder) {
    return refuse(
      'release-out-of-order',
      'releaseNumber',
      'The earlier releases, or the memory of the last, do not lead up to this one.',
      'Give every earlier release in order, and the memory that the last one returned.',
    );
  }
  const altered = earlier.find((release) => contentHash(release) !== release.contentHash);
  if (altered !== undefined) {
    return refuse(
      'release-altered',
      `earlier[${altered.number - 1}]`,
      `Release ${altered.number} is not what was frozen: its content has another hash.`,
      'Restore it from where it was stored: what was published cannot be changed.',
    );
  }
  if (memory !== null && memory.registryHash !== registryHash(registry)) {
    return refuse(
      'registry-differs',
      'registry',
      'The earlier releases of this series were made by another registry: cells, and the account of what was told, would not be the same.',
      'Keep the registry, or begin a new series with a new secret and a loss that counts both.',
    );
  }
  const last = earlier.at(-1);
  if (last === undefined) return null;
  if (last.referenceDate >= referenceDate) {
    return refuse(
      'release-out-of-order',
      'referenceDate',
      'The reference date is not after that of the last release.',
      'Publish reference dates in ascending order, each once.',
    );
  }
  const isSame =
    last.method === method &&
    Object.keys(last.parameters).length === Object.keys(parameters).length &&
    Object.entries(parameters).every(([name, value]) => last.parameters[name] === value);
  if (isSame) return null;
  return refuse(
    'method-differs',
    'parameters',
    'Earlier releases of this series were made by another method or with other parameters: two protections of one population can be averaged.',
    'Keep the method and its parameters, or begin a new series with a new secret and a loss that counts both.',
  );
}
