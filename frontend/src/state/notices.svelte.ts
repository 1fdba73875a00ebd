/** What is said beside the page, until somebody has read it. */

export interface Notice {
  id: number;
  tone: 'plain' | 'problem';
  what: string;
  why: string;
  todo: string;
}

/** More would hide the page. */
const MOST = 3;

export class Notices {
  list = $state.raw<Notice[]>([]);

  #id = 0;

  /** Says something; what is said already is not said twice. */
  say(tone: Notice['tone'], what: string, why = '', todo = ''): void {
    const others = this.list.filter((notice) => notice.what !== what || notice.why !== why);
    this.list = [...others, { id: ++this.#id, tone, what, why, todo }].slice(-MOST);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }

  /** This does not hold any more. */
  withdraw(what: string): void {
    this.list = this.list.filter((notice) => notice.what !== what);
  }
}
