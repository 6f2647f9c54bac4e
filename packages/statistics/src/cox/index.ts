// Proportional hazards: Cox, and Fine and Gray. The public face.

export type { ChiSquareTest, CoxFit } from './cox-fit.ts';
export type { CoxData, CoxDesign, CoxModel, CoxOptions, CoxTerm, CoxTies } from './cox-model.ts';
export { coxRegression } from './cox-regression.ts';
