// The public face of the synthetic Civil Service.
export * from './items.ts';
