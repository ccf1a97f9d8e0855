/*
 * The system `two-phase-commit`, written by hand in Promela, apart from the lab: a coordinator asks two participants for
 * their votes, decides, and tells them; after a crash it goes on from what its log says. A process of the system is a
 * process here, and every line, delivery, timer and fault is one d_step: the states SPIN stores are the states between
 * moves. A participant has one task at a time, so its place in it is its label; the coordinator has a task for each
 * message, so their lines are numbers.
 *
 *   N messages (1..2) · DURABLE: the decision is in the log before anybody hears of it
 *   INDOUBT 0 wait, 1 abortAlone, 2 commitAlone
 *   MAXF faults (0..254), all of them or fewer: LOSE which kinds of packets, DUPLICATE, CRASH and STOP which processes
 *   (bits, below) · the network is not slow
 *   HOLD: a timer also waits for packets that wait at a participant which is busy, unless it stands and waits itself.
 *   CAP: without HOLD, how many copies of a packet may be in flight before its timer no longer fires (see QUIET)
 *   CYCLES: nothing is judged; `pan -l` then looks for a run that goes round for ever, since no state is progress
 *
 * Lines that are alike from there on are one line: those of the coordinator's two programs that commit, its two that
 * finish, and `tell`, `done`, `commit` and `forget` of a participant's programs.
 *
 * A property at the end is judged where no process can move, faults included: so ask with MAXF = 0, then 1, then 2.
 * An end with faults to spare was judged when MAXF was smaller.
 */
#ifndef N
#define N 1
#endif
#ifndef DURABLE
#define DURABLE 1
#endif
#ifndef INDOUBT
#define INDOUBT 0
#endif
#ifndef MAXF
#define MAXF 2
#endif
#ifndef LOSE
#define LOSE (PREPARES | VOTES | COMMITS | ABORTS | DONES)
#endif
#ifndef DUPLICATE
#define DUPLICATE 0
#endif
#ifndef CRASH
#define CRASH (COORDINATOR | PARTICIPANT(A) | PARTICIPANT(B))
#endif
#ifndef STOP
#define STOP 0
#endif
#ifndef HOLD
#define HOLD 0
#endif
#ifndef CAP
#define CAP 2
#endif
#ifndef CYCLES
#define CYCLES 0
#endif

#define A 0
#define B 1
/* Bits of LOSE: of a; those of b are the next five. */
#define PREPARES (1 | 32)
#define VOTES (2 | 64)
#define COMMITS (4 | 128)
#define ABORTS (8 | 256)
#define DONES (16 | 512)
/* Bits of CRASH and STOP. */
#define COORDINATOR 1
#define PARTICIPANT(p) (2 << (p))

/* Lines of the coordinator's task of a message; of two numbers the first is about a, the next about b. */
#define UNSUBMITTED 0
#define NONE 1            /* the task is over or gone */
#define ASK 2
#define WAITVOTE 4
#define DECIDE 6
#define SENDCOMMIT 7
#define WAITCOMMIT 9
#define FINISH 11
#define WASFINISHED 12
#define WASDECIDED 13
#define PRESUMEABORT 14
#define SENDABORT 15
#define WAITABORT 17

/* Words of `log`, and of a participant's state. */
#define COMMITDECIDED 1
#define BOTHFINISHED 2
#define PREPARED 1
#define COMMITTED 2
#define ABORTED 3

#define NOBODY 255
/* What a participant has of a message, and a packet to or from it. */
#define AT(p, m) ((p) * N + (m))

byte faults;
/* coordinator disk; `begun` has the messages that are submitted */
byte log[N];
/* the disks of a and of b */
byte state[2 * N];
byte effects[2 * N];      /* 3 stands for 3 or more */
/* the network: how many copies of each packet are in flight */
byte prepare[2 * N];
byte vote[2 * N];
byte commit[2 * N];
byte abort[2 * N];
byte done[2 * N];
/* tasks */
byte line[N];
byte handles[2] = NOBODY; /* the message of the participant's task */
#if INDOUBT
bit inDoubt[2];           /* it stands and waits for the decision */
#endif
#if STOP
bit coordinatorStopped;
bit stopped[2];
#define COORDINATORSTOPPED coordinatorStopped
#define STOPPED(p) stopped[p]
#else
#define COORDINATORSTOPPED 0
#define STOPPED(p) 0
#endif
hidden byte mixed, mixedTheOtherWay, inDoubtForEver, halfDone, appliedTwice;

