// How the brokers of Kafka are written in a configuration: one rule for the services' environment and for whoever opens a log.

/** `host:port`, or `[IPv6]:port`. */
const PLACE = /^(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*)|\[[0-9a-fA-F:.]+\]):(\d{1,5})$/;

function isBroker(text: string): boolean {
  const port = Number(PLACE.exec(text)?.[1] ?? 0);
  return port >= 1 && port <= 65_535;
}

/**
 * Splits `a:9092, b:9092`; nothing gives an empty list. Throws RangeError for something that is no host and port: it names the
 * place in the list, never what was written.
 */
export function parseBrokers(text: string | readonly string[] | undefined): readonly string[] {
  const list = typeof text === 'string' ? text.split(',') : (text ?? []);
  const brokers = list.map((each) => each.trim()).filter((each) => each !== '');
  const wrong = brokers.findIndex((broker) => !isBroker(broker));
  if (wrong >= 0) throw new RangeError(`Broker ${wrong + 1} of KAFKA_BROKERS is not of the form host:port.`);
  return brokers;
}
