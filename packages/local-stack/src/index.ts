// The public face of the local stack.
export { type BackingOptions, openBroker, openDatabase } from './backing.ts';
export { type ChildService, type ChildServiceOptions, startChildService, whyNotReady } from './child-service.ts';
export { StackFault, type StackFaultCode } from './fault.ts';
export {
  attachOrStart,
  type ServiceName,
  type Stack,
  type StackOptions,
  serviceNames,
  startStack,
} from './stack.ts';
export { readLiveStack, type StackFile } from './stack-file.ts';
export { ensureTopics, type LogPlace, openLog } from './topics.ts';