#define BUDGET (faults < MAXF)

#if N == 1
#define EACH(what) what(0)
#elif N == 2
#define EACH(what) what(0) what(1)
#else
#error "messages are written out for at most 2"
#endif

#if INDOUBT
#define INDOUBTABOUT(p, m) (inDoubt[p] && handles[p] == (m))
#else
#define INDOUBTABOUT(p, m) 0
#endif

/*
 * Nothing about the message can happen now but faults and timers: no answer to the coordinator to be taken or ignored,
 * no task of the message at a line that can run, and no packet that a participant could take.
 * A packet that waits at a participant busy with another message does not hold up a timer. So with two messages a timer
 * can fire as often as it likes while the participant stands there, and what is then in flight has no bound: CAP is
 * one, HOLD takes the case away. With one message neither changes anything: who is busy is busy with that message.
 */
#define FREE(p) (handles[p] == NOBODY)
#if HOLD && INDOUBT
#define COULDTAKE(p) (FREE(p) || !inDoubt[p])
#elif HOLD
#define COULDTAKE(p) 1
#else
#define COULDTAKE(p) FREE(p)
#endif
#define PARTICIPANTQUIET(p, m) ( \
  !vote[AT(p, m)] && !done[AT(p, m)] && \
  (handles[p] != (m) || INDOUBTABOUT(p, m)) && \
  (!prepare[AT(p, m)] || !COULDTAKE(p)) && \
  (!(commit[AT(p, m)] || abort[AT(p, m)]) || !(COULDTAKE(p) || INDOUBTABOUT(p, m))))
#define QUIET(m) (PARTICIPANTQUIET(A, m) && PARTICIPANTQUIET(B, m))
/* The inner wait goes first: a participant in doubt was asked by the coordinator, and decides before it asks again. */
#define COORDINATORTIMER(m) (QUIET(m) && !INDOUBTABOUT(A, m) && !INDOUBTABOUT(B, m))
/* The coordinator has no task of the message, or its task stands and waits. */
#define LINE(m, first) (line[m] == first + A || line[m] == first + B)
#define COORDINATORWAITS(m) (line[m] == NONE || LINE(m, WAITVOTE) || LINE(m, WAITCOMMIT) || LINE(m, WAITABORT))
#if HOLD
#define CAPPED(copies) 0
#else
#define CAPPED(copies) (N > 1 && copies >= CAP)
#endif

