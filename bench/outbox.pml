/*
 * The system `outbox`, written by hand in Promela, apart from the lab: an order and its event are committed together, a
 * relay publishes the rows and marks them, a broker keeps a topic, a worker ships what it reads there. A process of the
 * system is a process here, a line of its program is one d_step at a label of the same name, and so is every delivery
 * and every fault: the states SPIN stores are the states between moves.
 *
 *   N messages (1..2) · MARK 0 afterConfirm, 1 afterPublish, 2 beforePublish · BROKERDEDUP · SESSION: every reading of
 *   a row makes a new key, else the key is the event's · INBOX 0 none, 1 effectFirst, 2 keyFirst, 3 atomic
 *   MAXF faults (0..6), all of them or fewer: LOSE which kinds of packets, DUPLICATE, CRASH and STOP which processes
 *   (bits, below) · the network is not slow
 *   HOLD: a timer also waits for packets that wait at a process which is busy, but not with waiting. CAP: without HOLD,
 *   how many copies of a packet may be in flight before its timer no longer fires (see `quiet`)
 *   CYCLES: nothing is judged; `pan -l` then looks for a run that goes round for ever, since no state is progress
 *
 * What a run has behind it is left out where nothing can read it: entries of the topic that the offset has passed.
 *
 * A property at the end is judged where no process can move, faults included: so ask with MAXF = 0, then 1, then 2.
 * An end with faults to spare was judged when MAXF was smaller.
 */
#ifndef N
#define N 1
#endif
#ifndef MARK
#define MARK 0
#endif
#ifndef BROKERDEDUP
#define BROKERDEDUP 0
#endif
#ifndef SESSION
#define SESSION 0
#endif
#ifndef INBOX
#define INBOX 0
#endif
#ifndef MAXF
#define MAXF 2
#endif
#ifndef LOSE
#define LOSE (PUBLISH | CONFIRM)
#endif
#ifndef DUPLICATE
#define DUPLICATE 0
#endif
#ifndef CRASH
#define CRASH (SERVICE | RELAY | BROKER | WORKER)
#endif
#ifndef STOP
#define STOP 0
#endif
#ifndef HOLD
#define HOLD 0
#endif
#ifndef CYCLES
#define CYCLES 0
#endif
#ifndef CAP
#define CAP 2
#endif

/* Bits of LOSE. */
#define PUBLISH 1
#define CONFIRM 2
/* Bits of CRASH and STOP. */
#define SERVICE 1
#define RELAY 2
#define BROKER 4
#define WORKER 8

/* Where a row goes next. */
#if MARK == 2
#define READ markSent
#define PUBLISHED idle
#define MARKED publishIt
#else
#define READ publishIt
#if MARK == 1
#define PUBLISHED markSent
#else
#define PUBLISHED waitForConfirm
#endif
#define MARKED idle
#endif

/* Keys of a message that a packet can carry: a row is read once, and once more after each crash of the relay. */
#if SESSION
#define KEYS (MAXF + 1)
#else
#define KEYS 1
#endif
/* A packet and an entry of the topic are a message and a key. */
#define WITH(m, k) ((m) * KEYS + (k))
#define MESSAGE(p) ((p) / KEYS)
#define BIT(p) (1 << ((p) % KEYS))
#define NOTHING 255

byte faults;
/* orders db */
byte submitted;           /* orders and outbox have the messages before this one */
byte marked;              /* rows are taken in order: those before this one are sent */
byte made[N];             /* keys made by readings of the row */
/* the network: how many copies of each packet are in flight */
byte publish[N * KEYS];
byte confirm[N * KEYS];
/* broker disk */
byte brokerKeys[N];       /* as bits */
chan topic = [(N + MAXF) * N] of { byte };
/* shipping db */
byte inbox[N];            /* as bits */
byte shipments[N];        /* 3 stands for 3 or more */
/* what the processes have in hand */
byte awaits = NOTHING;    /* the relay: the confirm it stands and waits for */
byte stores = NOTHING;    /* the broker */
byte ships = NOTHING;     /* the worker: the entry at the offset, which stays the head of the topic until it is passed */
#if STOP
bit serviceStopped;
bit relayStopped;
bit brokerStopped;
bit workerStopped;
#else
#define serviceStopped 0
#define relayStopped 0
#define brokerStopped 0
#define workerStopped 0
#endif
hidden byte lost, phantom, duplicated;

#define BUDGET (faults < MAXF)

/* A process may fail at any line of a task, which is gone then, and may stop while it has none. */
#define FAIL(role, stopped, letGo) \
  :: d_step { (CRASH & role) && BUDGET -> faults++; letGo } goto idle \
  STOPS(role, stopped, letGo)
