import type { Config } from '../../config.ts';
import { ok, warn, type Finding } from './finding.ts';

/** Whether anybody hears of it when the desk is in trouble, and by which way. */
export function checkAlarms({ alarms }: Config): Finding {
  const title = 'alarms';
  if (alarms.to.length === 0)
    return warn(
      title,
      'nobody is told when the desk is in trouble',
      'replydesk config set alarms.to [you@example.com]',
    );
  const way = alarms.smtp ? `by ${alarms.smtp.host}` : 'by the same way as all mail (alarms.smtp names another)';
  return ok(title, `${alarms.to.join(', ')} ${alarms.to.length === 1 ? 'is' : 'are'} told, ${way}`);
}
