// The requests for staff numbers that departments make as a person comes to them, changes name, or gets a second local number.
import { isoDate, millisecondsPerDay } from './calendar.ts';
import type { Disorder, DisorderCounts, Message } from './disorder.ts';
import type { Career } from './happenings.ts';
import { fictitiousNationalInsuranceNumber } from './identifiers.ts';
import type { PersonItem } from './items.ts';
import type { Model } from './model.ts';
import { departmentCode, formalDepartment } from './plan.ts';
import { mix, type Random } from './random.ts';

export type RequestReason = PersonItem['reason'];

/** A request before it is written out. `at` in milliseconds since 1970. */
export interface PlannedRequest {
  readonly at: number;
  readonly reason: RequestReason;
  readonly department: number;
  /** 0, 1, ... among the person's requests. */
  readonly number: number;
  /** How often the name has changed by then. */
  readonly names: number;
  readonly localEmployeeNumber: string;
}

const hour = 3_600_000;

/** The person's requests, each before the events that need it. `messages` are sorted by `at`. */
export function planRequests(
  model: Model,
  career: Career,
  messages: readonly Message[],
  disorder: Disorder,
  random: Random,
  counts: DisorderCounts,
): PlannedRequest[] {
  const requests: PlannedRequest[] = [];
  const nameChanges = career.happenings
    .filter((each) => each.kind === 'lesser' && each.lesser === 'nameChange')
    .map((each) => each.day * millisecondsPerDay + 10 * hour);
  const add = (reason: RequestReason, department: number, at: number, suffix = '') => {
    const names = nameChanges.filter((change) => change <= at).length;
    const number = requests.length;
    const localEmployeeNumber = localNumber(model, career.person.index, department) + suffix;
    requests.push({ at, reason, department, number, names, localEmployeeNumber });
  };
  const seen = new Set<number>();
  for (const message of messages) {
    if (seen.has(message.department)) continue;
    add(seen.size === 0 ? 'first' : 'another-department', message.department, message.at - hour);
    seen.add(message.department);
  }
  const [first] = requests;
  if (first === undefined) return requests;
  if (random.chance(disorder.secondLocalNumber)) {
    counts.secondLocalNumber += 1;
    const after = first.at + (30 + random.below(300)) * millisecondsPerDay;
    add('second-local-number', first.department, after, '-2');
  }
  for (const happening of career.happenings) {
    if (happening.kind === 'lesser' && happening.lesser === 'nameChange') {
      const at = happening.day * millisecondsPerDay + 11 * hour;
      if (at > first.at) add('name-changed', formalDepartment(model, happening.state, happening.day), at);
    } else if (happening.kind === 'hired' && happening.isReturn) {
      const department = formalDepartment(model, happening.to, happening.day);
      add('returned', department, happening.day * millisecondsPerDay + 8 * hour, `-R${happening.to.posting}`);
    }
  }
  return requests;
}

/** A department's own number for a person: unique within the department, and over populations of other seeds. */
function localNumber(model: Model, index: number, department: number): string {
  const prefix = mix(model.seedHash ^ Math.imul(department + 1, 0x85ebca6b))
    .toString(36)
    .toUpperCase();
  return `${prefix}-${String(index).padStart(6, '0')}`;
}

/** Writes a request out: made-up names, a date of birth, and a National Insurance number that nobody has. */
export function writeRequest(model: Model, career: Career, planned: PlannedRequest): PersonItem['request'] {
  const { index, bornDay } = career.person;
  const given = mix(model.seedHash ^ Math.imul(index + 1, 0x27d4eb2d)) % 10_000;
  const family = mix(model.seedHash ^ Math.imul(index + 1, 0x165667b1) ^ Math.imul(planned.names, 0x9e3779b1)) % 10_000;
  return {
    nationalInsuranceNumber: fictitiousNationalInsuranceNumber(model.seed, index),
    givenNames: `Given${String(given).padStart(4, '0')}`,
    familyName: `Family${String(family).padStart(4, '0')}`,
    dateOfBirth: isoDate(bornDay),
    department: departmentCode(planned.department),
    localEmployeeNumber: planned.localEmployeeNumber,
  };
}
