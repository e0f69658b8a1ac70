import type { ServerResponse } from 'node:http';
import { Ballot, mostVotes } from './ballot.ts';
import { eventOf, Followers } from './followers.ts';
import type { Lesson, LessonOffer, LessonView } from './lesson.ts';
import { CLASS_LIMITS } from './limits.ts';
import { LANE_PART, laneParts, spokenParts, wideParts } from './page/parts.tsx';
import type { Parts } from './page/parts.tsx';
import type { Voting } from './page/question.tsx';
import { Pulse } from './pulse.ts';
import { Roster } from './roster.ts';
import type { ClassStudent, Joining, Refusal } from './roster.ts';
import { countQuestions, endOfStep, viewAt } from './earlier.ts';
import { teachersView } from './teachers-view.ts';

/** What a classroom is opened with. */
export interface ClassroomOptions {
  /** Lessons that a teacher may choose from the page; none where a terminal chooses. */
  readonly catalogue?: readonly LessonOffer[];
  /** Opens a lesson of the catalogue. */
  readonly play?: (id: string) => void;
  /** Where students come in, for the teacher's page. */
  readonly address?: string;
}

/** A class: who is here, what each sees, how it votes. It follows one lesson after another, each as the stage shows it. */
export class Classroom {
  readonly roster = new Roster();
  readonly followers: Followers<number>;
  readonly teachers: Followers<'teacher'>;
  readonly #options: ClassroomOptions;
  #lesson: Lesson | undefined;
  #unfollow: () => void = () => undefined;
  #ballot: Ballot | undefined;
  #fault: string | undefined;
  #sent = new Map<string, string>();
  #state: Buffer | undefined;
  #spoken = '';
  readonly #earlier = new Map<number, Parts>();
  readonly #listeners = new Set<() => void>();
  readonly #lanes = new Pulse(CLASS_LIMITS.lanesEvery, () => this.#drawLanes(), CLASS_LIMITS.lanesLag);
  readonly #wide = new Pulse(CLASS_LIMITS.drawnEvery, () => this.#drawWide(), CLASS_LIMITS.drawnLag);
  readonly #count = new Pulse(CLASS_LIMITS.countEvery, () => this.#tellCount());
  readonly #desk = new Pulse(CLASS_LIMITS.deskEvery, () => this.#tellTeachers());

