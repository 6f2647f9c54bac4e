// What a person declared, as last known: a fold of its own, for the order of declarations is that in which the person made them.
import type { FactData } from '@clew/events';
import type { Declarations } from './career.ts';
import type { Draft } from './career-state.ts';
import { type EffectiveFact, eventInForce } from './effective-fact.ts';
import { socioEconomicBackgroundClass } from './socio-economic-background.ts';

type Declaration = EffectiveFact<
  'socioEconomicBackgroundDeclared' | 'socioEconomicBackgroundWithdrawn' | 'diversityDeclared' | 'diversityWithdrawn'
>;

const nothingDeclared: Declarations = Object.freeze({
  socioEconomicBackground: null,
  sex: null,
  ethnicity: null,
  disability: null,
  sexualOrientation: null,
  birthYear: null,
});

/** Folds declarations: by effective date, then by the time at which the source recorded them, then by id. */
export function foldDeclarations(facts: readonly EffectiveFact[]): Declarations {
  const declared: Declaration[] = [];
  for (const fact of facts) if (isDeclaration(fact)) declared.push(fact);
  if (declared.length === 0) return nothingDeclared;
  const so: Draft<Declarations> = { ...nothingDeclared };
  for (const fact of declared.sort(compareDeclarations)) declare(so, fact);
  return so;
}

function isDeclaration(fact: EffectiveFact): fact is Declaration {
  return (
    fact.name === 'socioEconomicBackgroundDeclared' ||
    fact.name === 'diversityDeclared' ||
    fact.name === 'socioEconomicBackgroundWithdrawn' ||
    fact.name === 'diversityWithdrawn'
  );
}

function compareDeclarations(one: Declaration, other: Declaration): number {
  const [left, right] = [one.data.effectiveDate, other.data.effectiveDate];
  if (left !== right) return left < right ? -1 : 1;
  if (one.time !== other.time) return one.time < other.time ? -1 : 1;
  return one.id < other.id ? -1 : one.id > other.id ? 1 : 0;
}

function declare(so: Draft<Declarations>, fact: Declaration): void {
  switch (fact.name) {
    case 'socioEconomicBackgroundDeclared':
      so.socioEconomicBackground = backgroundOf(fact);
      break;
    case 'socioEconomicBackgroundWithdrawn':
      so.socioEconomicBackground = null;
      break;
    case 'diversityDeclared':
      declareDiversity(so, fact.data);
      break;
    case 'diversityWithdrawn':
      for (const characteristic of fact.data.characteristics) so[characteristic] = null;
  }
}

function backgroundOf(
  fact: EffectiveFact<'socioEconomicBackgroundDeclared'>,
): NonNullable<Declarations['socioEconomicBackground']> {
  const { effectiveDate, ...answers } = fact.data;
  return {
    answers,
    declaredOn: effectiveDate,
    class: socioEconomicBackgroundClass(answers),
    eventId: eventInForce(fact),
  };
}

/** Characteristics that are absent stay as they were. */
function declareDiversity(so: Draft<Declarations>, data: FactData<'diversityDeclared'>): void {
  if (data.sex !== undefined) so.sex = data.sex;
  if (data.ethnicity !== undefined) so.ethnicity = data.ethnicity;
  if (data.disability !== undefined) so.disability = data.disability;
  if (data.sexualOrientation !== undefined) so.sexualOrientation = data.sexualOrientation;
  if (data.birthYear !== undefined) so.birthYear = data.birthYear;
}
