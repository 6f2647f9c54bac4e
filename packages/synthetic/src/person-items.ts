// One person, whole: the life, the facts, the disorder, the requests; planned first, and written out only where it is wanted.
import type { ClewEvent } from '@clew/events';
import { isoDate, isoInstant, millisecondsPerDay } from './calendar.ts';
import { regionCodes } from './calibration/official-2023.ts';
import { planCareer } from './career-facts.ts';
import { type CharacteristicShares, type Characteristics, drawCharacteristics } from './characteristics.ts';
import { type DeclarationKind, planDeclarations } from './declarations.ts';
import { type Amendment, type Disorder, type DisorderCounts, disorderFacts, type Message } from './disorder.ts';
import type { Career, Observer, State } from './happenings.ts';
import { eventUlid } from './identifiers.ts';
import type { PopulationItem, UnboundEvent } from './items.ts';
import type { Model } from './model.ts';
import { itemOf } from './organisation-events.ts';
import { departmentCode, formalDepartment, gradeData, particulars, roleOf, type Writing } from './plan.ts';
import { londonRegion } from './posting-fit.ts';
import { randomStream } from './random.ts';
import { type PlannedRequest, planRequests, writeRequest } from './requests.ts';
import { simulateCareer } from './simulate.ts';

interface Relocation {
  readonly at: number;
  readonly day: number;
  readonly state: State;
  readonly from: number;
  readonly to: number;
  readonly sequence: number;
}

/** What somebody's life comes to, before anything of it is written out. */
export interface PersonPlan {
  readonly career: Career;
  readonly characteristics: Characteristics;
  readonly declaration: DeclarationKind;
  readonly counts: DisorderCounts;
  /** Sorted by `at`, then by their order within the person. */
  readonly entries: readonly PlanEntry[];
  readonly eventCount: number;
}

export type PlanEntry =
  | { readonly at: number; readonly kind: 'request'; readonly request: PlannedRequest }
  | { readonly at: number; readonly kind: 'message'; readonly message: Message }
  | { readonly at: number; readonly kind: 'relocation'; readonly relocation: Relocation };

export interface Planning {
  readonly model: Model;
  readonly disorder: Disorder;
  readonly characteristics: CharacteristicShares;
}

/** Plans a person. The random streams of life, facts, disorder and requests are apart: more of one changes nothing of another. */
export function planPerson(planning: Planning, index: number, observer: Observer | null = null): PersonPlan {
  const { model, disorder } = planning;
  const career = simulateCareer(model, index, observer);
  const writing: Writing = { model, index, random: randomStream(model.seedHash, index, 3), facts: [] };
  const declaring: Writing = { ...writing, random: randomStream(model.seedHash, index, 4) };
  planCareer(writing, career);
  const characteristics = drawCharacteristics(declaring.random, planning.characteristics, career.person.grade);
  const declaration = planDeclarations(declaring, career, characteristics);
  const { messages, counts } = disorderFacts(
    model,
    disorder,
    index,
    randomStream(model.seedHash, index, 5),
    writing.facts,
  );
  messages.sort(compareMessages);
  const requests = planRequests(model, career, messages, disorder, randomStream(model.seedHash, index, 6), counts);
  const relocations = planRelocations(model, career, index);
  const entries: PlanEntry[] = [
    ...requests.map((request) => ({ at: request.at, kind: 'request', request }) as const),
    ...messages.map((message) => ({ at: message.at, kind: 'message', message }) as const),
    ...relocations.map((relocation) => ({ at: relocation.at, kind: 'relocation', relocation }) as const),
  ];
  // The sort is stable: at one instant a request stays before the events.
  entries.sort((one, other) => one.at - other.at);
  return { career, characteristics, declaration, counts, entries, eventCount: messages.length + relocations.length };
}

function compareMessages(one: Message, other: Message): number {
  return one.at - other.at || one.sequence - other.sequence;
}

