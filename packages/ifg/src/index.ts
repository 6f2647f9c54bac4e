// The public face of the importer of the Institute for Government's ministers database.
export * from './career-facts.ts';
export * from './derive.ts';
export * from './event-id.ts';
export * from './files.ts';
export * from './organisations.ts';
export * from './people.ts';
export * from './primary-career.ts';
export * from './refusal.ts';
export * from './report.ts';
export * from './tables.ts';
