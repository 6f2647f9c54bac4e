// How a method is declared: its name, its source, its parameters with their bounds, and how it is made of them.
import type { Method, Parameters } from '../method.ts';
import { type Refusal, refuse } from '../refusal.ts';

export interface ParameterDeclaration {
  readonly about: string;
  readonly default: number | string | boolean;
  /** Bounds of a number, both included. */
  readonly least?: number;
  readonly most?: number;
  /** True where a number must be whole. */
  readonly whole?: boolean;
}

export interface MethodDeclaration {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly source: string;
  readonly parameters: Readonly<Record<string, ParameterDeclaration>>;
  readonly create: (parameters: Parameters) => Method | Refusal;
}

/** The complete parameters of a method: what is given over the defaults; or what is wrong with them. */
export function completeParameters(declaration: MethodDeclaration, given: Parameters): Parameters | Refusal {
  const names = Object.keys(declaration.parameters);
  const unknown = Object.keys(given).some((name) => !names.includes(name));
  if (unknown) {
    const remedy = names.length === 0 ? 'It takes none.' : `It takes: ${names.join(', ')}.`;
    return refuse('parameter-invalid', 'parameters', `The method ${declaration.name} has no such parameter.`, remedy);
  }
  const complete: Record<string, number | string | boolean> = {};
  for (const [name, parameter] of Object.entries(declaration.parameters)) {
    const value = given[name] ?? parameter.default;
    if (!isWithin(parameter, value)) {
      return refuse(
        'parameter-invalid',
        name,
        `It is not ${kindOf(parameter)}.`,
        `${parameter.about} Take ${kindOf(parameter)}.`,
      );
    }
    complete[name] = value;
  }
  return complete;
}

function isWithin(parameter: ParameterDeclaration, value: number | string | boolean): boolean {
  if (typeof value !== typeof parameter.default) return false;
  if (typeof value !== 'number') return true;
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY, whole = false } = parameter;
  return value >= least && value <= most && (!whole || Number.isInteger(value));
}

function kindOf({ default: example, least, most, whole }: ParameterDeclaration): string {
  if (typeof example === 'boolean') return 'true or false';
  if (typeof example === 'string') return 'a text';
  return `a ${whole ? 'whole ' : ''}number from ${least ?? 'any'} to ${most ?? 'any'}`;
}

/** A parameter that a declaration has: its type is the default's. */
export function numberOf(parameters: Parameters, name: string): number {
  const value = parameters[name];
  if (typeof value !== 'number') throw new RangeError(`invariant: the parameter ${name} is a number`);
  return value;
}

export function flagOf(parameters: Parameters, name: string): boolean {
  return parameters[name] === true;
}
