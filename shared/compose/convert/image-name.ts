import type { Node } from '../document/node.ts';
import { asText } from '../document/values.ts';
import type { Findings } from '../findings.ts';
import { familiarImage, ImageReferenceError } from './image-reference.ts';

/** An image as Docker's client sends it; empty after a mistake. */
export function readImageName(node: Node, findings: Findings): string {
  const text = asText(node);
  try {
    return text === undefined ? '' : familiarImage(text);
  } catch (error) {
    if (!(error instanceof ImageReferenceError)) throw error;
    findings.mistake(node, `${node.path}: ${JSON.stringify(text)} is no image: ${error.message}.`, error.fix);
    return '';
  }
}
