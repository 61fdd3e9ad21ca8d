import { LitElement, css, html, svg, type TemplateResult } from 'lit';

import { SAMPLES_MAX } from '../model/overview.js';
import { spark } from '../model/spark.js';

const BOX = { width: 300, height: 40, slots: SAMPLES_MAX } as const;

/** The line of the last minutes. `label` says the same in words. */
class Sparkline extends LitElement {
  static override properties = {
    values: { attribute: false },
    floor: { type: Number },
    label: {},
  };

  declare values: readonly (number | undefined)[];
  /** The highest value that the box has room for at least. */
  declare floor: number;
  declare label: string;

  constructor() {
    super();
    this.values = [];
    this.floor = 1;
    this.label = '';
  }

  static override styles = css`
    :host {
      display: block;
      height: 2.5rem;
      color: var(--accent);
    }
    svg {
      display: block;
      width: 100%;
      height: 100%;
      overflow: visible;
    }
    .line {
      fill: none;
      stroke: currentColor;
      stroke-width: 1.5;
      stroke-linejoin: round;
      stroke-linecap: round;
      vector-effect: non-scaling-stroke;
    }
    .area {
      fill: currentColor;
      opacity: 0.12;
    }
    .ground {
      stroke: var(--line);
      stroke-width: 1;
      vector-effect: non-scaling-stroke;
    }
  `;

  override render(): TemplateResult {
    const { line, area } = spark(this.values, BOX, this.floor);
    return html`<svg
      role="img"
      aria-label=${this.label}
      viewBox="0 0 ${BOX.width} ${BOX.height}"
      preserveAspectRatio="none"
    >
      ${svg`<line class="ground" x1="0" y1=${BOX.height} x2=${BOX.width} y2=${BOX.height}></line>
        <path class="area" d=${area}></path>
        <path class="line" d=${line}></path>`}
    </svg>`;
  }
}

customElements.define('sm-sparkline', Sparkline);
