import type { Span } from 'oxc-parser';
import type { CodeRule } from '../code-rule.ts';
import { isTestOnly } from '../places.ts';

/** What decides where a module runs and how its messages travel: bootstrap's words, in names and in texts. */
const PLACES = /topolog|jetstream|\bnats\b|\bbroker|kubernetes|tessera_process|\brelay\b|outbox/i;

// Names that end in .example are no places (RFC 2606): examples in schemas are made of them.
const ADDRESS = /\b[a-z]+:\/\/(?![\w.-]+\.example\b)[\w.[-]|\blocalhost\b|\b\d{1,3}(?:\.\d{1,3}){3}\b/i;

/** Settings may have an address for their default, adapters talk to foreign systems, and the sandboxes are programs of their own. */
const MAY_NAME_ADDRESSES = ['adapters', 'index', 'settings'];

/** A module does not know in which process it is at work, and could not tell: so it can be moved without a change. */
export const placelessModules: CodeRule = {
  name: 'placeless-modules',
  appliesTo: ({ path }, { module }) => module !== undefined && !isTestOnly(path),
  visit: ({ path }, report) => {
    const [, , , inside = ''] = path.split('/');
    const mayNameAddresses = MAY_NAME_ADDRESSES.includes(inside.replace('.ts', ''));
    const isProgram = path.includes('/sandbox-server/');
    const check = (node: Pick<Span, 'start'>, text: string) => {
      if (PLACES.test(text)) report(node, `${text}: where a module runs and how its messages travel is bootstrap's business`);
      if (!mayNameAddresses && ADDRESS.test(text)) report(node, `${text}: an address is a setting, or an adapter's`);
    };
    return {
      Identifier: (node) => {
        check(node, node.name);
      },
      Literal: (node) => {
        if (typeof node.value === 'string') check(node, node.value);
      },
      TemplateElement: (node) => {
        check(node, node.value.cooked ?? '');
      },
      MemberExpression: (node) => {
        const isProcess = node.object.type === 'Identifier' && node.object.name === 'process';
        if (isProcess && !isProgram) report(node, 'process: a module is told what it needs, by its platform and its settings');
      },
    };
  },
};