/* Participants come first, so that _pid is A or B. */
active [2] proctype participant() {
#define ME AT(_pid, handles[_pid])
#define TAKE(m, packets) \
  :: d_step { packets[AT(_pid, m)] != 0 -> packets[AT(_pid, m)]--; handles[_pid] = m }
#define TAKEPREPARE(m) TAKE(m, prepare) goto known
#define TAKECOMMIT(m) TAKE(m, commit) goto prepared
#define TAKEABORT(m) TAKE(m, abort) goto committed
#if INDOUBT
#define LETGO handles[_pid] = NOBODY; inDoubt[_pid] = 0
#else
#define LETGO handles[_pid] = NOBODY
#endif
/* It may fail at any line of a task, which is gone then, and may stop while it has none. */
#define FAIL(letGo) \
  :: d_step { (CRASH & PARTICIPANT(_pid)) && BUDGET -> faults++; letGo } goto idle \
  STOPS(letGo)
#if STOP
#define STOPS(letGo) \
  :: d_step { (STOP & PARTICIPANT(_pid)) && BUDGET -> faults++; letGo; stopped[_pid] = 1 } goto gone
#else
#define STOPS(letGo)
#endif
#define APPLY \
  effects[ME] = (effects[ME] < 3 -> effects[ME] + 1 : 3); \
  appliedTwice = (_pid == A && effects[ME] >= 2); \
  assert(!appliedTwice); \
  appliedTwice = 0
#define PUT(word) \
  state[ME] = word; \
  mixed = (state[AT(A, handles[_pid])] == COMMITTED && state[AT(B, handles[_pid])] == ABORTED); \
  mixedTheOtherWay = (state[AT(B, handles[_pid])] == COMMITTED && state[AT(A, handles[_pid])] == ABORTED); \
  assert(!mixed); \
  assert(!mixedTheOtherWay)
idle:
  if
  EACH(TAKEPREPARE)
  EACH(TAKECOMMIT)
  EACH(TAKEABORT)
  STOPS(skip)
  fi;

known: /* prepare */
  if
  :: state[ME] != 0 -> goto voteYes
  :: state[ME] == 0
  FAIL(LETGO)
  fi;
  if
  :: d_step { PUT(PREPARED) }
  FAIL(LETGO)
  fi;
voteYes:
  if
#if INDOUBT
  :: d_step { vote[ME]++; inDoubt[_pid] = 1 }
#else
  :: d_step { vote[ME]++; LETGO } goto idle
#endif
  FAIL(LETGO)
  fi;
#if INDOUBT
waitForDecision:
  if
  :: d_step { commit[ME] != 0 -> commit[ME]--; inDoubt[_pid] = 0 } goto commitIt
  :: d_step { abort[ME] != 0 -> abort[ME]--; inDoubt[_pid] = 0 } goto forget
  :: d_step { QUIET(handles[_pid]) && COORDINATORWAITS(handles[_pid]) -> inDoubt[_pid] = 0 }
  FAIL(LETGO)
  fi;
/* abort alone, commit alone */
  if
#if INDOUBT == 1
  :: d_step { PUT(ABORTED); LETGO } goto idle
#else
  :: d_step { APPLY; PUT(COMMITTED); LETGO } goto idle
#endif
  FAIL(LETGO)
  fi;
#endif

prepared: /* commit */
  if
  :: state[ME] == PREPARED
  :: state[ME] != PREPARED -> goto tell
  FAIL(LETGO)
  fi;
commitIt:
  if
  :: d_step { APPLY; PUT(COMMITTED) } goto tell
  FAIL(LETGO)
  fi;

committed: /* abort */
  if
  :: state[ME] == COMMITTED -> goto tell
  :: state[ME] != COMMITTED
  FAIL(LETGO)
  fi;
forget:
  if
  :: d_step { PUT(ABORTED) }
  FAIL(LETGO)
  fi;
tell:
  if
  :: d_step { done[ME]++; LETGO } goto idle
  FAIL(LETGO)
  fi;
gone:
  false
}