#if STOP
#define STOPS(role, stopped, letGo) \
  :: d_step { (STOP & role) && BUDGET -> faults++; letGo; stopped = 1 } goto gone
#else
#define STOPS(role, stopped, letGo)
#endif

/* ANY and HEAD look at every key of a message, EACH at every packet. */
#if KEYS == 1
#define ANY(packets, m) (packets[m] != 0)
#define HEAD(m) (topic?[eval(m)])
#define EACHOF(what, m) what(m)
#elif KEYS == 2
#define ANY(packets, m) (packets[WITH(m, 0)] || packets[WITH(m, 1)])
#define HEAD(m) (topic?[eval(WITH(m, 0))] || topic?[eval(WITH(m, 1))])
#define EACHOF(what, m) what(WITH(m, 0)) what(WITH(m, 1))
#elif KEYS == 3
#define ANY(packets, m) (packets[WITH(m, 0)] || packets[WITH(m, 1)] || packets[WITH(m, 2)])
#define HEAD(m) (topic?[eval(WITH(m, 0))] || topic?[eval(WITH(m, 1))] || topic?[eval(WITH(m, 2))])
#define EACHOF(what, m) what(WITH(m, 0)) what(WITH(m, 1)) what(WITH(m, 2))
#elif KEYS == 4
#define ANY(packets, m) (packets[WITH(m, 0)] || packets[WITH(m, 1)] || packets[WITH(m, 2)] || packets[WITH(m, 3)])
#define HEAD(m) (topic?[eval(WITH(m, 0))] || topic?[eval(WITH(m, 1))] || topic?[eval(WITH(m, 2))] || topic?[eval(WITH(m, 3))])
#define EACHOF(what, m) what(WITH(m, 0)) what(WITH(m, 1)) what(WITH(m, 2)) what(WITH(m, 3))
#else
#error "a key for each reading is written out for at most 3 faults"
#endif
#if N == 1
#define EACH(what) EACHOF(what, 0)
#elif N == 2
#define EACH(what) EACHOF(what, 0) EACHOF(what, 1)
#else
#error "messages are written out for at most 2"
#endif

/*
 * Nothing about the message can happen now but faults and its timer: no confirm to be taken or ignored, nobody at a line
 * of its own, no entry to be polled, and no packet that the broker could take. A packet that waits while the broker
 * stores another message does not hold up the timer. So with two messages the timer can fire as often as it likes while
 * the broker stands there, and what is then in flight has no bound: CAP is one, HOLD takes the case away. With one
 * message neither changes anything: a busy broker is busy with that message.
 */
#define STORES(m) (stores != NOTHING && MESSAGE(stores) == (m))
#define SHIPS(m) (ships == NOTHING -> HEAD(m) && !workerStopped : MESSAGE(ships) == (m))
#if HOLD
#define OUTSTANDING(m) ANY(publish, m)
#define CAPPED 0
#else
#define OUTSTANDING(m) (ANY(publish, m) && stores == NOTHING)
#define CAPPED (N > 1 && publish[awaits] >= CAP)
#endif
#define QUIET(m) (!ANY(confirm, m) && !STORES(m) && !SHIPS(m) && !OUTSTANDING(m))

active proctype service() {
idle: /* place order; a crash would change nothing, since its only line is run when the order arrives */
  do
  :: d_step { submitted < N -> submitted++ }
  STOPS(SERVICE, serviceStopped, skip)
  od;
gone:
  false
}

active proctype relay() {
  byte m; /* of the row in hand */
#define PACKET WITH(m, (SESSION -> made[m] - 1 : 0))
idle: /* read row */
  if
  :: d_step { marked < submitted -> m = marked; made[m] = made[m] + SESSION } goto READ
  STOPS(RELAY, relayStopped, skip)
  fi;
publishIt:
  if
  :: d_step {
       publish[PACKET]++;
#if MARK == 0
       awaits = PACKET
#elif MARK == 2
       m = 0
#endif
     } goto PUBLISHED
  FAIL(RELAY, relayStopped, m = 0)
  fi;
#if MARK == 0
waitForConfirm:
  if
  :: d_step { confirm[awaits] != 0 -> confirm[awaits]--; awaits = NOTHING } goto markSent
  :: d_step { QUIET(m) && !CAPPED -> awaits = NOTHING } goto publishIt
  FAIL(RELAY, relayStopped, m = 0; awaits = NOTHING)
  fi;
#endif
markSent:
  if
  :: d_step {
       marked++;
#if MARK != 2
       m = 0
#endif
     } goto MARKED
  FAIL(RELAY, relayStopped, m = 0)
  fi;
gone:
  false
}

