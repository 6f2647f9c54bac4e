// The command line as a process: parse, run, and end with the right code.
import { describeFailure, exitCodeOf } from './failure.ts';
import { runProgram } from './program.ts';

// A reader that went away (`clew career ... | head`) is no fault.
process.stdout.on('error', (fault: NodeJS.ErrnoException) => process.exit(fault.code === 'EPIPE' ? 0 : 1));

try {
  process.exitCode = await runProgram(process.argv.slice(2));
} catch (failure) {
  process.stderr.write(describeFailure(failure, (process.env['CLEW_DEBUG'] ?? '') !== ''));
  process.exitCode = exitCodeOf(failure);
}
