// The primary career of a person: which appointment counts on each day, and which others are held beside it.
import type { IfgAppointment } from './tables.ts';

/** What is held from a date on, until the next one: the appointment that counts, and the others; null when nothing is held. */
export interface Holding {
  readonly date: string;
  readonly primary: IfgAppointment | null;
  /** The other appointments held, in the order of precedence. */
  readonly others: readonly IfgAppointment[];
}

/** True where the appointment is held on the date: from its start, and no longer on its end. */
export function isHeldOn(appointment: IfgAppointment, date: string): boolean {
  return appointment.start <= date && (appointment.end === null || date < appointment.end);
}

/** The better appointment first: the best rank (lowest value), then the latest start, then the appointment's id. */
export function byPrecedence(one: IfgAppointment, other: IfgAppointment): number {
  return one.post.rank - other.post.rank || compareText(other.start, one.start) || compareText(one.id, other.id);
}

/** Text order by code unit, the same on every machine. */
export function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/**
 * What one person holds, at every date on which that may change, in the order of the dates.
 * An appointment that ends on the day on which another starts leaves no gap: both are half-open.
 */
export function holdingsOf(appointments: readonly IfgAppointment[]): readonly Holding[] {
  const dates = new Set(appointments.flatMap(({ start, end }) => (end === null ? [start] : [start, end])));
  return [...dates].toSorted(compareText).map((date) => {
    const [primary = null, ...others] = appointments.filter((each) => isHeldOn(each, date)).toSorted(byPrecedence);
    return { date, primary, others };
  });
}
