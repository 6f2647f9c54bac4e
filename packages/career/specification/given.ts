// Given events: a compact way to say what happened to one person, and the valid events that it stands for.
import {
  type ClewEvent,
  type Fact,
  type FactData,
  type FactName,
  type Grade,
  type PostingChanges,
  type PostingData,
  type StaffNumber,
  staffNumberCheckCharacter,
} from '@clew/events';

type Data<Name extends FactName> = Omit<FactData<Name>, 'effectiveDate'>;

interface Circumstances {
  /** The name by which amendments and expectations call the event. */
  readonly label?: string;
  /** The department that says so; `home-office` unless stated. null: a service of Clew's own. */
  readonly by?: string | null;
  /** When the source recorded it; at nine o'clock on the effective date unless stated. */
  readonly time?: string;
}

/** An event as a rule states it. */
export type Given = Circumstances &
  (
    | { readonly kind: 'fact'; readonly fact: Fact }
    | { readonly kind: 'corrected'; readonly target: string; readonly fact: Fact }
    | { readonly kind: 'retracted'; readonly target: string; readonly targetName: FactName }
  );

/** The department that says what no other is said to say. */
export const usualDepartment = 'home-office';

/** Any fact. */
export function fact<Name extends FactName>(
  name: Name,
  effectiveDate: string,
  data: Data<Name>,
  more: Circumstances = {},
): Given {
  return { kind: 'fact', fact: { name, data: { effectiveDate, ...data } } as unknown as Fact, ...more };
}

/** A Civil Service grade. */
export function grade(code: Extract<Grade, { scheme: 'civil-service' }>['code']): Grade {
  return { scheme: 'civil-service', code };
}

type GradeCode = Parameters<typeof grade>[0];
type Extra = Omit<PostingData, 'department' | 'grade'>;

export function hired(
  date: string,
  department: string,
  code: GradeCode,
  extra: Extra = {},
  more: Circumstances = {},
): Given {
  return fact('hired', date, { posting: { department, grade: grade(code), ...extra } }, { by: department, ...more });
}

export function exited(date: string, more: Circumstances = {}): Given {
  return fact('exited', date, { cause: 'resignation' }, more);
}

export function promoted(date: string, code: GradeCode, changes?: PostingChanges, more: Circumstances = {}): Given {
  return fact('promoted', date, { grade: grade(code), ...(changes === undefined ? {} : { changes }) }, more);
}

export function regraded(date: string, code: GradeCode, more: Circumstances = {}): Given {
  return fact('regraded', date, { grade: grade(code) }, more);
}

export function postingChanged(date: string, changes: PostingChanges, more: Circumstances = {}): Given {
  return fact('postingChanged', date, { changes }, more);
}

const byChoice = 'to-another-department';

/** The losing department's half, said by it. */
export function transferredOut(
  date: string,
  from: string,
  toDepartment: string,
  more: Circumstances & Partial<Data<'transferredOut'>> = {},
): Given {
  const { transferType = byChoice, ...rest } = more;
  return fact('transferredOut', date, { toDepartment, transferType }, { by: from, ...rest });
}

/** The gaining department's half, said by it. */
export function transferredIn(
  date: string,
  fromDepartment: string,
  department: string,
  more: Circumstances & Partial<Data<'transferredIn'>> = {},
): Given {
  const { transferType = byChoice, grade: stated, changes, ...rest } = more;
  const extra = { ...(stated === undefined ? {} : { grade: stated }), ...(changes === undefined ? {} : { changes }) };
  return fact(
    'transferredIn',
    date,
    { fromDepartment, department, transferType, ...extra },
    { by: department, ...rest },
  );
}

export function actingStarted(date: string, code: GradeCode, id = 'TP-1', expectedEndDate?: string): Given {
  const expected = expectedEndDate === undefined ? {} : { expectedEndDate };
  return fact('temporaryPromotionStarted', date, { temporaryPromotionId: id, grade: grade(code), ...expected });
}

export function actingEnded(date: string, id = 'TP-1'): Given {
  return fact('temporaryPromotionEnded', date, { temporaryPromotionId: id });
}

/** A correction of the event with the label. */
export function corrected(target: string, by: Given, more: Circumstances = {}): Given {
  if (by.kind !== 'fact') throw new RangeError('a correction puts a fact in place of another');
  return { kind: 'corrected', target, fact: by.fact, ...more };
}

/** A retraction of the event with the label. */
export function retracted(target: string, targetName: FactName, more: Circumstances = {}): Given {
  return { kind: 'retracted', target, targetName, ...more };
}

/** The events of a rule, and the label of each id. */
export interface GivenEvents {
  readonly staffNumber: StaffNumber;
  readonly events: readonly ClewEvent[];
  readonly labels: ReadonlyMap<string, string>;
}

/** Numbers of persons and events are written in the base of the identifier's own alphabet. */
function inBase(alphabet: string, number: number, length: number): string {
  let [rest, text] = [number, ''];
  for (let place = 0; place < length; place += 1) {
    text = alphabet.charAt(rest % alphabet.length) + text;
    rest = Math.floor(rest / alphabet.length);
  }
  return text;
}

/** The id of an event that nobody published: what amendments without a target name. */
export const unknownLabel = 'unknown';

/**
 * Makes valid events of what is given.
 * @param person tells people apart: staff number and event ids follow from it, so that many rules can share one database.
 */
export function givenEvents(given: readonly Given[], person: number): GivenEvents {
  const nine = `B${inBase('0123456789BCDFGHJKMNPQRSTVWXZ', person, 8)}`;
  const staffNumber = `${nine}${staffNumberCheckCharacter(nine)}` as StaffNumber;
  const idAt = (index: number) => `00${inBase('0123456789ABCDEFGHJKMNPQRSTVWXYZ', person * 1000 + index, 24)}`;
  const idOfLabel = new Map(given.map((each, index) => [each.label ?? `${index + 1}`, idAt(index)]));
  idOfLabel.set(unknownLabel, idAt(999));
  const target = (label: string) => {
    const id = idOfLabel.get(label);
    if (id === undefined) throw new RangeError(`no event is labelled ${label}`);
    return id;
  };
  const events = given.map((each, index): ClewEvent => {
    const by = each.by === undefined ? usualDepartment : each.by;
    const date = each.kind === 'retracted' ? '2024-01-01' : each.fact.data.effectiveDate;
    const envelope = {
      id: idAt(index),
      source: by === null ? '/clew/id-service' : `/departments/${by}/systems/hr`,
      subject: staffNumber,
      time: each.time ?? `${date}T09:00:00.000Z`,
    };
    const reason = 'keying-error';
    if (each.kind === 'fact') return { ...envelope, ...each.fact } as ClewEvent;
    if (each.kind === 'corrected') {
      return { ...envelope, name: 'corrected', data: { target: target(each.target), reason, replacement: each.fact } };
    }
    const data = { target: target(each.target), reason, targetName: each.targetName } as const;
    return { ...envelope, name: 'retracted', data };
  });
  return { staffNumber, events, labels: new Map([...idOfLabel].map(([label, id]) => [id, label])) };
}
