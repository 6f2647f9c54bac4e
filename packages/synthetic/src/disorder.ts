// Disorder, as real sources have it: late, resent, corrected and taken back, and transfers of which one half is missing or misdated.
// After all corrections the facts are those of the plan, but for the half of a transfer that was never told.
import type { EventName, Fact, FactData } from '@clew/events';
import { z } from 'zod';
import { isoDate, millisecondsPerDay } from './calendar.ts';
import type { Model } from './model.ts';
import { identifierOf, type PlannedFact } from './plan.ts';
import type { Random } from './random.ts';

const probability = z.number().min(0).max(1);

export const disorderSchema = z.strictObject({
  label: z.string().min(1).max(200),
  /** A fact is recorded three weeks to half a year after it took effect. */
  late: probability,
  /** The same event, with the same id, is sent again within three days. */
  duplicated: probability,
  /** A fact is first told with a wrong date, and corrected. */
  corrected: probability,
  /** Of those corrected, the share whose first correction is wrong too, and is corrected. */
  correctedTwice: probability,
  /** A right fact is corrected by mistake, and the correction is taken back. */
  correctionRetracted: probability,
  /** Per person-decade or so (per person): something that did not happen is told, and taken back. */
  retracted: probability,
  /** A transfer of which only the losing, or only the gaining department tells. */
  outHalfOnly: probability,
  inHalfOnly: probability,
  /** A transfer whose halves give different dates; the gaining department is right. */
  datesDiffer: probability,
  /** A person has a second local number in the same department. */
  secondLocalNumber: probability,
});

export type Disorder = z.infer<typeof disorderSchema>;

export const defaultDisorder: Disorder = {
  label: 'default disorder (assumption)',
  late: 0.03,
  duplicated: 0.005,
  corrected: 0.008,
  correctedTwice: 0.15,
  correctionRetracted: 0.001,
  retracted: 0.02,
  outHalfOnly: 0.02,
  inHalfOnly: 0.02,
  datesDiffer: 0.08,
  secondLocalNumber: 0.01,
};

/** None at all: every fact once, right, and within days. */
export const noDisorder: Disorder = {
  label: 'no disorder',
  late: 0,
  duplicated: 0,
  corrected: 0,
  correctedTwice: 0,
  correctionRetracted: 0,
  retracted: 0,
  outHalfOnly: 0,
  inHalfOnly: 0,
  datesDiffer: 0,
  secondLocalNumber: 0,
};

/** How often each kind of disorder was planted: in events, or in transfers. */
export interface DisorderCounts {
  late: number;
  duplicated: number;
  corrected: number;
  correctedTwice: number;
  correctionRetracted: number;
  retracted: number;
  outHalfOnly: number;
  inHalfOnly: number;
  datesDiffer: number;
  secondLocalNumber: number;
}

export function noDisorderCounts(): DisorderCounts {
  return {
    late: 0,
    duplicated: 0,
    corrected: 0,
    correctedTwice: 0,
    correctionRetracted: 0,
    retracted: 0,
    outHalfOnly: 0,
    inHalfOnly: 0,
    datesDiffer: 0,
    secondLocalNumber: 0,
  };
}

/** An event as a source sends it, before it has its id. Instants in milliseconds since 1970. */
export interface Message {
  readonly at: number;
  readonly time: number;
  /** Numbers the person's distinct events: a resend has the number of what it resends. */
  readonly sequence: number;
  readonly department: number;
  readonly name: EventName;
  /** Of an amendment: the time of the target, which its id is made of. */
  readonly targetTime?: number;
  /** For amendments, `target` is the sequence of the target: the id is put in when the event is made. */
  readonly data: Fact['data'] | Amendment;
}

export type Amendment =
  | { readonly target: number; readonly reason: 'keying-error' | 'late-information'; readonly replacement: Fact }
  | { readonly target: number; readonly reason: 'did-not-happen' | 'other'; readonly targetName: Fact['name'] };

interface Disordering {
  readonly model: Model;
  readonly disorder: Disorder;
  readonly index: number;
  readonly random: Random;
  readonly messages: Message[];
  readonly counts: DisorderCounts;
  sequence: number;
}

const hour = 3_600_000;

/** Makes the messages of a person's planned facts, disorder included. Not sorted. */
export function disorderFacts(
  model: Model,
  disorder: Disorder,
  index: number,
  random: Random,
  facts: readonly PlannedFact[],
): { readonly messages: Message[]; readonly counts: DisorderCounts } {
  const counts = noDisorderCounts();
  const work: Disordering = { model, disorder, index, random, messages: [], counts, sequence: 0 };
  for (let place = 0; place < facts.length; place += 1) {
    const planned = facts[place];
    if (planned === undefined) continue;
    const next = facts[place + 1];
    if (planned.role === 'out' && next?.role === 'in') {
      tellTransfer(work, planned, next);
      place += 1;
    } else tell(work, planned);
  }
  plantRetraction(work, facts);
  return { messages: work.messages, counts };
}

/** When a source records a fact: on the day, or some days later; what was before the window is loaded on the day before it opens. */
function recordedAt(work: Disordering, planned: PlannedFact): number {
  const { model, random } = work;
  const loaded = model.startDay - 1;
  if (planned.role === 'history' || (planned.role === 'declaration' && planned.day <= model.startDay)) {
    return loaded * millisecondsPerDay + random.below(86_000) * 1000;
  }
  const usual = planned.role === 'declaration' ? random.below(30) : Math.min(20, random.geometricDays(0.3) - 1);
  return (planned.day + usual) * millisecondsPerDay + 9 * hour + random.below(28_800) * 1000 + random.below(1000);
}

