import type {
  Administration,
  AuditPage,
  HoldKind,
  LegalHold,
  OwnAge,
  PersonRequest,
  Retention,
} from '../api/administration.js';
import type { EpochMs } from '../api/ids.js';
import {
  parseAudit,
  parseHolds,
  parseOwnAges,
  parseRequests,
  parseRetention,
} from '../wire/administration.js';
import { answered } from './answer.js';
import type { Http, HttpRequest } from './http.js';

/** The operations for administrators, by the names of docs/openapi.yaml. Each asks once. */
export class AdministrationApi implements Administration {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  retention(): Promise<Retention> {
    return this.#ask({ method: 'GET', path: '/admin/retention' }, parseRetention);
  }

  previewRetention(): Promise<Retention> {
    return this.#ask({ method: 'POST', path: '/admin/retention/preview' }, parseRetention);
  }

  ownAges(): Promise<readonly OwnAge[]> {
    return this.#ask({ method: 'GET', path: '/admin/retention/conversations' }, parseOwnAges);
  }

  async keepFor(conversation: string, keptForMs: number | undefined): Promise<void> {
    const path = `/admin/retention/conversations/${conversation}`;
    await this.#http.request(
      keptForMs === undefined
        ? { method: 'DELETE', path }
        : { method: 'PUT', path, body: { keptFor: keptForMs } },
    );
  }

  holds(): Promise<readonly LegalHold[]> {
    return this.#ask({ method: 'GET', path: '/admin/holds' }, parseHolds);
  }

  async setHold(kind: HoldKind, subject: string): Promise<void> {
    await this.#http.request({ method: 'PUT', path: `/admin/holds/${kind}/${subject}` });
  }

  async liftHold(kind: HoldKind, subject: string): Promise<void> {
    await this.#http.request({ method: 'DELETE', path: `/admin/holds/${kind}/${subject}` });
  }

  requests(): Promise<readonly PersonRequest[]> {
    return this.#ask({ method: 'GET', path: '/admin/requests' }, parseRequests);
  }

  audit(before?: EpochMs): Promise<AuditPage> {
    const query = before === undefined ? '' : `?before=${before}`;
    return this.#ask({ method: 'GET', path: `/admin/audit${query}` }, parseAudit);
  }

  #ask<T>(request: HttpRequest, parse: (body: unknown) => T | undefined): Promise<T> {
    return answered(this.#http, request, parse);
  }
}
