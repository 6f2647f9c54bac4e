// What the tests share: a small staff, experiments on it, and methods made to be broken or to tell nothing.
import {
  contentHash,
  createMethod,
  isRefusal,
  type Method,
  type Parameters,
  type PublishedTable,
  type Registry,
  type Release,
} from '@clew/disclosure';
import type { Score } from '../src/accuracy.ts';
import { type Experiment, type ExperimentOptions, runExperiment } from '../src/experiment.ts';
import { recordStaff, type Staff } from '../src/population/staff.ts';

const staffs = new Map<number, Staff>();

/** The same staff for all tests of a file that ask for the size. */
export function staffOf(size: number): Staff {
  const known = staffs.get(size) ?? recordStaff({ staffInPost: size, seed: 11 });
  staffs.set(size, known);
  return known;
}

export function methodNamed(name: string, parameters: Parameters = {}): Method {
  const method = createMethod(name, parameters);
  if (isRefusal(method)) throw new Error(method.message);
  return method;
}

export async function experiment(method: Method, more: Partial<ExperimentOptions> = {}): Promise<Experiment> {
  const outcome = await runExperiment({
    method,
    staff: staffOf(4_000),
    releases: 3,
    seed: 5,
    targetsPerStratum: 400,
    ...more,
  });
  if (isRefusal(outcome)) throw new Error(outcome.message);
  return outcome;
}

export function scoreOf({ scores }: Experiment, attacker: string): Score {
  const score = scores.find((each) => each.attacker === attacker);
  if (score === undefined) throw new Error(`there is no attacker ${attacker}`);
  return score;
}

/** The registry with only the tables that a test needs. */
export function withTables(registry: Registry, names: readonly string[]): Registry {
  const tables = registry.tables.filter(({ name }) => names.includes(name));
  if (tables.length !== names.length) throw new Error('a table of the test is not registered');
  return { classifications: registry.classifications, tables };
}

/** Publishes what another method does, with tables replaced. */
export function altered(
  method: Method,
  alter: (table: PublishedTable, release: Release) => PublishedTable,
  more: Partial<Method> = {},
): Method {
  return {
    ...method,
    ...more,
    publish: (registry, workforce, context) => {
      const publication = method.publish(registry, workforce, {
        ...context,
        earlier: [],
        memory: null,
        releaseNumber: 1,
      });
      if (isRefusal(publication)) return publication;
      const { release } = publication;
      const tables = release.tables.map((table) => alter(table, release));
      const changed = { ...release, number: context.releaseNumber, tables };
      return { ...publication, release: { ...changed, contentHash: contentHash(changed) } };
    },
  };
}

/** Publishes a hundred in every cell, whoever is in it. */
export function mute(): Method {
  return altered(
    methodNamed('exact'),
    (table) => ({ ...table, values: table.values.map(() => 100), standardErrors: table.values.map(() => 10) }),
    { name: 'mute', logLikelihood: () => undefined },
  );
}
