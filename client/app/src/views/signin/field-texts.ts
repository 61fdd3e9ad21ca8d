import { text } from '../../messages.js';
import type { Way } from '../../model/types.js';
import type { Fault, FieldName } from './fields.js';

/** The words beside each field. */
export const LABELS: Readonly<Record<FieldName, string>> = {
  login: text.signIn.login,
  password: text.signIn.password,
  name: text.signIn.name,
  email: text.signIn.email,
};

export const WAY_LABELS: Readonly<Record<Way, string>> = {
  account: text.signIn.account,
  register: text.signIn.register,
  guest: text.signIn.guest,
};

export const SUBMIT_LABELS: Readonly<Record<Way, string>> = {
  account: text.signIn.submitAccount,
  register: text.signIn.submitRegister,
  guest: text.signIn.submitGuest,
};

export function hintOf(way: Way, field: FieldName): string | undefined {
  switch (field) {
    case 'login':
      return way === 'register' ? text.signIn.loginHint : undefined;
    case 'password':
      return way === 'register' ? text.signIn.newPasswordHint : undefined;
    case 'name':
      return text.signIn.nameHint;
    case 'email':
      return text.signIn.emailHint;
  }
}

export function faultText(field: FieldName, fault: Fault): string {
  if (fault === 'missing') {
    return text.signIn.required(LABELS[field]);
  }
  switch (field) {
    case 'login':
      return text.signIn.loginInvalid;
    case 'password':
      return text.signIn.passwordShort;
    case 'email':
      return text.signIn.emailInvalid;
    case 'name':
      return text.signIn.required(LABELS[field]);
  }
}

/** What a password manager goes by. */
export function autocompleteOf(way: Way, field: FieldName): string {
  switch (field) {
    case 'login':
      return 'username';
    case 'password':
      return way === 'register' ? 'new-password' : 'current-password';
    case 'name':
      return 'name';
    case 'email':
      return 'email';
  }
}
