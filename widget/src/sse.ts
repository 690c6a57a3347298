/** One server-sent event, before its data is understood. */
export interface Frame {
  event: string;
  data: string;
}

/** Puts server-sent events together from bytes, wherever the network has cut them; comments are left out. */
export function frameReader(): (bytes: Uint8Array) => Frame[] {
  const decoder = new TextDecoder();
  let rest = '';
  return (bytes) => {
    const blocks = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    return blocks.map(frame).filter(({ data }) => data);
  };
}

/** Our server writes each event's data, a JSON text, on one line. */
function frame(block: string): Frame {
  const field = (name: string) => new RegExp(`^${name}: ?([^\r\n]*)`, 'm').exec(block)?.[1] ?? '';
  return { event: field('event'), data: field('data') };
}