function tell(work: Disordering, planned: PlannedFact): void {
  const { random, disorder, counts } = work;
  const isHistory = planned.role === 'history';
  let at = recordedAt(work, planned);
  if (!isHistory && random.chance(disorder.late)) {
    counts.late += 1;
    at += (21 + random.below(160)) * millisecondsPerDay;
  }
  const mayBeWrong = planned.role === undefined || planned.role === 'declaration';
  if (mayBeWrong && random.chance(disorder.corrected)) {
    tellWrongFirst(work, planned, at);
    return;
  }
  const sequence = send(work, planned.fact.name, planned.fact.data, planned.department, at);
  if (mayBeWrong && random.chance(disorder.correctionRetracted)) correctByMistake(work, planned, at, sequence);
}

/** Sends an event, and now and then sends it again. Gives its number. */
function send(work: Disordering, name: EventName, data: Message['data'], department: number, at: number): number {
  const { random, disorder, counts, messages } = work;
  const sequence = work.sequence;
  work.sequence += 1;
  const target = 'target' in data ? messages.find((each) => each.sequence === data.target) : undefined;
  const message = {
    time: at,
    sequence,
    department,
    name,
    data,
    ...(target === undefined ? {} : { targetTime: target.time }),
  };
  messages.push({ ...message, at });
  if (random.chance(disorder.duplicated)) {
    counts.duplicated += 1;
    messages.push({ ...message, at: at + 60_000 + random.below(259_200) * 1000 });
  }
  return sequence;
}

function withWrongDate(random: Random, planned: PlannedFact): Fact {
  const days = 1 + random.below(30);
  const day = planned.day + (random.chance(0.5) ? days : -days);
  return { name: planned.fact.name, data: { ...planned.fact.data, effectiveDate: isoDate(day) } } as Fact;
}

function later(random: Random, at: number): number {
  return at + (3 + random.below(150)) * millisecondsPerDay;
}

function tellWrongFirst(work: Disordering, planned: PlannedFact, at: number): void {
  const { random, disorder, counts } = work;
  const wrong = withWrongDate(random, planned);
  let target = send(work, wrong.name, wrong.data, planned.department, at);
  let corrected = later(random, at);
  if (random.chance(disorder.correctedTwice)) {
    counts.correctedTwice += 1;
    const replacement = withWrongDate(random, planned);
    target = send(
      work,
      'corrected',
      { target, reason: 'late-information', replacement },
      planned.department,
      corrected,
    );
    corrected = later(random, corrected);
  }
  counts.corrected += 1;
  const right = { target, reason: 'keying-error', replacement: planned.fact } as const;
  send(work, 'corrected', right, planned.department, corrected);
}

function correctByMistake(work: Disordering, planned: PlannedFact, at: number, sequence: number): void {
  const { random, counts } = work;
  counts.correctionRetracted += 1;
  const corrected = later(random, at);
  const replacement = withWrongDate(random, planned);
  const mistake = { target: sequence, reason: 'keying-error', replacement } as const;
  const target = send(work, 'corrected', mistake, planned.department, corrected);
  const back = { target, reason: 'other', targetName: planned.fact.name } as const;
  send(work, 'retracted', back, planned.department, later(random, corrected));
}

function tellTransfer(work: Disordering, out: PlannedFact, joined: PlannedFact): void {
  const { random, disorder, counts } = work;
  const uniform = random.uniform();
  if (uniform < disorder.outHalfOnly) {
    counts.outHalfOnly += 1;
    send(work, out.fact.name, out.fact.data, out.department, recordedAt(work, out));
    return;
  }
  if (uniform < disorder.outHalfOnly + disorder.inHalfOnly) {
    counts.inHalfOnly += 1;
    send(work, joined.fact.name, joined.fact.data, joined.department, recordedAt(work, joined));
    return;
  }
  let told = out;
  if (uniform > 1 - disorder.datesDiffer) {
    counts.datesDiffer += 1;
    const day = out.day + (random.chance(0.7) ? -1 : 1) * (1 + random.below(9));
    told = { ...out, day, fact: { ...out.fact, data: { ...out.fact.data, effectiveDate: isoDate(day) } } as Fact };
  }
  send(work, told.fact.name, told.fact.data, told.department, recordedAt(work, told));
  send(work, joined.fact.name, joined.fact.data, joined.department, recordedAt(work, joined));
}

/** Something that did not happen, told and taken back: a course, a change of hours, or somebody else's exit. */
function plantRetraction(work: Disordering, facts: readonly PlannedFact[]): void {
  const { random, disorder, counts, model } = work;
  if (!random.chance(disorder.retracted)) return;
  const near = facts[random.below(facts.length)];
  if (near === undefined || near.role === 'history' || near.day < model.startDay) return;
  counts.retracted += 1;
  const effectiveDate = isoDate(near.day);
  const fact = random.pick([
    { name: 'learningCompleted', data: learning(work, effectiveDate) },
    { name: 'postingChanged', data: { effectiveDate, changes: { fullTimeEquivalent: 0.5 } } },
    { name: 'exited', data: { effectiveDate, cause: 'resignation' } },
  ] as const satisfies readonly Fact[]);
  const at = recordedAt(work, { fact, day: near.day, department: near.department });
  const target = send(work, fact.name, fact.data, near.department, at);
  const back = { target, reason: 'did-not-happen', targetName: fact.name } as const;
  send(work, 'retracted', back, near.department, later(random, at));
}

function learning(work: Disordering, effectiveDate: string): FactData<'learningCompleted'> {
  return { effectiveDate, learning: identifierOf(work.model, work.index, 'CSL', 99), kind: 'course', hours: 7.5 };
}
