import { ProblemError } from '../api/problem.js';
import type { Http, HttpRequest } from './http.js';

/** Asks, and believes the answer only as far as the contract has it. */
export async function answered<T>(
  http: Http,
  request: HttpRequest,
  parse: (body: unknown) => T | undefined,
): Promise<T> {
  const { status, body } = await http.request(request);
  return parse(body) ?? badAnswer(request, status);
}

export function badAnswer({ method, path }: HttpRequest, status: number): never {
  const detail = `${method} ${path.replace(/\?.*/, '')}`;
  const title = 'The answer is not what the contract says';
  throw new ProblemError({ type: 'bad-answer', title, status, detail, retryAfterMs: undefined });
}
