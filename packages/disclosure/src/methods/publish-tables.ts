// What all methods share: checks before, drafts of every table, and the sealed release after.

import { checkContext } from '../check-context.ts';
import { checkRegistry, checkWorkforce } from '../check-input.ts';
import { registryHash, seal } from '../content-hash.ts';
import type { Method, Publication, ReleaseContext } from '../method.ts';
import type { Refusal } from '../refusal.ts';
import { type Basis, bases, type Measurement, type PublishedTable } from '../release.ts';
import type { DraftTable } from '../remainders.ts';
import { type RegisteredTable, type Registry, shapeOf } from '../table.ts';
import type { Workforce } from '../workforce.ts';

/** What a method makes of one workforce, before it is sealed. */
export interface Drafts {
  readonly tables: readonly (DraftTable & { readonly basis?: Uint8Array })[];
  readonly estimates?: readonly (DraftTable & { readonly basis?: Uint8Array })[];
  readonly measurements?: readonly Measurement[];
  /** What the method itself must know of this release at the next; nothing by default. */
  readonly memory?: Readonly<Record<string, unknown>>;
}

/** Checks everything, lets the method draft, and seals the release. */
export function publishDrafts(
  method: Pick<Method, 'name' | 'parameters'>,
  registry: Registry,
  workforce: Workforce,
  context: ReleaseContext,
  draft: () => Drafts | Refusal,
): Publication | Refusal {
  const refusal =
    checkRegistry(registry) ??
    checkWorkforce(registry, workforce) ??
    checkContext(registry, context, workforce.referenceDate, method.name, method.parameters);
  if (refusal !== null) return refusal;
  const drafts = draft();
  if ('code' in drafts) return drafts;
  const release = seal({
    number: context.releaseNumber,
    referenceDate: workforce.referenceDate,
    method: method.name,
    parameters: method.parameters,
    tables: drafts.tables.map((each) => published(registry, each)),
    estimates: (drafts.estimates ?? []).map((each) => published(registry, each)),
    measurements: drafts.measurements ?? [],
  });
  const { releaseNumber } = context;
  const memory = { ...drafts.memory, confidential: true, releaseNumber, registryHash: registryHash(registry) } as const;
  return { release, memory };
}

/** The place of a basis in `bases`. */
export function basisNumber(basis: Basis): number {
  return bases.indexOf(basis);
}

function published(registry: Registry, draft: DraftTable & { readonly basis?: Uint8Array }): PublishedTable {
  const { table, values, standardErrors } = draft;
  const [withheld, counted] = [basisNumber('withheld'), basisNumber('counted')];
  const basis = Uint8Array.from(values, (value, cell) =>
    Number.isNaN(value) ? withheld : (draft.basis?.[cell] ?? counted),
  );
  const { name, quantity, dimensions } = table;
  return { name, quantity, dimensions, shape: shapeOf(registry, dimensions), values, standardErrors, basis };
}

/** Tables in the order of the registry, each drafted by itself. */
export function draftEach(registry: Registry, draft: (table: RegisteredTable) => DraftTable): readonly DraftTable[] {
  return registry.tables.map(draft);
}
