import { Hono } from 'hono';
import { causeLine, diagnose } from './diagnosis.ts';
import { createMetrics } from './metrics.ts';
import type { Part } from './server.ts';
import { lookAt, type Watched } from './signs.ts';
import type { Events } from '../events.ts';

/**
 * What a probe asks: whether the process answers (`/livez`), whether it does its work (`/readyz`, one line a cause), and
 * how much (`/metrics`, for Prometheus). No secret stands in it, no text of a mail and nobody's address but the desk's own.
 */
export function healthPart(watched: Watched & { readonly events: Pick<Events, 'suspended' | 'registry'> }): Part {
  const metrics = createMetrics(watched);
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.res.headers.set('cache-control', 'no-store');
  });
  app.get('/livez', (context) => context.text('alive\n'));
  app.get('/readyz', async (context) => {
    const causes = diagnose(await lookAt(watched), watched.limits);
    if (causes.length === 0) return context.text('ready\n');
    return context.text(`${causes.map(causeLine).join('\n')}\n`, 503);
  });
  app.get('/metrics', async (context) =>
    context.body(await metrics(), 200, { 'content-type': watched.events.registry.contentType }),
  );
  return { path: '/', app, for: 'machine' };
}
