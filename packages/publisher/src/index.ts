// What a department publishes with.
export type { RetryNotice, RetryPolicy } from './deliver.ts';
export { eventIdFrom, newEventId } from './event-id.ts';
export {
  type PublishCommandOptions,
  type PublishExitCode,
  runPublishCommand,
} from './files/publish-command.ts';
export {
  type FileFormat,
  type FileProgress,
  type FileSummary,
  formatOf,
  type PublishFileOptions,
  publishFile,
  type RefusedRow,
} from './files/publish-file.ts';
export type { CommandOutput } from './files/report.ts';
export { FileRefused, type RowRefusal } from './files/row.ts';
export { GatewayFault, type RefusalReason } from './gateway-client.ts';
export { OutboxError } from './outbox.ts';
export {
  outPathOf,
  runResolveCommand,
  runStaffNumbersCommand,
  type StaffNumbersCommandOptions,
} from './people/staff-numbers-command.ts';
export { type DataOf, type EventToPublish, type PreparedEvent, prepareEvent, prepareJson } from './prepare.ts';
export {
  createPublisher,
  type Outgoing,
  type PublishAllOptions,
  type Publisher,
  type PublisherOptions,
} from './publisher.ts';
export type { PublishProgress, PublishSummary, RefusedEvent } from './summary.ts';
export type { Fate, WaitOptions } from './wait-until-projected.ts';
