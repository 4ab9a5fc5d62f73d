import type { Context } from 'hono';
import type { Fault } from '../faults/fault.ts';
import { answerWithFault, type Answers } from '../faults/fault-answer.ts';
import { resetConnection, type SimulatorEnv } from './connection.ts';
import type { Parts } from './parts.ts';
import type { Visit } from './visit.ts';

/** Answers a good request, rightly or as its fault says, and keeps its record. */
export async function answerVisit(
  parts: Pick<Parts, 'sleep'>,
  context: Context<SimulatorEnv>,
  visit: Visit,
  fault: Fault | undefined,
  answers: Answers,
): Promise<Response> {
  if (fault === undefined) return visit.finish(answers.right());
  let isStreamed = false;
  try {
    const answer = await answerWithFault(fault, {
      ...answers,
      trackingId: visit.trackingId,
      signal: context.req.raw.signal,
      sleep: parts.sleep,
      reset: () => {
        resetConnection(context);
      },
      streamed: () => {
        visit.end();
      },
    });
    visit.answer(answer.status);
    isStreamed = fault.kind === 'drip' || fault.kind === 'oversize';
    return answer;
  } finally {
    if (!isStreamed) visit.end();
  }
}
