// The shapes of questions and answers over HTTP, for validation and for OpenAPI.
import { measures } from '@clew/measures';
import { z } from 'zod';

const shortText = z.string().max(200);

/** One text, or the same parameter given several times; each may hold several names with commas. */
const names = z
  .union([shortText, z.array(shortText).max(20)])
  .meta({ description: 'Breakdowns, with commas between, such as grade,seb' });

export const questionSchema = z.strictObject({
  by: names.optional(),
  from: shortText.optional().meta({ description: 'The first day of the period, YYYY-MM-DD' }),
  to: shortText.optional().meta({ description: 'The first day after the period, YYYY-MM-DD' }),
  at: shortText.optional().meta({ description: 'For a headcount: the day, YYYY-MM-DD' }),
  snapshot: shortText.optional().meta({ description: 'The id of a snapshot; the current one unless told' }),
  format: z.enum(['json', 'csv']).optional().meta({ description: 'json unless told' }),
});

export const measureNameSchema = z.strictObject({
  name: shortText.meta({ description: `One of: ${measures.map(({ name }) => name).join(', ')}` }),
});

/** The names of a `by` parameter. */
export function namesOf(by: string | readonly string[] | undefined): readonly string[] {
  if (by === undefined) return [];
  return [by].flat().flatMap((text) => text.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()])));
}

export const measureDescriptionSchema = z
  .object({
    name: z.string(),
    title: z.string(),
    summary: z.string(),
    kind: z.enum(['rate', 'headcount', 'flow']),
    unit: z.string(),
    actionPoints: z.array(z.string()),
    breakdowns: z.array(z.string()),
    alwaysApart: z.array(z.string()),
    definitions: z.array(z.string()),
  })
  .meta({ id: 'Measure' });

const figure = z.number().nullable();
const share = z.number().min(0).max(1).nullable();

const rowSchema = z
  .object({
    group: z.record(z.string(), z.string()).meta({ description: 'The codes of the group, by breakdown' }),
    labels: z.record(z.string(), z.string()),
    events: figure.optional(),
    personYears: figure.optional(),
    rate: figure.optional().meta({ description: 'Events per 100 person-years; null where suppressed' }),
    low: figure.optional().meta({ description: 'Low end of the exact 95% interval' }),
    high: figure.optional(),
    count: figure.optional().meta({ description: 'People or moves; null where suppressed' }),
    declarationRate: share.meta({ description: 'Share of the group with an answer on background that can be classed' }),
    responseRate: share.meta({ description: 'Share of the group with any answer' }),
    suppression: z.enum(['below-threshold', 'complementary']).nullable(),
  })
  .meta({ id: 'Row' });

export const answerSchema = z
  .object({
    kind: z.enum(['rate', 'headcount', 'flow']),
    measure: z.object({
      name: z.string(),
      title: z.string(),
      unit: z.string(),
      actionPoints: z.array(z.string()),
      definitions: z.array(z.string()),
    }),
    by: z.array(z.string()),
    from: z.string().optional(),
    to: z.string().optional(),
    at: z.string().optional(),
    snapshot: z.object({ id: z.string(), asOf: z.string(), knownAt: z.string() }),
    protected: z.literal(true),
    rows: z.array(rowSchema),
    totals: z.array(rowSchema),
    notes: z.array(z.string()),
  })
  .meta({ id: 'Answer' });

export const snapshotSchema = z
  .object({
    id: z.string(),
    asOf: z.string().meta({ description: 'The last day that it covers' }),
    knownAt: z.string().meta({ description: 'Facts that were recorded up to then are in it' }),
    createdAt: z.string(),
    current: z.boolean().meta({ description: 'True for the one that answers where none is named' }),
  })
  .meta({ id: 'Snapshot' });

export const newSnapshotSchema = z.strictObject({
  asOf: z.iso.date().optional().meta({ description: 'The last day that it covers; today unless told' }),
  current: z
    .boolean()
    .optional()
    .meta({ description: 'Whether it answers from now on where none is named; true unless a date is given' }),
});