/** Roles that move: with their holder, or, when somebody in London leaves, to be filled elsewhere. */
function planRelocations(model: Model, career: Career, index: number): Relocation[] {
  const random = randomStream(model.seedHash, index, 7);
  const found: Relocation[] = [];
  const add = (day: number, state: State, from: number, to: number) => {
    if (from === to || day > model.endDay) return;
    const at = day * millisecondsPerDay + 7 * 3_600_000;
    found.push({ at, day, state, from, to, sequence: found.length });
  };
  for (const happening of career.happenings) {
    if (happening.kind === 'moved' && happening.withRole) {
      add(happening.day, happening.from, happening.from.region, happening.to.region);
    } else if (happening.kind === 'exited' && happening.from.region === londonRegion && random.chance(0.06)) {
      add(happening.day + 20 + random.below(90), happening.from, londonRegion, random.below(12));
    }
  }
  return found;
}

/** Writes an entry of a plan out. */
export function writeEntry(planning: Planning, plan: PersonPlan, entry: PlanEntry): PopulationItem {
  const { model } = planning;
  const { index } = plan.career.person;
  const personKey = personKeyOf(index);
  const at = isoInstant(entry.at);
  if (entry.kind === 'request') {
    const request = writeRequest(model, plan.career, entry.request);
    const requestKey = `synthetic-${model.seedHash.toString(16)}-${index}-${entry.request.number}`;
    return { kind: 'person', personKey, at, reason: entry.request.reason, requestKey, request };
  }
  if (entry.kind === 'message')
    return { kind: 'event', personKey, at, event: writeMessage(model, index, entry.message, at) };
  const { state, day, from, to, sequence } = entry.relocation;
  const department = departmentCode(formalDepartment(model, state, day));
  const data = {
    effectiveDate: isoDate(day),
    department,
    fromRegion: regionCodes[from] ?? 'unknown',
    toRegion: regionCodes[to] ?? 'unknown',
    grade: gradeData(state.grade),
    profession: particulars(state).profession,
  };
  const content = {
    source: sourceOf(department),
    subject: roleOf(model, index, state),
    name: 'roleRelocated',
    data,
  } as const;
  return itemOf(model, entry.at, index, sequence, content);
}

function personKeyOf(index: number): string {
  return `P${String(index).padStart(7, '0')}`;
}

function writeMessage(model: Model, index: number, message: Message, at: string): UnboundEvent {
  const event = {
    id: eventUlid(message.time, model.seedHash, index, message.sequence),
    source: sourceOf(departmentCode(message.department)),
    time: message.at === message.time ? at : isoInstant(message.time),
    name: message.name,
    data: isAmendment(message) ? amendmentData(model, index, message.data as Amendment, message) : message.data,
  };
  return event as UnboundEvent;
}

function isAmendment(message: Message): boolean {
  return message.name === 'corrected' || message.name === 'retracted';
}

/** Puts the id of the target in the place of its number. The target's time is part of its id, so amendments carry it. */
function amendmentData(model: Model, index: number, data: Amendment, message: Message): ClewEvent['data'] {
  const target = eventUlid(message.targetTime ?? 0, model.seedHash, index, data.target);
  return { ...data, target } as unknown as ClewEvent['data'];
}

/** The systems of the shared-service clusters that departments belong to; the rest have their own. */
const systems: Readonly<Record<string, string>> = {
  'department-for-work-and-pensions': 'synergy-oracle',
  'ministry-of-justice': 'synergy-oracle',
  'home-office': 'synergy-oracle',
  'department-for-environment-food-and-rural-affairs': 'synergy-oracle',
  'cabinet-office': 'matrix-workday',
  'department-for-education': 'matrix-workday',
  'department-of-health-and-social-care': 'matrix-workday',
  'hm-treasury': 'matrix-workday',
  'department-for-digital-culture-media-and-sport': 'matrix-workday',
  'department-for-business-energy-and-industrial-strategy': 'matrix-workday',
  'department-for-international-trade': 'matrix-workday',
  'hm-revenue-and-customs': 'unity-sap',
  'department-for-transport': 'unity-sap',
  'department-for-levelling-up-housing-and-communities': 'unity-sap',
  'ministry-of-defence': 'defence-oracle',
  'foreign-commonwealth-and-development-office': 'overseas-oracle',
};

function sourceOf(department: string): string {
  return `/departments/${department}/systems/${systems[department] ?? 'human-resources'}`;
}
