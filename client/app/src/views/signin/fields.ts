import type { Way } from '../../model/types.js';

/** What sign-in accepts before it asks the site; the site's own rules are in docs/openapi.yaml. */

export type FieldName = 'login' | 'password' | 'name' | 'email';

export type Fault = 'missing' | 'invalid';

/** What each way asks for, in the order in which it stands on the page. */
export const FIELDS: Readonly<Record<Way, readonly FieldName[]>> = {
  account: ['login', 'password'],
  register: ['name', 'login', 'password'],
  guest: ['name', 'email'],
};

const LOGIN = /^[A-Za-z0-9._-]{3,32}$/;
const EMAIL = /^[^\s@]+@[^\s@]+$/;
const PASSWORD_CHARS_MIN = 8;

export type Values = Readonly<Partial<Record<FieldName, string>>>;

/** The faults of what was entered; none means that the site may be asked. */
export function faultsOf(way: Way, values: Values): ReadonlyMap<FieldName, Fault> {
  const faults = new Map<FieldName, Fault>();
  for (const field of FIELDS[way]) {
    const fault = faultOf(way, field, values[field] ?? '');
    if (fault !== undefined) {
      faults.set(field, fault);
    }
  }
  return faults;
}

function faultOf(way: Way, field: FieldName, value: string): Fault | undefined {
  const entered = field === 'password' ? value : value.trim();
  if (entered === '') {
    return field === 'email' ? undefined : 'missing';
  }
  switch (field) {
    case 'login':
      // Who signs in has a name already, made under whatever rules the site had then.
      return way === 'register' && !LOGIN.test(entered) ? 'invalid' : undefined;
    case 'password':
      return way === 'register' && entered.length < PASSWORD_CHARS_MIN ? 'invalid' : undefined;
    case 'email':
      return EMAIL.test(entered) ? undefined : 'invalid';
    case 'name':
      return undefined;
  }
}
