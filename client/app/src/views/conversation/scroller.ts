/** How near the end counts as the end: a bubble that is half hidden does not make a reader of the past. */
const AT_END_PX = 64;
/** Older messages are asked for before their place comes into view. */
const NEAR_START_PX = 600;

/**
 * Keeps what a person looks at where it is, while messages come above it and below it.
 *
 * At the end it stays at the end. Elsewhere, what is added above moves everything down by its height, so the
 * distance from the end is what has to be kept; what is added below changes nothing.
 */
export class Scroller {
  private readonly element: HTMLElement;
  private following = true;
  private distanceFromEnd = 0;
  private readonly observer: ResizeObserver;

  constructor(element: HTMLElement, content: HTMLElement) {
    this.element = element;
    // The keyboard of a phone, a growing composer and late fonts all change heights without a render.
    this.observer = new ResizeObserver(() => {
      if (this.following) {
        this.toEnd();
      }
    });
    this.observer.observe(element);
    this.observer.observe(content);
  }

  stop(): void {
    this.observer.disconnect();
  }

  get atEnd(): boolean {
    return this.following;
  }

  get nearStart(): boolean {
    return this.element.scrollTop < NEAR_START_PX;
  }

  /** To be called when the person scrolled. */
  moved(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    this.following = scrollHeight - scrollTop - clientHeight < AT_END_PX;
  }

  /** To be called before something is added above. */
  hold(): void {
    if (this.following) {
      // Its place is the end: to ask for heights would only cost a layout.
      return;
    }
    this.distanceFromEnd = this.element.scrollHeight - this.element.scrollTop;
  }

  /** To be called after something was added above. */
  restore(): void {
    if (!this.following) {
      this.element.scrollTop = this.element.scrollHeight - this.distanceFromEnd;
    }
  }

  toEnd(): void {
    this.following = true;
    this.element.scrollTop = this.element.scrollHeight;
  }

  /** Puts something a third from the top, with what came before it in sight. */
  show(target: HTMLElement): void {
    const offset = target.getBoundingClientRect().top - this.element.getBoundingClientRect().top;
    this.element.scrollTop += offset - this.element.clientHeight / 3;
    this.moved();
  }
}
