// Corrected and retracted: the two amendments that every fact can have. Nothing is changed in the log; an amendment names its target.
import { z } from 'zod';
import { cloudEventType } from '../define-event.ts';
import { eventId } from '../primitives.ts';
import { catalogue } from './index.ts';

/** Why a fact is amended. A code, not free text: free text would come to hold personal data. */
export const amendmentReason = z
  .enum([
    'keying-error',
    'late-information',
    'wrong-person',
    'duplicate',
    'did-not-happen',
    'system-migration',
    'other',
  ])
  .meta({ title: 'AmendmentReason' });

const replacements = catalogue.map((definition) =>
  z.object({ type: z.literal(cloudEventType(definition)), data: definition.data }),
);

/** A whole fact that takes the place of the target: never a patch, so that the order of several corrections cannot matter. */
const replacement = z
  .discriminatedUnion('type', replacements as unknown as [(typeof replacements)[number], (typeof replacements)[number]])
  .meta({ title: 'Replacement', description: 'The whole fact that takes the place of the target' });

/** Corrected: what was said was wrong, and this is right. `time` says which of several corrections is the last. */
export const corrected = {
  name: 'corrected',
  version: 1,
  summary:
    'A fact was wrong; the replacement, whole, takes its place. The target is the id of a fact or of an earlier correction of it.',
  data: z.object({ target: eventId, reason: amendmentReason, replacement }),
} as const;

/** Retracted: what was said did not happen, or a correction was itself a mistake. */
export const retracted = {
  name: 'retracted',
  version: 1,
  summary:
    'A fact, or a correction, is taken back. Retracting a correction brings back what it had corrected. `targetType` is the type of the fact that it is all about.',
  data: z.object({
    target: eventId,
    targetType: z.enum(catalogue.map(cloudEventType) as [string, ...string[]]),
    reason: amendmentReason,
  }),
} as const;

export const amendments = [corrected, retracted] as const;
