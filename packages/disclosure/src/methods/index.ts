// Every method, by name: those that are compared, and ours.
import type { Method, Parameters } from '../method.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { additiveMethods } from './additive-noise.ts';
import { cellKeyMethods } from './cell-keys.ts';
import { clewMethod } from './clew.ts';
import { conventionalMethods } from './conventional.ts';
import { completeParameters, type MethodDeclaration } from './declaration.ts';
import { perturbedAnswerMethods } from './perturbed-answers.ts';

/** All methods, from the least protection on. */
export const methods: readonly MethodDeclaration[] = [
  ...conventionalMethods,
  ...cellKeyMethods,
  ...perturbedAnswerMethods,
  ...additiveMethods,
  clewMethod,
];

/** A method with its parameters: the given ones over its defaults. */
export function createMethod(name: string, given: Parameters = {}): Method | Refusal {
  const declaration = methods.find((each) => each.name === name);
  if (declaration === undefined) {
    const names = methods.map((each) => each.name).join(', ');
    return refuse('method-unknown', 'method', 'There is no such method.', `Use one of: ${names}.`);
  }
  const parameters = completeParameters(declaration, given);
  return isRefusal(parameters) ? parameters : declaration.create(parameters);
}
