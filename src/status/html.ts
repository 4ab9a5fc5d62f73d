import type { HtmlEscapedString } from 'hono/utils/html';

/** A piece of a page: what was put into it is escaped already. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;
