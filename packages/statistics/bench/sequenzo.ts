// The peer of the benches of distances: sequenzo on the same careers, where CLEW_BENCH_PYTHON (or python3) has it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StateSequences } from '../src/index.ts';
import { python } from './harness.ts';

/** The median seconds that sequenzo takes for the distances of all pairs, of three runs, or null where it is not at hand. `asked`: the arguments. */
export function sequenzoDistanceSeconds(sequences: StateSequences, asked: string): number | null {
  const directory = mkdtempSync(join(tmpdir(), 'clew-distances-'));
  try {
    const file = join(directory, 'states');
    writeFileSync(file, Uint8Array.from(sequences.states));
    const seconds = Number(
      python(program(file, sequences, asked))
        ?.trim()
        .split('\n')
        .at(-1),
    );
    return seconds > 0 ? seconds : null;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const program = (file: string, { length, alphabet }: StateSequences, asked: string) => `
import contextlib, io, statistics, time, warnings
warnings.filterwarnings('ignore')
import numpy, pandas
from sequenzo import SequenceData, get_distance_matrix
names = ${JSON.stringify(alphabet)}
times = [str(month) for month in range(1, ${length + 1})]
states = numpy.array(names)[numpy.fromfile('${file}', dtype=numpy.uint8).reshape(-1, ${length})]
frame = pandas.DataFrame(states, columns=times)
frame.insert(0, 'id', range(len(frame)))
seconds = []
with contextlib.redirect_stdout(io.StringIO()):
    s = SequenceData(frame, time=times, id_col='id', states=names, labels=names)
    for _ in range(3):
        began = time.perf_counter()
        get_distance_matrix(seqdata=s, ${asked})
        seconds.append(time.perf_counter() - began)
print(statistics.median(seconds))
`;
