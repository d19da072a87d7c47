/** A text as it is kept: LF line ends, whole characters, no controls. (PostgreSQL refuses NUL; the others steer terminals.) */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?|\f/g, '\n')
    .replace(CONTROLS, '')
    .toWellFormed();
}

const CONTROLS = /[\x00-\x08\x0b\x0e-\x1f\x7f]/g;
