import * as z from 'zod';
import { isInstant } from './instant.ts';

/** An instant in a document from outside, in milliseconds since the epoch. */
export const instantSchema = z.number().refine(isInstant);
