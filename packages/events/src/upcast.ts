// Upcasting: data of an earlier version becomes data of the current one, step by step, when it is read. The log keeps what was said.
import type { EventDefinition } from './define-event.ts';

/** True where readers of the type still understand that earlier version. */
export function hasEarlierVersion(definition: EventDefinition, version: number): boolean {
  return (definition.earlierVersions ?? []).some((each) => each.version === version);
}

/** Brings data of a version up to the current one: the step of that version first, then each later one. */
export function upcastData(
  definition: EventDefinition,
  version: number,
  data: Record<string, unknown>,
): Record<string, unknown> {
  if (definition.earlierVersions === undefined) return data;
  return definition.earlierVersions
    .filter((each) => each.version >= version)
    .toSorted((one, other) => one.version - other.version)
    .reduce((so, each) => each.upcast(so), data);
}
