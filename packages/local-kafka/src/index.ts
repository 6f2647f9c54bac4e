// A real Kafka broker on this machine, from Apache's jars: for tests, benches and the demo.

export { type LocalKafka, type LocalKafkaOptions, startLocalKafka } from './broker.ts';
export { fetchKafkaJars, findJava, LocalKafkaUnavailable } from './jars.ts';
export { steadyPort } from './steady-port.ts';
