// The peer of the benches of sequences: sequenzo on the same careers, where CLEW_BENCH_PYTHON (or python3) has it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StateSequences } from '../src/index.ts';
import { python } from './harness.ts';

/**
 * The median seconds that sequenzo takes for one expression (`asked`, in Python) on the sequences `s`, of so many runs, or null where it is
 * not at hand. No state may be missing.
 */
export function sequenzoSeconds(sequences: StateSequences, asked: string, { runs = 3 } = {}): number | null {
  const directory = mkdtempSync(join(tmpdir(), 'clew-sequenzo-'));
  try {
    const file = join(directory, 'states');
    writeFileSync(file, Uint8Array.from(sequences.states));
    const printed = python(program(file, sequences, asked, runs));
    const seconds = Number(printed?.trim().split('\n').at(-1));
    return seconds > 0 ? seconds : null;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const program = (file: string, { length, alphabet }: StateSequences, asked: string, runs: number) => `
import contextlib, io, statistics, time, warnings
warnings.filterwarnings('ignore')
import numpy, pandas
from sequenzo import SequenceData, get_distance_matrix
import sequenzo.sequence_characteristics_indicators as indicators
from sequenzo.dissimilarity_measures.utils.get_sm_trate_substitution_cost_matrix import get_sm_trate_substitution_cost_matrix as rates
from sequenzo.dissimilarity_measures.utils.seqdss import seqdss
from sequenzo.dissimilarity_measures.utils.seqdur import seqdur
names = ${JSON.stringify(alphabet)}
times = [str(month) for month in range(1, ${length + 1})]
states = numpy.array(names)[numpy.fromfile('${file}', dtype=numpy.uint8).reshape(-1, ${length})]
frame = pandas.DataFrame(states, columns=times)
frame.insert(0, 'id', [str(row) for row in range(len(frame))])
seconds = []
with contextlib.redirect_stdout(io.StringIO()):
    s = SequenceData(frame, time=times, id_col='id', states=names, labels=names)
    for _ in range(${runs}):
        began = time.perf_counter()
        ${asked}
        seconds.append(time.perf_counter() - began)
print(statistics.median(seconds))
`;