  constructor(options: ClassroomOptions = {}) {
    this.#options = options;
    this.followers = new Followers(CLASS_LIMITS.devices, () => this.#desk.beat());
    this.teachers = new Followers(CLASS_LIMITS.teachers, () => undefined);
    this.#look();
  }

  /** The lesson that is followed. */
  get lesson(): Lesson | undefined {
    return this.#lesson;
  }

  /** Everything that was sent last. */
  get parts(): Parts {
    return this.#sent;
  }

  /** Everything as it is now, for somebody who comes. */
  partsNow(): Parts {
    for (const pulse of [this.#lanes, this.#wide]) pulse.hasten(CLASS_LIMITS.newcomerEvery);
    return this.#sent;
  }

  /** How the vote stands on the question that is seen. */
  get voting(): Voting {
    const ballot = this.#ballot;
    return { question: ballot?.question ?? 0, open: ballot?.open === true, voted: ballot?.voted ?? 0 };
  }

  /** Calls `listener` when the class's code has changed; returns what ends that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Follows another lesson, or none. */
  show(lesson: Lesson | undefined): void {
    this.#unfollow();
    this.#lesson = lesson;
    if (lesson !== undefined) this.#fault = undefined;
    this.#ballot = undefined;
    this.#earlier.clear();
    this.followers.send(eventOf('lesson', {}));
    this.#unfollow = lesson?.subscribe(() => this.#look()) ?? (() => undefined);
    this.#look();
  }

  /** Tells the teacher why there is no lesson, until there is one. */
  tellFault(fault: string): void {
    this.#fault = fault;
    this.#desk.beat();
  }

  /** Ends the vote, where there is one: the session is told how it went. Gives the choice with most votes, from 1; 0 where nobody voted. */
  settle(): number {
    const ballot = this.#ballot;
    if (ballot?.open !== true) return 0;
    const votes = ballot.close();
    this.#lesson?.tell({ type: 'question-closed', question: ballot.question, votes });
    this.#look();
    return mostVotes(votes);
  }

  /** Takes a student's vote; false where none is taken. */
  vote(student: ClassStudent, question: number, choice: number): boolean {
    const ballot = this.#ballot;
    if (ballot?.question !== question || !ballot.vote(student.id, choice)) return false;
    this.#count.beat();
    this.#desk.beat();
    return true;
  }

  /** What a student has voted for in the question that is seen. */
  voteOf({ id }: ClassStudent): { readonly question: number; readonly choice: number } | null {
    const choice = this.#ballot?.of(id);
    return this.#ballot === undefined || choice === undefined
      ? null
      : { question: this.#ballot.question, choice };
  }

  /** Lets a student's device follow: it is told everything first. */
  follow(student: ClassStudent, response: ServerResponse, headers: Readonly<Record<string, string>>): void {
    const parts = this.partsNow();
    this.#state ??= Buffer.from(JSON.stringify(Object.fromEntries(parts)));
    const mine = Buffer.from(`,"mine":${JSON.stringify(this.voteOf(student))}}\n\n`);
    const first = Buffer.concat([Buffer.from('event: state\ndata: {"parts":'), this.#state, mine]);
    this.followers.add(student.id, response, headers, first);
  }

  /** Lets a teacher's page follow. */
  followAsTeacher(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
    this.teachers.add('teacher', response, headers, eventOf('class', this.#teachersView()));
  }

  /** What was shown at the end of an earlier step, which is drawn once; undefined where the stage has not come to a later one. */
  partsAt(step: number): Parts | undefined {
    const lesson = this.#lesson;
    const now = lesson?.view();
    if (lesson === undefined || now === undefined) return undefined;
    const end = endOfStep(lesson.facts, step, now.point);
    if (end === undefined) return undefined;
    const known = this.#earlier.get(end);
    if (known !== undefined) return known;
    const view = viewAt(lesson.facts, end);
    const parts = new Map([
      ...[...spokenParts(view, this.voting)].filter(([id]) => id === 'said'),
      ...laneParts(lesson, view),
      ...wideParts(lesson, view),
    ]);
    if (this.#earlier.size >= CLASS_LIMITS.earlier) this.#earlier.clear();
    this.#earlier.set(end, parts);
    return parts;
  }

  /** Lets somebody in, or back in: the teacher sees them also where no device of theirs follows, as without a script. */
  join(joining: Joining): ClassStudent | Refusal {
    const student = this.roster.join(joining);
    if (typeof student !== 'string') this.#desk.beat();
    return student;
  }

  /** Shows a student out: their vote does not count, and their nickname is free. */
  kick(id: number): boolean {
    const student = this.roster.kick(id);
    if (student === undefined) return false;
    this.#ballot?.forget(id);
    this.followers.dismiss(id, eventOf('gone', {}));
    this.#count.beat();
    this.#desk.beat();
    return true;
  }

  /** Gives a student another code of their own, which stands on their devices from now on. */
  newCodeFor(id: number): string | undefined {
    const code = this.roster.newCodeFor(id)?.code;
    if (code !== undefined) this.followers.send(eventOf('code', code), id);
    return code;
  }

  /** Gives the class another code. */
  newClassCode(): void {
    this.roster.newCode();
    for (const listener of this.#listeners) listener();
    this.#desk.beat();
  }

  /** Opens a lesson of the catalogue; false where there is none of that name. */
  play(id: string): boolean {
    const { catalogue = [], play } = this.#options;
    if (play === undefined || !catalogue.some((each) => each.id === id)) return false;
    play(id);
    return true;
  }

  /** Closes the question that stands, by the choice with most votes. */
  closeQuestion(): boolean {
    const { lesson } = this;
    if (lesson?.view().asks !== true) return false;
    const choice = mostVotes(this.#ballot?.counts() ?? []);
    return lesson.obey(JSON.stringify(choice === 0 ? { type: 'next' } : { type: 'choose', choice }));
  }

  /** Ends everything. */
  close(): void {
    this.#unfollow();
    for (const pulse of [this.#lanes, this.#wide, this.#count, this.#desk]) pulse.stop();
    this.followers.close();
    this.teachers.close();
  }

  /** The stage shows something else. */
  #look(): void {
    const view = this.#lesson?.view();
    if (view !== undefined) this.#openBallot(view);
    const spoken = this.#spokenKey(view);
    if (spoken !== this.#spoken) {
      this.#spoken = spoken;
      this.#send(spokenParts(view, this.voting));
    }
    this.#lanes.beat();
    this.#wide.beat();
    this.#desk.beat();
  }

  #openBallot({ state, point, asks }: LessonView): void {
    const lesson = this.#lesson;
    const { question } = state;
    if (lesson === undefined || question === undefined || !asks || this.#ballot?.open === true) return;
    const number = countQuestions(lesson.facts, point);
    if (this.#ballot?.question === number) return;
    const choices = question.choices.length;
    this.#ballot = new Ballot(number, choices);
    lesson.tell({ type: 'question-opened', question: number, choices });
  }

  /** What the spoken parts are made of: they are drawn anew only where it has changed. */
  #spokenKey(view: LessonView | undefined): string {
    if (view === undefined) return 'none';
    const { state, paused, over, blank } = view;
    const { question } = state;
    return JSON.stringify([state.title, state.step, paused, over, blank, this.voting.open, question]);
  }

  #drawLanes(): void {
    const parts = this.#drawn(laneParts) ?? new Map<string, string>();
    const gone = [...this.#sent.keys()].filter((id) => id.startsWith(LANE_PART) && !parts.has(id));
    this.#send(parts, gone);
  }

  #drawWide(): void {
    const nothing = new Map([
      ['matrix', ''],
      ['ladder', ''],
    ]);
    this.#send(this.#drawn(wideParts) ?? nothing);
  }

  /** Some parts of what is to be seen; undefined where nothing is. */
  #drawn(draw: (lesson: Lesson, view: LessonView) => Parts): Parts | undefined {
    const lesson = this.#lesson;
    const view = lesson?.view();
    return lesson === undefined || view === undefined || view.blank ? undefined : draw(lesson, view);
  }

  #tellCount(): void {
    const { question, open, voted } = this.voting;
    if (open) this.#lesson?.tell({ type: 'vote-counted', question, votes: voted });
    this.#send(spokenParts(this.#lesson?.view(), this.voting));
  }

  /** Sends those parts that are not as they were sent last. */
  #send(parts: Parts, gone: readonly string[] = []): void {
    const changed: Record<string, string | null> = {};
    for (const [id, html] of parts) {
      if (this.#sent.get(id) === html) continue;
      this.#sent.set(id, html);
      changed[id] = html;
    }
    for (const id of gone) {
      this.#sent.delete(id);
      changed[id] = null;
    }
    if (Object.keys(changed).length === 0) return;
    this.#state = undefined;
    this.followers.send(eventOf('parts', changed));
  }

  #tellTeachers(): void {
    if (this.teachers.count > 0) this.teachers.send(eventOf('class', this.#teachersView()));
  }

  #teachersView(): unknown {
    const { catalogue = [], address = '' } = this.#options;
    const { voting, roster, followers } = this;
    return teachersView({
      lesson: this.#lesson,
      fault: this.#fault,
      voting,
      code: roster.code,
      address,
      catalogue,
      students: roster.students,
      present: followers.present,
      voted: (id) => this.#ballot?.open === true && this.#ballot.of(id) !== undefined,
    });
  }
}
