import { styleText } from 'node:util';

/** Gives text a colour or weight. */
export type Style = (format: Parameters<typeof styleText>[0], text: string) => string;

/** Colours only where standard output is a terminal; NO_COLOR and FORCE_COLOR are honoured. */
export const terminalStyle: Style = (format, text) => styleText(format, text, { stream: process.stdout });

export const plainStyle: Style = (_format, text) => text;
