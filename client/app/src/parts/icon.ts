import { LitElement, css, html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

const SEAL =
  'M10.7 3.33Q12 1.8 13.3 3.33Q14.6 4.86 16.58 4.52Q18.56 4.19 18.57 6.19Q18.58 8.2 20.31 9.21Q22.05 10.23 20.76 11.77Q19.48 13.32 20.16 15.21Q20.83 17.1 18.86 17.46Q16.89 17.82 16.19 19.7Q15.49 21.58 13.74 20.59Q12 19.6 10.26 20.59Q8.51 21.58 7.81 19.7Q7.11 17.82 5.14 17.46Q3.17 17.1 3.84 15.21Q4.52 13.32 3.24 11.77Q1.95 10.23 3.69 9.21Q5.42 8.2 5.43 6.19Q5.44 4.19 7.42 4.52Q9.4 4.86 10.7 3.33Z';

const PHONE =
  'M8.6 4.5 6 4.6A1.6 1.6 0 0 0 4.5 6.3C5 13.5 10.5 19 17.7 19.5A1.6 1.6 0 0 0 19.4 18l.1-2.6a1.2 1.2 0 0 0-.9-1.2l-2.7-.7a1.3 1.3 0 0 0-1.3.4l-1 1.2a10.5 10.5 0 0 1-4.7-4.7l1.2-1a1.3 1.3 0 0 0 .4-1.3l-.7-2.7a1.2 1.2 0 0 0-1.2-.9z';

const DRAWINGS = {
  seal: svg`<path d=${SEAL} /><path d="m8.8 12.2 2.2 2.2 4.2-4.6" />`,
  back: svg`<path d="m14.5 5.5-6.5 6.5 6.5 6.5" />`,
  close: svg`<path d="M6.5 6.5l11 11m0-11-11 11" />`,
  plus: svg`<path d="M12 5v14M5 12h14" />`,
  compose: svg`<path d="M12.5 5H7a2.5 2.5 0 0 0-2.5 2.5V17A2.5 2.5 0 0 0 7 19.5h9.5A2.5 2.5 0 0 0 19 17v-5.5" /><path d="M10 14l.6-2.7 7.3-7.3 2.1 2.1-7.3 7.3z" />`,
  search: svg`<circle cx="10.8" cy="10.8" r="5.8" /><path d="m15.2 15.2 4.3 4.3" />`,
  send: svg`<path d="M12 19V5.5M6 11.2l6-6 6 6" />`,
  check: svg`<path d="m5.5 12.7 4.2 4.3 8.8-9.7" />`,
  person: svg`<circle cx="12" cy="8.3" r="3.6" /><path d="M5 19.3c.6-3.7 3.3-5.8 7-5.8s6.4 2.1 7 5.8" />`,
  people: svg`<circle cx="9.5" cy="8.5" r="3.3" /><path d="M3.5 19c.5-3.3 2.9-5.3 6-5.3s5.5 2 6 5.3M15.8 5.6a3.2 3.2 0 0 1 0 5.9M17.8 14.3c1.6.8 2.6 2.4 2.9 4.7" />`,
  room: svg`<path d="M9.7 4.5 7.8 19.5M16.2 4.5l-1.9 15M4.8 9.3h15.2M4 14.7h15.2" />`,
  reply: svg`<path d="M9.5 6 4.5 11l5 5M5 11h8.5c3.6 0 6 2.3 6 6.5" />`,
  edit: svg`<path d="M5 19l.8-3.8L16.6 4.4l3 3L8.8 18.2z" />`,
  trash: svg`<path d="M5 7h14M9.5 7V4.8h5V7M6.8 7l.8 12.2h8.8L17.2 7M10.4 10.5v5.5M13.6 10.5v5.5" />`,
  alert: svg`<circle cx="12" cy="12" r="8.3" /><path d="M12 7.8v5M12 16v.1" />`,
  down: svg`<path d="M12 5v13.5M6 12.8l6 6 6-6" />`,
  clock: svg`<circle cx="12" cy="12" r="7.5" /><path d="M12 8v4.3l2.6 1.6" />`,
  once: svg`<path d="m6 12.6 4 4L18.5 7.5" />`,
  twice: svg`<path d="m2.5 12.6 4 4L15 7.5M12 16l.8.7L21.5 7.5" />`,
  leave: svg`<path d="M13.5 5H7a1.5 1.5 0 0 0-1.5 1.5v11A1.5 1.5 0 0 0 7 19h6.5M10.5 12h9.5M16.5 8.3l3.7 3.7-3.7 3.7" />`,
  cloud: svg`<path d="M7.5 18h9a3.7 3.7 0 0 0 .7-7.3 5.5 5.5 0 0 0-10.5-1A4.2 4.2 0 0 0 7.5 18z" />`,
  pulse: svg`<path d="M3.5 12.5h4l2.5-6.5 4 12 2.5-5.5h4" />`,
  offline: svg`<path d="M4.5 4.5l15 15M8.5 18h8.7M6.7 9.7A4.2 4.2 0 0 0 7.5 18M9.8 6.7a5.5 5.5 0 0 1 7.4 4 3.7 3.7 0 0 1 2.5 5" />`,
  eye: svg`<path d="M3 12c2-4 5.2-6 9-6s7 2 9 6c-2 4-5.2 6-9 6s-7-2-9-6z" /><circle cx="12" cy="12" r="2.7" />`,
  eyeOff: svg`<path d="M4.5 4.5l15 15M9 6.5A9.7 9.7 0 0 1 12 6c3.8 0 7 2 9 6a12.5 12.5 0 0 1-2.5 3.4M6 8.2A12.3 12.3 0 0 0 3 12c2 4 5.2 6 9 6 1.3 0 2.5-.2 3.6-.7" />`,
  phone: svg`<path d=${PHONE} />`,
  hangUp: svg`<g transform="rotate(135 12 12)"><path d=${PHONE} /></g>`,
  video: svg`<rect x="3" y="6.5" width="12.5" height="11" rx="2.5" /><path d="m15.5 10.8 5-3v8.4l-5-3z" />`,
  videoOff: svg`<path d="M4 4.5l15.5 15.5M8.5 6.5H13a2.5 2.5 0 0 1 2.5 2.5v1.8l5-3v8.4l-2.4-1.4M15.3 16a2.5 2.5 0 0 1-2.3 1.5H5.5A2.5 2.5 0 0 1 3 15V9a2.5 2.5 0 0 1 1.6-2.3" />`,
  mic: svg`<rect x="9" y="3.5" width="6" height="11" rx="3" /><path d="M5.8 11.5a6.2 6.2 0 0 0 12.4 0M12 17.7v3" />`,
  micOff: svg`<path d="M4 4.5l15.5 15.5M9 9.2v2.3a3 3 0 0 0 4.6 2.5M9.3 5.2A3 3 0 0 1 15 6.5v4.6M5.8 11.5a6.2 6.2 0 0 0 9.9 5M18.2 11.5a6 6 0 0 1-.6 2.7M12 17.7v3" />`,
  screen: svg`<rect x="3" y="4.5" width="18" height="12" rx="2" /><path d="M8.5 20h7M12 13.5v-5.6M9.6 10l2.4-2.4 2.4 2.4" />`,
  screenOff: svg`<rect x="3" y="4.5" width="18" height="12" rx="2" /><path d="M8.5 20h7M9.8 8.3l4.4 4.4M14.2 8.3l-4.4 4.4" />`,
  sliders: svg`<path d="M4 7.5h8.5M17.5 7.5H20M4 16.5h2.5M11.5 16.5H20" /><circle cx="15" cy="7.5" r="2.4" /><circle cx="9" cy="16.5" r="2.4" />`,
  shrink: svg`<path d="M19.5 10h-5.5V4.5M14.3 9.7 20 4M4.5 14H10v5.5M9.7 14.3 4 20" />`,
  expand: svg`<path d="M14 4.5h5.5V10M19.2 4.8l-5.7 5.7M10 19.5H4.5V14M4.8 19.2l5.7-5.7" />`,
  fold: svg`<path d="m6 9.5 6 6 6-6" />`,
  door: svg`<path d="M6.5 19.5v-13A1.5 1.5 0 0 1 8 5h8a1.5 1.5 0 0 1 1.5 1.5v13M3.5 19.5h17M14.3 12.3v.4" />`,
  archive: svg`<rect x="3.5" y="4.5" width="17" height="4.5" rx="1.2" /><path d="M5 9v8.5A2 2 0 0 0 7 19.5h10a2 2 0 0 0 2-2V9M12 11.5v5M9.7 14.3l2.3 2.3 2.3-2.3" />`,
  key: svg`<circle cx="8" cy="15.5" r="3.7" /><path d="M10.7 12.8 19 4.5M15.2 8.3l2.6 2.6M17.4 6.1l1.8 1.8" />`,
  missed: svg`<path d="M5 5.5 11.5 12l7-7M5 5.5V10M5 5.5h4.5" /><path d="M3.5 17.8c4.9-4.4 12.1-4.4 17 0l-2 2.2-3-1.5v-2.2a11 11 0 0 0-7 0v2.2l-3 1.5z" />`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof DRAWINGS;

/** A drawing for the eye only: whoever shows it says in words what it means. */
class Icon extends LitElement {
  static override properties = { name: {}, size: { reflect: true } };

  declare name: IconName;
  declare size: 'small' | 'normal' | 'large';

  constructor() {
    super();
    this.name = 'check';
    this.size = 'normal';
  }

  static override styles = css`
    :host {
      display: inline-grid;
      flex: none;
      width: 1.25rem;
      height: 1.25rem;
    }
    :host([size='small']) {
      width: 1rem;
      height: 1rem;
    }
    :host([size='large']) {
      width: 1.5rem;
      height: 1.5rem;
    }
    svg {
      width: 100%;
      height: 100%;
      fill: none;
      stroke: currentColor;
      stroke-width: 1.75;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `;

  override render(): TemplateResult {
    return html`<svg viewBox="0 0 24 24" aria-hidden="true">${DRAWINGS[this.name]}</svg>`;
  }
}

customElements.define('sm-icon', Icon);
