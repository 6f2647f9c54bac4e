// The planted effects: how many times likelier each thing is for one group than for the reference. Parameters, with labelled defaults.
import { professions } from '@clew/events';
import { z } from 'zod';

const ratio = z.number().gt(0).max(20);
const byBackground = z.strictObject({ high: ratio, intermediate: ratio, low: ratio }).partial();
const byPlace = z.strictObject({ london: ratio, elsewhere: ratio }).partial();
const professionCodes = professions.map((each) => each.code) as [string, ...string[]];
const byProfession = z.partialRecord(z.enum(professionCodes), ratio);

const outcomeEffects = z
  .strictObject({ socioEconomicBackground: byBackground, region: byPlace, profession: byProfession })
  .partial();

const effectsSchema = z.strictObject({
  label: z.string().min(1).max(200).default('effects without a label'),
  note: z.string().max(2000).optional(),
  promotion: outcomeEffects.optional(),
  exit: outcomeEffects.optional(),
  temporaryPromotion: outcomeEffects.optional(),
  expressionOfInterestSuccess: outcomeEffects.optional(),
});

/** Ratios for one outcome: hazard ratios, or for expressions of interest ratios of the probability of success. Absent: 1. */
export type OutcomeEffects = z.infer<typeof outcomeEffects>;

/** The planted effects as a file states them. Groups that are not named have the ratio 1; `region` is London or elsewhere. */
export type Effects = z.infer<typeof effectsSchema>;

/**
 * The effects that are planted unless others are given. Assumptions, all of them: chosen to be of the size that the
 * literature discusses, large enough to be found in a population of some thousand people, and never a finding about anybody.
 */
export const defaultEffects: Effects = {
  label: 'default effects (assumption)',
  note: 'Chosen, not estimated. Ratios multiply the hazard of the grade and age; the reference is 1.',
  promotion: {
    socioEconomicBackground: { high: 1.25, intermediate: 1, low: 0.8 },
    region: { london: 1.15, elsewhere: 1 },
    profession: { policy: 1.2, 'digital-data-and-technology': 1.1, 'operational-delivery': 0.95 },
  },
  exit: {
    socioEconomicBackground: { high: 0.95, intermediate: 1, low: 1.1 },
    region: { london: 1.25, elsewhere: 1 },
    profession: { 'digital-data-and-technology': 1.1, policy: 0.95 },
  },
  temporaryPromotion: {
    socioEconomicBackground: { high: 1.4, intermediate: 1, low: 0.75 },
    region: { london: 1.2, elsewhere: 1 },
    profession: { policy: 1.3 },
  },
  expressionOfInterestSuccess: {
    socioEconomicBackground: { high: 1.2, intermediate: 1, low: 0.85 },
    region: { london: 1.05, elsewhere: 1 },
  },
};

export type EffectsReading =
  | { readonly ok: true; readonly effects: Effects }
  | { readonly ok: false; readonly mistakes: readonly { readonly field: string; readonly message: string }[] };

/** Reads effects from the JSON of a file; names every field that is wrong. */
export function readEffects(json: unknown): EffectsReading {
  const parsed = effectsSchema.safeParse(json);
  if (parsed.success) return { ok: true, effects: parsed.data };
  return {
    ok: false,
    mistakes: parsed.error.issues.map((issue) => ({
      field: `/${issue.path.map(String).join('/')}`,
      message: issue.message,
    })),
  };
}

/** The classes of socio-economic background in the order of the model. */
export const backgrounds = ['high', 'intermediate', 'low'] as const;
export type Background = (typeof backgrounds)[number];

/** One outcome's ratios by the numbers of the model. */
export interface RatioTable {
  readonly background: readonly number[];
  /** Elsewhere, London. */
  readonly place: readonly number[];
  readonly profession: readonly number[];
}

/** The ratios of an outcome as tables; what is not named is 1. */
export function ratioTable(effects: OutcomeEffects | undefined): RatioTable {
  return {
    background: backgrounds.map((each) => effects?.socioEconomicBackground?.[each] ?? 1),
    place: [effects?.region?.elsewhere ?? 1, effects?.region?.london ?? 1],
    profession: professionCodes.map((each) => effects?.profession?.[each] ?? 1),
  };
}
