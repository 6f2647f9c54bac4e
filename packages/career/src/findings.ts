// How a finding is made, and the order in which findings stand.
import { departmentOfSource } from '@clew/events';
import { type Finding, type FindingCode, findingCodes } from './career.ts';

/** Makes a finding. `eventIds` are sorted already. */
export function finding(
  code: FindingCode,
  date: string,
  department: string | null,
  eventIds: readonly string[],
): Finding {
  return { code, severity: findingCodes[code].severity, date, department, eventIds };
}

const departments = new Map<string, string | null>();
const rememberedSources = 10_000;

/** The department of a source, remembered: sources are few, and every person has facts of the same ones. */
export function sourceDepartment(source: string): string | null {
  const known = departments.get(source);
  if (known !== undefined) return known;
  const department = departmentOfSource(source);
  if (departments.size < rememberedSources) departments.set(source, department);
  return department;
}

/** By date, then code, then the events. */
export function compareFindings(one: Finding, other: Finding): number {
  if (one.date !== other.date) return one.date < other.date ? -1 : 1;
  if (one.code !== other.code) return one.code < other.code ? -1 : 1;
  const [left, right] = [one.eventIds.join(), other.eventIds.join()];
  return left < right ? -1 : left > right ? 1 : 0;
}
