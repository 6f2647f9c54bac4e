// Events about organisations and roles: what exists, what moves, and a few plainly made-up bodies that are renamed, split and merged.
import { type ClewEvent, type FactData, organisations } from '@clew/events';
import { isoDate, isoInstant, millisecondsPerDay } from './calendar.ts';
import { eventUlid } from './identifiers.ts';
import type { OrganisationEventItem } from './items.ts';
import type { Model } from './model.ts';
import { departmentCode } from './plan.ts';
import { mix } from './random.ts';

/** Above every person's index: the ids of these events collide with no person's. */
const organisationIndex = 0xffff_0000;

/** All events of organisations, in order of time; `at` in milliseconds beside each. */
export function organisationItems(model: Model): { readonly at: number; readonly item: OrganisationEventItem }[] {
  const items: { at: number; item: OrganisationEventItem }[] = [];
  const change = model.reorganisation;
  const opened = model.startDay - 1;
  const add = (subject: string, name: ClewEvent['name'], data: object, day: number, department: string) => {
    const at = day * millisecondsPerDay + 1000 * items.length;
    const source = `/departments/${department}/systems/organisation-register`;
    items.push({ at, item: itemOf(model, at, organisationIndex, items.length, { source, subject, name, data }) });
  };
  for (const each of organisations) {
    const former = each.code === change?.organisation ? departmentCode(change.fromDepartment) : each.department;
    const within = each.code === each.department ? {} : { department: former };
    const data = { effectiveDate: isoDate(opened), name: each.label, ...within };
    add(each.code, 'organisationCreated', data satisfies FactData<'organisationCreated'>, opened - 1, each.department);
  }
  if (change !== null) {
    const [from, to] = [departmentCode(change.fromDepartment), departmentCode(change.toDepartment)];
    const name = organisations.find((each) => each.code === change.organisation)?.label ?? change.organisation;
    const data = { effectiveDate: isoDate(change.day), to, functions: name };
    add(from, 'functionsTransferred', data satisfies FactData<'functionsTransferred'>, change.day, from);
  }
  const quarter = Math.max(1, Math.floor((model.endDay - model.startDay) / 5));
  const [one, two, three] = [1, 2, 3].map((part) => model.startDay + part * quarter);
  const bodies = ['synthetic-advice-body', 'synthetic-grants-body', 'synthetic-records-body'] as const;
  for (const body of bodies) {
    const data = { effectiveDate: isoDate(opened), name: titled(body), department: 'cabinet-office' };
    add(body, 'organisationCreated', data, opened, 'cabinet-office');
  }
  add(
    bodies[0],
    'organisationRenamed',
    { effectiveDate: isoDate(one ?? opened), name: 'Synthetic Guidance Body' },
    one ?? opened,
    'cabinet-office',
  );
  add(
    bodies[1],
    'organisationSplit',
    { effectiveDate: isoDate(two ?? opened), into: [bodies[0], bodies[2]] },
    two ?? opened,
    'cabinet-office',
  );
  add(
    bodies[2],
    'organisationMerged',
    { effectiveDate: isoDate(three ?? opened), into: bodies[0] },
    three ?? opened,
    'cabinet-office',
  );
  return items.sort((left, right) => left.at - right.at);
}

function titled(code: string): string {
  return code
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

/** Makes a whole event that is about an organisation or a role. */
export function itemOf(
  model: Model,
  at: number,
  index: number,
  sequence: number,
  content: {
    readonly source: string;
    readonly subject: string;
    readonly name: ClewEvent['name'];
    readonly data: object;
  },
): OrganisationEventItem {
  const time = isoInstant(at);
  const id = eventUlid(at, mix(model.seedHash + 1), index, sequence);
  return { kind: 'event', personKey: null, at: time, event: { id, time, ...content } as unknown as ClewEvent };
}
