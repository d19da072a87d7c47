import { healthPart } from '../admin/health.ts';
import { surveyPart } from '../admin/survey.ts';
import type { Part } from '../admin/server.ts';

/** Everything that the one server of `run` serves; a further part is a further line. */
export function pageParts(
  desk: Parameters<typeof healthPart>[0],
  surveys: Parameters<typeof surveyPart>,
  studio: readonly Part[],
): Part[] {
  return [healthPart(desk), surveyPart(...surveys), ...studio];
}
