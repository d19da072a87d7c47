import { headerReasons, type Check } from '../check.ts';
import { because } from '../header-value.ts';

// Reports about mail: delivery (RFC 3464), reading (RFC 8098), complaints (RFC 5965), all within multipart/report (RFC 6522).
export const report: Check = (message) => [
  ...reportType(message.contentType.params['report-type'], message.contentType.type),
  ...message.reports.flatMap(({ type }) => (SOURCES[type] ? [because('report-part', type, SOURCES[type])] : [])),
  ...headerReasons(message, [{ name: 'x-failed-recipients', code: 'failed-recipients', source: 'Exim, Gmail' }]),
];

const SOURCES: Readonly<Record<string, string>> = {
  'message/delivery-status': 'RFC 3464',
  'message/disposition-notification': 'RFC 8098',
  'message/feedback-report': 'RFC 5965',
};

function reportType(type: string | undefined, mediaType: string) {
  if (mediaType !== 'multipart/report') return [];
  return [because('report', `multipart/report; report-type=${type ?? 'unknown'}`, 'RFC 6522 §3')];
}
