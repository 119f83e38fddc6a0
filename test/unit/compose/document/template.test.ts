// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are the templates of stack files
import { describe, expect, it } from 'vitest';
import { expandTemplate } from '../../../../shared/compose/document/expand-template.ts';
import { parseTemplate, TemplateError } from '../../../../shared/compose/document/template.ts';

const ENVIRONMENT = { SET: 'value', EMPTY: '', OTHER: 'other', DOLLAR: '$SET', lower: 'l', _u: 'u' };

function expand(text: string): string {
  const { text: expanded, unset, missing } = expandTemplate(parseTemplate(text), ENVIRONMENT);
  expect(unset).toEqual([]);
  expect(missing).toEqual([]);
  return expanded;
}

describe('variables', () => {
  it.each([
    ['$SET', 'value'],
    ['${SET}', 'value'],
    ['a${SET}b$SET.c', 'avalueb' + 'value.c'],
    ['$lower$_u', 'lu'],
    ['$$SET $${SET} $$$$ $$$SET', '$SET ${SET} $$ $value'],
    ['$DOLLAR', '$SET'],
    ['[$EMPTY][${EMPTY}]', '[][]'],
    ['${SET:-d} ${EMPTY:-d} ${UNSET:-d}', 'value d d'],
    ['${SET-d} [${EMPTY-d}] ${UNSET-d}', 'value [] d'],
    ['${SET:?m} [${EMPTY?m}]', 'value []'],
    ['${SET:+d}[${EMPTY:+d}][${UNSET:+d}]', 'd[][]'],
    ['${SET+d}[${EMPTY+d}][${UNSET+d}]', 'd[d][]'],
    ['${UNSET:-}', ''],
    ['${UNSET:-a:-b}', 'a:-b'],
    ['${UNSET-what?}', 'what?'],
    ['${SET:?set it - now}', 'value'],
    ['${UNSET:-${OTHER}}', 'other'],
    ['${UNSET:-a${EMPTY:-${OTHER}}b}!', 'aotherb!'],
    ['${SET:-${UNSET}}', 'value'],
    ['${UNSET:-{"a":{"b":1}}}', '{"a":{"b":1}}'],
    ['${UNSET:-$2y$05$Hash}', '$2y$05$Hash'],
    ['${UNSET:-$$}', '$'],
    ['${UNSET:-line1\nline2}', 'line1\nline2'],
    ['$SETé', 'valueé'],
    ['$SET-x', 'value-x'],
    ['no variable', 'no variable'],
  ])('%s', (text, expanded) => {
    expect(expand(text)).toBe(expanded);
  });

  it.each([
    ['100$', '$'],
    ['cost $1', '$1'],
    ['$(date)', '$('],
    ['a $ b', '$'],
    ['${}', '${}'],
    ['${A B}', '${A B}'],
    ['${A%%b}', '${A%%b}'],
    ['${1}', '${1}'],
    ['${A:-b', '${A:-b'],
    ['${${A}}', '${${A}'],
    ['${A:=b}', '${A:=b}'],
  ])('refuses %s', (text, expression) => {
    const error = (() => {
      try {
        return parseTemplate(text);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(TemplateError);
    expect(error).toHaveProperty('expression', expression);
  });

  it('names what is unset and what is missing, and only what is used', () => {
    const { unset, missing } = expandTemplate(
      parseTemplate('$A ${B} ${SET:-$C} ${D:-${E}} ${F:?why - so} ${EMPTY:?} ${G?}'),
      ENVIRONMENT,
    );
    expect(unset).toEqual(['A', 'B', 'E']);
    expect(missing).toEqual([
      { name: 'F', message: 'why - so' },
      { name: 'EMPTY', message: '' },
      { name: 'G', message: '' },
    ]);
  });

  it('finds no variable on the prototype of the environment', () => {
    const { unset } = expandTemplate(parseTemplate('$constructor ${__proto__} $toString'), {});
    expect(unset).toEqual(['constructor', '__proto__', 'toString']);
  });
});
