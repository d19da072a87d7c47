/**
 * Undoes format=flowed (RFC 3676 §4): joins the lines that end in a space with the next of the same quote depth, takes
 * off space-stuffing. `deleteSpace`: the parameter DelSp=yes. The line `-- ` before a signature never flows.
 */
export function unflow(text: string, deleteSpace: boolean): string {
  const out: string[] = [];
  let open: { depth: number; pieces: string[] } | null = null;
  for (const line of text.split('\n')) {
    const depth = quoteDepth(line);
    const stuffed = line.slice(depth);
    const content = stuffed.startsWith(' ') ? stuffed.slice(1) : stuffed;
    const flows = content.endsWith(' ') && content !== '-- ';
    if (open && (open.depth !== depth || content === '-- ')) {
      out.push(finished(open));
      open = null;
    }
    open ??= { depth, pieces: [] };
    open.pieces.push(flows && deleteSpace ? content.slice(0, -1) : content);
    if (!flows) {
      out.push(finished(open));
      open = null;
    }
  }
  if (open) out.push(finished(open));
  return out.join('\n');
}

function quoteDepth(line: string): number {
  let depth = 0;
  while (line.charCodeAt(depth) === 0x3e) depth++;
  return depth;
}

function finished({ depth, pieces }: { depth: number; pieces: readonly string[] }): string {
  return (depth > 0 ? `${'>'.repeat(depth)} ` : '') + pieces.join('');
}