active proctype coordinator() {
#define SUBMIT(m) \
  :: d_step { !COORDINATORSTOPPED && line[m] == UNSUBMITTED && (m == 0 || line[0] != UNSUBMITTED) -> line[m] = ASK + A }
/* Sends to a participant until it answers. */
#define ROUND(m, p, send, packets, wait, answers, then) \
  :: d_step { line[m] == send + p -> packets[AT(p, m)]++; line[m] = wait + p } \
  :: d_step { line[m] == wait + p && answers[AT(p, m)] != 0 -> answers[AT(p, m)]--; line[m] = then } \
  :: d_step { line[m] == wait + p && COORDINATORTIMER(m) && !CAPPED(packets[AT(p, m)]) -> line[m] = send + p }
#define TRANSACT(m) \
  ROUND(m, A, ASK, prepare, WAITVOTE, vote, ASK + B) \
  ROUND(m, B, ASK, prepare, WAITVOTE, vote, (DURABLE -> DECIDE : SENDCOMMIT + A)) \
  :: d_step { line[m] == DECIDE -> log[m] = COMMITDECIDED; line[m] = SENDCOMMIT + A } \
  ROUND(m, A, SENDCOMMIT, commit, WAITCOMMIT, done, SENDCOMMIT + B) \
  ROUND(m, B, SENDCOMMIT, commit, WAITCOMMIT, done, FINISH) \
  :: d_step { line[m] == FINISH -> log[m] = BOTHFINISHED; line[m] = NONE }
#define RECOVER(m) \
  :: d_step { line[m] == WASFINISHED -> line[m] = (log[m] == BOTHFINISHED -> NONE : WASDECIDED) } \
  :: d_step { line[m] == WASDECIDED -> line[m] = (log[m] == COMMITDECIDED -> SENDCOMMIT + A : PRESUMEABORT) } \
  :: d_step { line[m] == PRESUMEABORT -> line[m] = SENDABORT + A } \
  ROUND(m, A, SENDABORT, abort, WAITABORT, done, SENDABORT + B) \
  ROUND(m, B, SENDABORT, abort, WAITABORT, done, FINISH)
/* A crash is one only if it changes something. */
#define CHANGES(m) || (line[m] != UNSUBMITTED && line[m] != WASFINISHED)
#define GOESTO(m, there) line[m] = (line[m] == UNSUBMITTED -> UNSUBMITTED : there);
#define RESTARTS(m) GOESTO(m, WASFINISHED)
#define ENDS(m) GOESTO(m, NONE)
  do
  EACH(SUBMIT)
  EACH(TRANSACT)
  EACH(RECOVER)
  :: d_step { (CRASH & COORDINATOR) && BUDGET && !COORDINATORSTOPPED && (0 EACH(CHANGES)) -> EACH(RESTARTS) faults++ }
#if STOP
  :: d_step { (STOP & COORDINATOR) && BUDGET && !COORDINATORSTOPPED -> EACH(ENDS) coordinatorStopped = 1; faults++ }
#endif
  od
}

/* What happens to a packet that no process takes. */
active proctype network() {
#define LOST(m, p, packets, kind) \
  :: d_step { (LOSE & kind & (p == A -> 31 : 992)) && BUDGET && packets[AT(p, m)] != 0 -> faults++; packets[AT(p, m)]-- }
#if DUPLICATE
#define FATES(m, p, packets, kind) \
  LOST(m, p, packets, kind) \
  :: d_step { BUDGET && packets[AT(p, m)] != 0 -> faults++; packets[AT(p, m)]++ }
#else
#define FATES(m, p, packets, kind) LOST(m, p, packets, kind)
#endif
#define IGNORED(m, p, packets, when) \
  :: d_step { packets[AT(p, m)] != 0 && (when) -> packets[AT(p, m)]-- }
#if STOP
#define UNHEARD(m, p) \
  IGNORED(m, p, prepare, STOPPED(p)) \
  IGNORED(m, p, commit, STOPPED(p)) \
  IGNORED(m, p, abort, STOPPED(p))
#else
#define UNHEARD(m, p)
#endif
#define PACKETSOF(m, p) \
  FATES(m, p, prepare, PREPARES) \
  FATES(m, p, vote, VOTES) \
  FATES(m, p, commit, COMMITS) \
  FATES(m, p, abort, ABORTS) \
  FATES(m, p, done, DONES) \
  IGNORED(m, p, vote, line[m] != WAITVOTE + p) \
  IGNORED(m, p, done, line[m] != WAITCOMMIT + p && line[m] != WAITABORT + p) \
  UNHEARD(m, p)
#define PACKETS(m) PACKETSOF(m, A) PACKETSOF(m, B)
  do
  EACH(PACKETS)
  od
}

#if !CYCLES
active proctype judge() {
/* An end at which a task waits would be no end: its timer could fire. */
#define JUDGE(m) \
  assert(FREE(A) && FREE(B) && (line[m] == NONE || line[m] == UNSUBMITTED)); \
  inDoubtForEver = (line[m] != UNSUBMITTED && state[AT(A, m)] == PREPARED); \
  assert(!inDoubtForEver); \
  halfDone = (line[m] != UNSUBMITTED && effects[AT(A, m)] != effects[AT(B, m)]); \
  assert(!halfDone);
  do
  :: atomic { timeout -> d_step { EACH(JUDGE) } }
  od
}
#endif
