/** The words of the part on where somebody is signed in. */
export const devices = {
  heading: 'Where you are signed in',
  lead: 'The site keeps nothing of a device but when you signed in on it.',
  loading: 'Asking the site…',
  here: 'This device',
  other: 'Another device',
  since: (when: string) => `Since ${when}`,
  unknown: 'Since before the site wrote that down',
  until: (when: string) => `Ends ${when}`,
  end: 'Sign out',
  /** What the button does, and where, for the ear. */
  endOf: (when: string) => `Sign out: other device, ${when}`,
  endOthers: 'Sign out everywhere else',
  ended: 'Signed out there.',
  again: 'Ask again',
  clear: {
    heading: 'Clear this device',
    lead: 'Signs you out here, and removes what this page has left in the browser: that you were signed in, the colours, the camera and the microphone that you chose. For a device that is not yours alone. What the site keeps of you stays there.',
    button: 'Clear this device',
  },
} as const;
