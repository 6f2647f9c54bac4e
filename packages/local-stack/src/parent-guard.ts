// Loaded into every service before its own code: when the pipe from the parent closes, the parent is gone, and so the service stops.
// A signal handler in the parent is not enough: SIGKILL and a crash run none.

/** A clean stop has this long; STOP_WITHIN_SECONDS of the services is 10. */
const boundMilliseconds = 15_000;

process.stdin.on('end', stop).on('error', stop).resume();
// The pipe alone must not keep a service alive that has nothing more to do.
if ('unref' in process.stdin && typeof process.stdin.unref === 'function') process.stdin.unref();

function stop(): void {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), boundMilliseconds).unref();
}
