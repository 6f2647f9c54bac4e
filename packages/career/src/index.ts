// The public face of the career core.
export * from './career.ts';
