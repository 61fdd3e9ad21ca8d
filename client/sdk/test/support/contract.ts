import assert from 'node:assert/strict';

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { load } from 'js-yaml';

import { readDoc } from './files.js';

type Json = Readonly<Record<string, unknown>>;

/**
 * Holds requests and answers against docs/openapi.yaml, so that neither the client nor the model
 * origin of these tests can drift from the contract.
 */
export class Contract {
  readonly #document: Json;
  readonly #ajv = new Ajv2020({ strict: false, validateSchema: false, allErrors: true });
  readonly #compiled = new Map<string, ValidateFunction>();
  readonly #operations: readonly { method: string; template: string; pattern: RegExp }[];
  /** Operations that were asked for, as `POST /sync`. */
  readonly asked = new Set<string>();

  constructor() {
    this.#document = load(readDoc('openapi.yaml')) as Json;
    this.#ajv.addSchema(this.#document, 'api');
    this.#operations = Object.entries(this.#document['paths'] as Json).flatMap(([template, item]) =>
      Object.keys(item as Json)
        .filter((method) => ['get', 'post', 'patch', 'delete'].includes(method))
        .map((method) => ({ method, template, pattern: patternOf(template) })),
    );
  }

  /** Fails unless the contract allows this request. */
  checkRequest(method: string, path: string, query: URLSearchParams, body: unknown): void {
    const { template, pointer } = this.#find(method, path);
    this.asked.add(`${method} ${template}`);
    const schema = `${pointer}/requestBody/content/application~1json/schema`;
    if (this.#has(schema)) this.#check(schema, body, `${method} ${path}`);
    else assert.equal(body, undefined, `${method} ${path} takes no body`);
    this.#checkQuery(method, template, query);
  }

  /** Fails unless the contract knows this answer. */
  checkAnswer(method: string, path: string, status: number, body: unknown): void {
    const { pointer } = this.#find(method, path);
    const own = `${pointer}/responses/${status}`;
    const response = this.#deref(this.#has(own) ? own : `${pointer}/responses/default`);
    const type = status >= 400 ? 'application~1problem+json' : 'application~1json';
    const schema = `${response}/content/${type}/schema`;
    if (this.#has(schema)) this.#check(schema, body, `${status} of ${method} ${path}`);
    else assert.equal(body, undefined, `${status} of ${method} ${path} has no body`);
  }

  #checkQuery(method: string, template: string, query: URLSearchParams): void {
    const item = (this.#document['paths'] as Json)[template] as Json;
    const operation = item[method.toLowerCase()] as Json;
    const parameters = (operation['parameters'] ?? []) as readonly Json[];
    const known = parameters.filter((parameter) => parameter['in'] === 'query');
    const names = new Set(known.map((parameter) => parameter['name']));
    for (const name of query.keys()) assert.ok(names.has(name), `${template} knows no ${name}`);
    for (const { name, required } of known) {
      if (required === true)
        assert.ok(query.has(String(name)), `${template} needs ${String(name)}`);
    }
  }

  #find(method: string, path: string): { template: string; pointer: string } {
    const found = this.#operations.find(
      (operation) => operation.method === method.toLowerCase() && operation.pattern.test(path),
    );
    assert.ok(found, `no operation ${method} ${path}`);
    const escaped = found.template.replaceAll('~', '~0').replaceAll('/', '~1');
    return { template: found.template, pointer: `/paths/${escaped}/${found.method}` };
  }

  #has(pointer: string): boolean {
    return this.#at(pointer) !== undefined;
  }

  #at(pointer: string): unknown {
    let at: unknown = this.#document;
    for (const part of pointer.split('/').slice(1)) {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
      at = typeof at === 'object' && at !== null ? (at as Json)[name] : undefined;
    }
    return at;
  }

  #deref(pointer: string): string {
    const reference = (this.#at(pointer) as Json)['$ref'];
    return typeof reference === 'string' ? reference.slice(1) : pointer;
  }

  #check(pointer: string, value: unknown, what: string): void {
    // A fragment of a URI: braces of path templates have to be escaped.
    const fragment = pointer.split('/').map(encodeURIComponent).join('/');
    let validate = this.#compiled.get(pointer);
    if (validate === undefined) {
      validate = this.#ajv.compile({ $ref: `api#${fragment}` });
      this.#compiled.set(pointer, validate);
    }
    assert.ok(validate(value), `${what}: ${this.#ajv.errorsText(validate.errors)}`);
  }
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`);
}
