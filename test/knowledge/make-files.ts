/** PDF and Word files made by hand, as small as their formats allow, whole and broken. */
import { deflateRawSync } from 'node:zlib';

export type PdfLine = { text: string; size?: number };

/** One text per line, larger ones being headings. @param password asked for before anything is shown */
export function makePdf(pages: readonly (readonly PdfLine[])[], { password = false } = {}): Uint8Array {
  const objects: string[] = [];
  const add = (body: string) => objects.push(body);
  const kids = pages.map((_, at) => `${4 + at * 2} 0 R`).join(' ');
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`);
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  for (const [at, lines] of pages.entries()) {
    let y = 760;
    const shown = lines.map(({ text, size = 11 }) => {
      y -= size * 1.4;
      return `BT /F1 ${size} Tf 60 ${y.toFixed(1)} Td (${text.replace(/[\\()]/g, String.raw`\$&`)}) Tj ET`;
    });
    const stream = shown.join('\n');
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + at * 2} 0 R >>`,
    );
    add(`<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`);
  }
  let text = '%PDF-1.4\n';
  const offsets = objects.map((body, at) => {
    const offset = text.length;
    text += `${at + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const xref = text.length;
  // What an owner's password leaves behind: the empty password does not fit it.
  const locked = `/Encrypt << /Filter /Standard /V 1 /R 2 /O <${'ab'.repeat(32)}> /U <${'cd'.repeat(32)}> /P -44 >> /ID [<${'01'.repeat(16)}> <${'01'.repeat(16)}>]`;
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${password ? locked : ''} >>\nstartxref\n${xref}\n%%EOF\n`;
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export type ZipEntry = { name: string; bytes: Uint8Array };

export function makeZip(entries: readonly ZipEntry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let at = 0;
  for (const { name, bytes } of entries) {
    const packed = new Uint8Array(deflateRawSync(bytes));
    const head = new DataView(new ArrayBuffer(30));
    const label = new TextEncoder().encode(name);
    const sizes = (view: DataView, from: number) => {
      view.setUint16(from, 8, true);
      view.setUint32(from + 10, packed.byteLength, true);
      view.setUint32(from + 14, bytes.byteLength, true);
      view.setUint16(from + 18, label.byteLength, true);
    };
    head.setUint32(0, 0x04034b50, true);
    head.setUint16(4, 20, true);
    sizes(head, 8);
    const entry = new DataView(new ArrayBuffer(46));
    entry.setUint32(0, 0x02014b50, true);
    entry.setUint16(6, 20, true);
    sizes(entry, 10);
    entry.setUint32(42, at, true);
    parts.push(new Uint8Array(head.buffer), label, packed);
    central.push(new Uint8Array(entry.buffer), label);
    at += 30 + label.byteLength + packed.byteLength;
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, entries.length, true);
  end.setUint16(10, entries.length, true);
  end.setUint32(
    12,
    central.reduce((sum, part) => sum + part.byteLength, 0),
    true,
  );
  end.setUint32(16, at, true);
  return concat([...parts, ...central, new Uint8Array(end.buffer)]);
}

/** @param body the inside of `w:body` */
export function makeDocx(body: string, styles = ''): Uint8Array {
  const wrap = (inside: string, root: string) =>
    new TextEncoder().encode(`<?xml version="1.0"?><w:${root} xmlns:w="w">${inside}</w:${root}>`);
  return makeZip([
    { name: '[Content_Types].xml', bytes: new TextEncoder().encode('<Types/>') },
    { name: 'word/styles.xml', bytes: wrap(styles, 'styles') },
    { name: 'word/document.xml', bytes: wrap(`<w:body>${body}</w:body>`, 'document') },
  ]);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
