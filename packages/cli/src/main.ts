// The command line as a process: parse, run, and end with the right code.
import { describeFailure, exitCodeOf, Stopped } from './failure.ts';
import { runProgram } from './program.ts';

// A reader that went away (`clew career ... | head`) is no fault.
process.stdout.on('error', (fault: NodeJS.ErrnoException) => process.exit(fault.code === 'EPIPE' ? 0 : 1));
// Nobody reads the progress any more: the work goes on.
process.stderr.on('error', () => undefined);

try {
  process.exitCode = await runProgram(process.argv.slice(2));
} catch (failure) {
  process.stderr.write(describeFailure(failure, (process.env['CLEW_DEBUG'] ?? '') !== ''));
  process.exitCode = exitCodeOf(failure);
  // Work that was stopped in the middle may still wait for an answer that nobody wants any more.
  if (failure instanceof Stopped) process.exit();
}
