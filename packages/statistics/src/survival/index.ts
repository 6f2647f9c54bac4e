// Survival: curves, tests and hazards of one event. The public face.

export type { CompetingData, Groups, SurvivalData } from './data.ts';
