// Which columns a file of one event type may have, and what their cells become: all of it read from the type's schema.
import { definitionOf, type EventName, type FactName, typeOfName } from '@clew/events';
import { z } from 'zod';

/** What a cell becomes. */
export type CellKind = 'text' | 'date' | 'number' | 'truth';

/** A column by its dotted path within the data, such as `posting.grade.code`. */
export interface Column {
  readonly kind: CellKind;
  /** The word `null` in a cell says that it is no longer known. */
  readonly nullable: boolean;
}

export interface ColumnsOfType {
  /** By path; a number in a path (`concurrentPosts.0.department`) is `*` here. */
  readonly columns: ReadonlyMap<string, Column>;
  /** Paths of grades: a column of that name holds the code of a Civil Service grade. */
  readonly grades: ReadonlySet<string>;
  /** What every row needs, as the column names that will do. */
  readonly required: readonly (readonly string[])[];
}

interface JsonSchema {
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

interface Gathering {
  readonly columns: Map<string, Column>;
  readonly grades: Set<string>;
  readonly required: string[][];
}

const remembered = new Map<FactName, ColumnsOfType>();

/** The columns of a fact. */
export function columnsOf(name: FactName): ColumnsOfType {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const found: Gathering = { columns: new Map(), grades: new Set(), required: [] };
  const schema = z.toJSONSchema(definitionOf(name).data, { io: 'input', reused: 'inline' }) as JsonSchema;
  gather(schema, '', true, found);
  remembered.set(name, found);
  return found;
}

/** The columns of any event: those of an amendment depend on the fact that it is about. */
export function columnsOfEvent(name: EventName, replaced: FactName | undefined): ColumnsOfType {
  if (name === 'retracted') return amendment(['target', 'targetType', 'reason']);
  if (name !== 'corrected') return columnsOf(name);
  const own = amendment(['target', 'reason', 'replacement.type']);
  if (replaced === undefined) return own;
  const fact = columnsOf(replaced);
  const within = (path: string): string => `replacement.data.${path}`;
  return {
    columns: new Map([...own.columns, ...[...fact.columns].map(([path, column]) => [within(path), column] as const)]),
    grades: new Set([...fact.grades].map(within)),
    required: [...own.required, ...fact.required.map((either) => either.map(within))],
  };
}

function amendment(paths: readonly string[]): ColumnsOfType {
  return {
    columns: new Map(paths.map((path) => [path, { kind: 'text', nullable: false }])),
    grades: new Set(),
    required: paths.map((path) => [path]),
  };
}

function gather(schema: JsonSchema, path: string, required: boolean, found: Gathering): void {
  const { schema: inner, nullable } = withoutNull(schema);
  const alternatives = inner.oneOf ?? inner.anyOf;
  if (isGrade(inner)) {
    found.grades.add(path);
    if (required) found.required.push([path, `${path}.code`]);
    for (const part of ['scheme', 'code']) found.columns.set(`${path}.${part}`, { kind: 'text', nullable: false });
  } else if (alternatives !== undefined) {
    for (const each of alternatives) gather(each, path, false, found);
  } else if (inner.properties !== undefined) {
    for (const [name, property] of Object.entries(inner.properties)) {
      const below = path === '' ? name : `${path}.${name}`;
      gather(property, below, required && (inner.required ?? []).includes(name), found);
    }
  } else if (inner.items !== undefined) {
    gather(inner.items, `${path}.*`, false, found);
  } else {
    found.columns.set(path, { kind: kindOf(inner), nullable });
    if (required) found.required.push([path]);
  }
}

function withoutNull(schema: JsonSchema): { readonly schema: JsonSchema; readonly nullable: boolean } {
  const others = schema.anyOf?.filter((each) => each.type !== 'null') ?? [];
  const [only] = others;
  if (only !== undefined && others.length === 1) return { schema: only, nullable: schema.anyOf?.length === 2 };
  return { schema, nullable: false };
}

/** A grade is told by its form: one of several schemes, each with a scheme and a code. */
function isGrade(schema: JsonSchema): boolean {
  const alternatives = schema.oneOf ?? schema.anyOf ?? [];
  return (
    alternatives.length > 0 &&
    alternatives.every(({ properties = {} }) => 'scheme' in properties && 'code' in properties)
  );
}

function kindOf(schema: JsonSchema): CellKind {
  if (schema.type === 'number' || schema.type === 'integer') return 'number';
  if (schema.type === 'boolean') return 'truth';
  return schema.format === 'date' ? 'date' : 'text';
}

const nameByText: ReadonlyMap<string, EventName> = new Map(
  [...typeOfName].flatMap(([name, type]) => [
    [name, name],
    [type, name],
  ]),
);

/** The event of a `type` cell or option: `hired` or `clew.hired.v1`. */
export function eventNamed(text: string): EventName | undefined {
  return nameByText.get(text);
}

/** The fact of a cell; undefined for an amendment or an unknown name. */
export function factNamed(text: string): FactName | undefined {
  const name = eventNamed(text);
  return name === 'corrected' || name === 'retracted' ? undefined : name;
}

/** The full type of a name, for the wire. */
export function typeNamed(name: EventName): string {
  return typeOfName.get(name) ?? name;
}
