import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { z } from 'zod';

/** A webhook that Alertmanager tells of alerts. */
export interface Webhook {
  /** `status alert site` of every alert told of so far, e.g. `firing WebexMeetingsDropped acme.webex.com`. */
  readonly told: readonly string[];
  /** A configuration of Alertmanager that sends everything here at once. */
  readonly alertmanagerConfig: object;
  readonly close: () => void;
}

const notification = z.object({
  alerts: z.array(z.object({ status: z.string(), labels: z.record(z.string(), z.string()) })),
});

export async function listenWebhook(): Promise<Webhook> {
  const told: string[] = [];
  const server = createServer((request, response) => {
    void readAlerts(request).then((alerts) => {
      told.push(...alerts);
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    told,
    alertmanagerConfig: {
      route: { receiver: 'webhook', group_by: ['alertname'], group_wait: '1s', group_interval: '1s' },
      receivers: [
        { name: 'webhook', webhook_configs: [{ url: `http://127.0.0.1:${port}/`, send_resolved: true }] },
      ],
    },
    close: () => server.close(),
  };
}

async function readAlerts(request: IncomingMessage): Promise<readonly string[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  const { alerts } = notification.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  return alerts.map(({ status, labels }) => [status, labels['alertname'], labels['site']].join(' '));
}
