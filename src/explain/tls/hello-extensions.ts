import { counted } from '../../../lab/text/count.ts';
import { hexStart } from '../../../lab/text/hex.ts';
import type { ClientHello } from '../../../lab/wire/tls/hello.ts';
import { extensionName, isGrease } from '../../../lab/wire/tls/names.ts';
import { SOURCES } from '../sources/sources.ts';
import type { Dissector, Said } from './dissector.ts';
import type { Explainer } from './extension-parts.ts';

/** The extensions at the end of a hello; up to TLS 1.2 they may be missing. RFC 9846 §4.3. */
export function dissectExtensions(
  body: Dissector,
  table: Readonly<Record<number, Explainer>>,
  hello?: ClientHello,
): void {
  if (body.left === 0) return;
  body.vector(2, 'extensions', (list) => {
    let total = 0;
    list.list(() => {
      total += 1;
      extension(list, table, hello);
    });
    return [
      counted(total, 'extension'),
      `${counted(total, 'extension')}: most of what TLS learned after its first version is offered or answered here. In clear, and which ones there are in which order tells programs apart.`,
      SOURCES.extensions,
    ];
  });
}

function extension(list: Dissector, table: Readonly<Record<number, Explainer>>, hello?: ClientHello): void {
  const type = list.peek(2);
  list.group(4 + list.peek(2, 2), extensionName(type), (inner) => {
    inner.number(2, 'extension type', (value) => [
      extensionName(value),
      `${numberWhy(value)} Which extensions there are helps an onlooker to tell one program from another.`,
      isGrease(value) ? SOURCES.greaseValues : SOURCES.extensions,
    ]);
    inner.number(2, 'length', (value) => [
      counted(value, 'byte'),
      `The body of ${extensionName(type)} takes ${counted(value, 'byte')}. Who does not know the extension skips so many.`,
      SOURCES.extensions,
    ]);
    const explain = table[type];
    return explain === undefined ? unknownExtension(type, inner) : explain(inner, hello);
  });
}

function numberWhy(type: number): string {
  if (isGrease(type)) return `Number ${type} means nothing: it is one of the GREASE values.`;
  const name = extensionName(type);
  return name.startsWith('unknown')
    ? `Number ${type} is none that this lab knows.`
    : `Number ${type} means ${name}.`;
}

/** What an extension says that this lab does not take apart. */
function unknownExtension(type: number, body: Dissector): Said {
  const length = body.left;
  if (length > 0) {
    body.rest('data', (bytes) => [
      hexStart(bytes),
      'This lab does not take it apart: it is shown as it stands. It travels in clear like the rest.',
      SOURCES.extensions,
    ]);
  }
  if (isGrease(type)) {
    return [
      extensionName(type),
      'An extension that means nothing, put in at random. So no server learns to choke on what it does not know.',
      SOURCES.greaseOffer,
    ];
  }
  return [
    counted(length, 'byte'),
    'This lab does not take this extension apart. It travels in clear like the rest.',
    SOURCES.extensionRegistry,
  ];
}
