// A door before a database that a test can shut: PostgreSQL itself keeps running for the other tests.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface DatabaseDoor {
  /** The way through the door. */
  readonly connectionString: string;
  /** Cuts whoever is connected and lets nobody in. */
  shut(): Promise<void>;
  /** Lets people in again, at the same address. */
  open(): Promise<void>;
}

/** Stands open at first; shut it in the end. */
export async function openDatabaseDoor(target: string): Promise<DatabaseDoor> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect({ host: hostname, port: Number(port) });
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        incoming.destroy();
        outgoing.destroy();
      });
    }
    incoming.pipe(outgoing).pipe(incoming);
  });
  const listenOn = async (wanted: number): Promise<void> => {
    server.listen(wanted, '127.0.0.1');
    await once(server, 'listening');
  };
  await listenOn(0);
  const own = (server.address() as AddressInfo).port;
  const url = new URL(target);
  url.host = `127.0.0.1:${own}`;
  return {
    connectionString: url.href,
    shut: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    open: () => listenOn(own),
  };
}
