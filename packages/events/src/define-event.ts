// The declaration of an event type: one object carries its name, version, schema and examples, and everything else derives from it.
import type { z } from 'zod';
import type { RefusalCode } from './refusal.ts';
import type { TopicKey } from './topics.ts';

/** What the subject of an event names, and so what keys it. */
export type SubjectKind = 'staff-number' | 'organisation' | 'role';

export interface InvalidExample {
  /** What is wrong, as a heading. */
  readonly because: string;
  readonly data: unknown;
  /** The refusal that validation must give. */
  readonly code: RefusalCode;
  /** JSON Pointer into the event, such as `/data/effectiveDate`. */
  readonly field: string;
}

export interface EventDefinition<Name extends string = string, Schema extends z.ZodType = z.ZodType> {
  /** In the past tense, and the same in code, in `type` and in the docs. */
  readonly name: Name;
  /** Rises when a reader of the previous version could be misled; older versions are then upcast. */
  readonly version: number;
  readonly topic: TopicKey;
  readonly subject: SubjectKind;
  readonly summary: string;
  /** The points of the Commission's action plan that need this fact. */
  readonly actionPoints: readonly string[];
  readonly data: Schema;
  /** How the data of each earlier version becomes that of the next: a version that readers may still meet is never forgotten. */
  readonly earlierVersions?: readonly {
    readonly version: number;
    readonly upcast: (data: Readonly<Record<string, unknown>>) => Record<string, unknown>;
  }[];
  readonly validExamples: readonly z.infer<Schema>[];
  readonly invalidExamples: readonly InvalidExample[];
}

/** Declares an event type. The type of its data is inferred from the schema, so valid examples are checked by the compiler too. */
export function defineEvent<const Name extends string, Schema extends z.ZodType>(
  definition: EventDefinition<Name, Schema>,
): EventDefinition<Name, Schema> {
  return definition;
}

/** The `type` attribute of a CloudEvent: `clew.promoted.v1`. */
export function cloudEventType(definition: Pick<EventDefinition, 'name' | 'version'>): string {
  return `clew.${definition.name}.v${definition.version}`;
}