active proctype broker() {
#define TAKE(p) \
  :: d_step { publish[p] != 0 -> publish[p]--; stores = p }
idle: /* store */
  if
  EACH(TAKE)
  STOPS(BROKER, brokerStopped, skip)
  fi;
#if BROKERDEDUP
/* check key */
  if
  :: brokerKeys[MESSAGE(stores)] & BIT(stores) -> goto confirmIt
  :: !(brokerKeys[MESSAGE(stores)] & BIT(stores))
  FAIL(BROKER, brokerStopped, stores = NOTHING)
  fi;
#endif
/* append */
  if
  :: d_step {
       assert(nfull(topic));
       topic!stores;
#if BROKERDEDUP
       brokerKeys[MESSAGE(stores)] = brokerKeys[MESSAGE(stores)] | BIT(stores)
#endif
     }
  FAIL(BROKER, brokerStopped, stores = NOTHING)
  fi;
confirmIt:
  if
  :: d_step { confirm[stores]++; stores = NOTHING } goto idle
  FAIL(BROKER, brokerStopped, stores = NOTHING)
  fi;
gone:
  false
}

active proctype worker() {
#define APPLY \
  shipments[MESSAGE(ships)] = (shipments[MESSAGE(ships)] < 3 -> shipments[MESSAGE(ships)] + 1 : 3); \
  duplicated = (shipments[MESSAGE(ships)] >= 2); \
  assert(!duplicated)
#define NOTEKEY inbox[MESSAGE(ships)] = inbox[MESSAGE(ships)] | BIT(ships)
idle: /* poll */
  if
  :: d_step { topic?<ships> }
  STOPS(WORKER, workerStopped, skip)
  fi;
#if INBOX
/* check inbox */
  if
  :: inbox[MESSAGE(ships)] & BIT(ships) -> goto commitOffset
  :: !(inbox[MESSAGE(ships)] & BIT(ships))
  FAIL(WORKER, workerStopped, ships = NOTHING)
  fi;
#endif
#if INBOX == 2
/* note key */
  if
  :: d_step { NOTEKEY }
  FAIL(WORKER, workerStopped, ships = NOTHING)
  fi;
#endif
/* apply, in one transaction with the key or not */
  if
  :: d_step {
       APPLY;
#if INBOX == 3
       NOTEKEY
#endif
     }
  FAIL(WORKER, workerStopped, ships = NOTHING)
  fi;
#if INBOX == 1
/* note key */
  if
  :: d_step { NOTEKEY }
  FAIL(WORKER, workerStopped, ships = NOTHING)
  fi;
#endif
commitOffset:
  if
  :: d_step { topic?_; ships = NOTHING } goto idle
  FAIL(WORKER, workerStopped, ships = NOTHING)
  fi;
gone:
  false
}

/* What happens to a packet that no process takes. */
active proctype network() {
#define LOSSES(p) \
  :: d_step { (LOSE & PUBLISH) && BUDGET && publish[p] != 0 -> faults++; publish[p]-- } \
  :: d_step { (LOSE & CONFIRM) && BUDGET && confirm[p] != 0 -> faults++; confirm[p]-- }
#if DUPLICATE
#define COPIES(p) \
  :: d_step { BUDGET && publish[p] != 0 -> faults++; publish[p]++ } \
  :: d_step { BUDGET && confirm[p] != 0 -> faults++; confirm[p]++ }
#else
#define COPIES(p)
#endif
#if STOP
#define UNHEARD(p) \
  :: d_step { brokerStopped && publish[p] != 0 -> publish[p]-- }
#else
#define UNHEARD(p)
#endif
#define IGNORED(p) \
  :: d_step { confirm[p] != 0 && awaits != p -> confirm[p]-- }
  do
  EACH(LOSSES)
  EACH(COPIES)
  EACH(IGNORED)
  EACH(UNHEARD)
  od
}

#if !CYCLES
active proctype judge() {
/* An end at which the relay awaits would be no end: its timer could fire. */
#define JUDGE(m) \
  assert(awaits == NOTHING); \
  lost = (m < submitted && shipments[m] == 0); \
  assert(!lost); \
  phantom = (m >= submitted && shipments[m] != 0); \
  assert(!phantom)
  do
  :: atomic { timeout ->
       d_step { JUDGE(0)
#if N == 2
         ; JUDGE(1)
#endif
       } }
  od
}
#endif
