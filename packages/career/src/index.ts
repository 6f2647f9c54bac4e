// The public face of the career core.
export * from './career.ts';
// The resolution of amendments and the order of facts, for whoever folds events that are not about people.
export { type EffectiveFact, eventIdsOf } from './effective-fact.ts';
export { precedence, sortFacts } from './order.ts';
export { replay } from './replay.ts';
export {
  type DeclarationStatus,
  declarationStatus,
  hasDeclared,
  hasResponded,
  type NsSecClass,
  nsSecClass,
  type SocioEconomicAnswers,
  socioEconomicBackgroundClass,
} from './socio-economic-background.ts';
export { resolveAmendments } from './supersession.ts';
export { farthestHalvesDays } from './transfers.ts';
