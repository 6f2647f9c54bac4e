// Cell keys on every table, secrets or not: the method of census offices, with their light noise and with more.
import { recordKeys, type Secret } from '../keyed.ts';
import type { Method, Parameters, ReleaseMemory } from '../method.ts';
import type { Refusal } from '../refusal.ts';
import { hideRemainders } from '../remainders.ts';
import type { Quantity } from '../table.ts';
import { rowsOf } from '../tally.ts';
import type { Workforce } from '../workforce.ts';
import { baseParameter, thresholdParameter } from './conventional.ts';
import { type MethodDeclaration, numberOf, type ParameterDeclaration } from './declaration.ts';
import { type CellKeyRule, cellKeyRule, keyedTable, type TableMemory } from './keyed-tables.ts';
import { cellKeyLogLikelihood } from './likelihood.ts';
import { publishDrafts } from './publish-tables.ts';

/** What tables under cell keys remember of a release. Confidential. */
export interface KeyedState {
  readonly tables: ReadonlyMap<string, TableMemory>;
}

/** The states of tables that an earlier release left, if it did. */
export function tablesOf(memory: ReleaseMemory | null): ReadonlyMap<string, TableMemory> {
  return memory !== null && 'tables' in memory ? (memory as ReleaseMemory & KeyedState).tables : new Map();
}

/** Record keys of the people in post, and of the rows of the year, each worked out once. */
export function keysOfRows(secret: Secret, workforce: Workforce): (quantity: Quantity) => Uint32Array {
  const ofPeople = recordKeys(secret, workforce.personNumber);
  let ofYear: Uint32Array | null = null;
  return (quantity) => {
    if (quantity === 'headcount') return ofPeople;
    ofYear ??= recordKeys(secret, rowsOf(workforce, quantity).personNumber);
    return ofYear;
  };
}

function cellKeys(name: string, title: string, parameters: Parameters): Method | Refusal {
  const rule = cellKeyRule({
    variance: numberOf(parameters, 'variance'),
    bound: numberOf(parameters, 'bound'),
    threshold: numberOf(parameters, 'threshold'),
    base: numberOf(parameters, 'base'),
    leastChange: numberOf(parameters, 'leastChange'),
    showZeros: true,
  });
  return 'code' in rule ? rule : methodOf(name, title, parameters, rule);
}

function methodOf(name: string, title: string, parameters: Parameters, rule: CellKeyRule): Method {
  const method: Method = {
    name,
    title,
    parameters,
    publish: (registry, workforce, context) =>
      publishDrafts(method, registry, workforce, context, () => {
        const keysOf = keysOfRows(context.secret, workforce);
        const earlier = tablesOf(context.memory);
        const tables = registry.tables.map((table) =>
          keyedTable(registry, workforce, table, keysOf(table.quantity), rule, earlier.get(table.name)),
        );
        hideRemainders(registry, tables, numberOf(parameters, 'remainderError'));
        const memory: KeyedState = { tables: new Map(tables.map((each) => [each.table.name, each.memory])) };
        return { tables, memory: { ...memory } };
      }),
    logLikelihood: (_registry, _table, trueCount, published) => cellKeyLogLikelihood(rule, trueCount, published),
    logLikelihoodOfMeasurement: () => Number.NaN,
  };
  return method;
}

/** The parameters of cell keys, with the defaults of one variant. */
export function cellKeyParameters(
  defaults: Readonly<Record<'variance' | 'bound' | 'threshold' | 'base' | 'leastChange' | 'remainderError', number>>,
): Readonly<Record<string, ParameterDeclaration>> {
  return {
    variance: {
      about: 'The variance of the noise on a count of people.',
      default: defaults.variance,
      least: 0,
      most: 5_000,
    },
    bound: {
      about: 'The most by which noise moves a count.',
      default: defaults.bound,
      least: 1,
      most: 100,
      whole: true,
    },
    threshold: { ...thresholdParameter, about: 'Noisy counts below it are withheld.', default: defaults.threshold },
    base: { ...baseParameter, default: defaults.base },
    leastChange: {
      about: 'A cell changes between releases only where at least so many contributors changed; 0: always.',
      default: defaults.leastChange,
      least: 0,
      most: 100,
      whole: true,
    },
    remainderError: {
      about:
        'Further parts are withheld where a total less the others would give the only withheld one more exactly than this; 0: none.',
      default: defaults.remainderError,
      least: 0,
      most: 1_000,
    },
  };
}

const source = 'B. Fraser, J. Wooton, UNECE 2005; S. Giessing, Privacy in Statistical Databases 2016';

export const cellKeyMethods: readonly MethodDeclaration[] = [
  {
    name: 'cell-key-light',
    title: 'Cell keys, light',
    about: 'One count in seven is moved by one; nothing is withheld.',
    source,
    parameters: cellKeyParameters({
      variance: 0.14,
      bound: 1,
      threshold: 0,
      base: 1,
      leastChange: 0,
      remainderError: 0,
    }),
    create: (parameters) => cellKeys('cell-key-light', 'Cell keys, light', parameters),
  },
  {
    name: 'cell-key',
    title: 'Cell keys, threshold, rounding',
    about: 'Noise by cell key, then a threshold, then rounding.',
    source,
    parameters: cellKeyParameters({ variance: 2, bound: 5, threshold: 10, base: 5, leastChange: 0, remainderError: 0 }),
    create: (parameters) => cellKeys('cell-key', 'Cell keys, threshold, rounding', parameters),
  },
];
