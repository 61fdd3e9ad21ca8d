import { html, nothing, svg, type TemplateResult } from 'lit';

import { text } from '../../messages.js';
import { age, bytes, count, duration, joined, percent } from '../../model/measure.js';
import { LIMITS, isStale, nodesOf, share, type NodeRow } from '../../model/overview.js';
import type { LinkVitals, Overview } from '@sealmesh/sdk';

export function renderNodes(overview: Overview): TemplateResult {
  const rows = nodesOf(overview);
  const silent = overview.mesh?.silent ?? [];
  const of = text.admin.nodeColumns;
  return html`<section class="block">
    <h2 id="nodes">${text.admin.nodes}</h2>
    <p>${text.admin.nodesLead}</p>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="nodes">
      ${
        rows.length + silent.length === 0
          ? html`<p class="empty">${text.admin.noNodes}</p>`
          : html`<table aria-labelledby="nodes">
              <thead>
                <tr>
                  ${Object.values(of).map((name) => html`<th scope="col">${name}</th>`)}
                </tr>
              </thead>
              <tbody>
                ${rows.map(renderNode)} ${silent.map(renderSilent)}
              </tbody>
            </table>`
      }
    </div>
  </section>`;
}

function renderNode(row: NodeRow): TemplateResult {
  const { vitals, heardAgoMs, link } = row;
  const of = text.admin.nodeColumns;
  const stale = isStale(row);
  const heap = share(vitals.heapBytes, vitals.heapBytesMax);
  const sockets = share(vitals.sockets, vitals.socketsMax);
  const heard = link === undefined ? text.admin.here : text.admin.ago(joined(duration(heardAgoMs)));
  return html`<tr class=${stale ? 'stale' : ''} data-node=${vitals.node}>
    <th scope="row">
      ${vitals.node}${link === undefined ? nothing : html`<small>${link.mesh}</small>`}
    </th>
    <td class="keep" data-label=${of.heard}>
      <span class="state ${stale ? 'bad' : ''}">${heard}</span>
    </td>
    <td data-label=${of.sockets}>
      ${renderBar(count(vitals.sockets), sockets, sockets > LIMITS.socketsShare)}
    </td>
    <td data-label=${of.held}>${count(vitals.routingIds)}</td>
    <td data-label=${of.deliveries}>${count(vitals.deliveries)}</td>
    <td data-label=${of.resyncs}>${count(vitals.resyncs)}</td>
    <td data-label=${of.slow}>${count(vitals.slowCloses)}</td>
    <td data-label=${of.heap}>
      ${renderBar(joined(bytes(vitals.heapBytes)), heap, heap > LIMITS.heapShare)}
    </td>
    <td data-label=${of.members}>${count(vitals.members)}</td>
    <td data-label=${of.up}>${joined(age(vitals.upSeconds))}</td>
  </tr>`;
}

function renderSilent(node: string): TemplateResult {
  const of = text.admin.nodeColumns;
  return html`<tr data-node=${node}>
    <th scope="row">${node}</th>
    <td class="keep" data-label=${of.heard}>
      <span class="state bad">${text.admin.silent}</span>
    </td>
    <td colspan="8"></td>
  </tr>`;
}

function renderBar(value: string, of: number, bad: boolean): TemplateResult {
  return html`<span class="bar ${bad ? 'bad' : ''}" title=${percent(of)}
    >${value}<svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      ${svg`<rect class="track" width="100" height="6"></rect>
        <rect class="fill" width=${of * 100} height="6"></rect>`}
    </svg></span
  >`;
}

/** Nothing where the mesh is with the origin: there is nothing to dial then. */
export function renderLinks({ mesh }: Overview): TemplateResult | typeof nothing {
  const links = mesh?.links ?? [];
  if (links.length === 0) {
    return nothing;
  }
  return html`<section class="block">
    <h2 id="links">${text.admin.links}</h2>
    <p>${text.admin.linksLead}</p>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="links">
      <table aria-labelledby="links">
        <thead>
          <tr>
            ${Object.values(text.admin.linkColumns).map(
              (name) => html`<th scope="col">${name}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${links.map(renderLink)}
        </tbody>
      </table>
    </div>
  </section>`;
}

function renderLink(link: LinkVitals): TemplateResult {
  const of = text.admin.linkColumns;
  const since = joined(age(link.sinceMs / 1000));
  const down = link.state === 'down';
  return html`<tr data-relay=${link.relay}>
    <th scope="row">${link.relay}<small>${link.mesh}</small></th>
    <td data-label=${of.state}>
      <span class="state ${down ? 'bad' : ''}"
        >${down ? text.admin.down(since) : text.admin.up(since)}</span
      >
    </td>
    <td data-label=${of.unanswered}>${count(link.unanswered)}</td>
    <td data-label=${of.refused}>${count(link.refused)}</td>
    <td data-label=${of.lost}>${count(link.lost)}</td>
    <td data-label=${of.losses}>${count(link.losses)}</td>
    <td data-label=${of.heard}>
      ${
        link.heardAgoMs === undefined
          ? text.admin.never
          : text.admin.ago(joined(duration(link.heardAgoMs)))
      }
    </td>
  </tr>`;
}
