// Independent noise on every cell of every table: differential privacy as most people first think of it.
import { discreteGaussian, discreteLaplace, mostVariance } from '../discrete-noise.ts';
import { deriveKey, type KeyedStream, keyedStream } from '../keyed.ts';
import type { Method, Parameters } from '../method.ts';
import { tally } from '../tally.ts';
import { type MethodDeclaration, numberOf } from './declaration.ts';
import { gaussianLogDensity } from './likelihood.ts';
import { draftEach, publishDrafts } from './publish-tables.ts';

interface Noise {
  readonly draw: (stream: KeyedStream) => number;
  readonly standardError: number;
  readonly logProbability: (noise: number) => number;
}

function additive(name: string, title: string, parameters: Parameters, noise: Noise): Method {
  const method: Method = {
    name,
    title,
    parameters,
    publish: (registry, workforce, context) =>
      publishDrafts(method, registry, workforce, context, () => {
        const key = deriveKey(context.secret, name);
        const tables = draftEach(registry, (table) => {
          const stream = keyedStream(key, JSON.stringify([context.releaseNumber, table.name]));
          const values = tally(registry, workforce, table).map((count) => count + noise.draw(stream));
          return { table, values, standardErrors: values.map(() => noise.standardError) };
        });
        return { tables };
      }),
    // No figure is ever withheld.
    logLikelihood: (_registry, _table, trueCount, published) =>
      Number.isNaN(published) ? Number.NEGATIVE_INFINITY : noise.logProbability(published - trueCount),
    logLikelihoodOfMeasurement: () => Number.NaN,
  };
  return method;
}

function laplaceNoise(scale: number): Noise {
  const decay = Math.exp(-1 / scale);
  const logHeight = Math.log((1 - decay) / (1 + decay));
  return {
    draw: (stream) => discreteLaplace(stream, scale),
    standardError: Math.sqrt(2 * decay) / (1 - decay),
    logProbability: (shift) => logHeight - Math.abs(shift) / scale,
  };
}

function gaussianNoise(variance: number): Noise {
  return {
    draw: (stream) => discreteGaussian(stream, variance),
    standardError: Math.sqrt(variance),
    logProbability: (shift) => gaussianLogDensity(shift, Math.sqrt(variance)),
  };
}

export const additiveMethods: readonly MethodDeclaration[] = [
  {
    name: 'laplace',
    title: 'Laplace noise on every cell',
    about: 'Discrete Laplace noise, afresh in every cell, table and release.',
    source: 'C. Dwork and others, Calibrating noise to sensitivity in private data analysis, TCC 2006',
    parameters: {
      scale: {
        about: 'The noise is about as large as this on average; 1 / epsilon of a cell.',
        default: 10,
        least: 1,
        most: 1_000_000,
        whole: true,
      },
    },
    create: (parameters) =>
      additive('laplace', 'Laplace noise on every cell', parameters, laplaceNoise(numberOf(parameters, 'scale'))),
  },
  {
    name: 'gaussian',
    title: 'Gaussian noise on every cell',
    about: 'Discrete Gaussian noise, afresh in every cell, table and release.',
    source: 'Canonne, Kamath and Steinke, The Discrete Gaussian for Differential Privacy, NeurIPS 2020',
    parameters: {
      variance: { about: 'The variance of the noise.', default: 6, least: 1, most: mostVariance, whole: true },
    },
    create: (parameters) =>
      additive('gaussian', 'Gaussian noise on every cell', parameters, gaussianNoise(numberOf(parameters, 'variance'))),
  },
];
