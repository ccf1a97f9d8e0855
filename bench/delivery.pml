/*
 * The semantics of the lab's search, written by hand in Promela, apart from the TypeScript: what a sender, a receiver
 * and a network that loses packets and crashes processes can do, one d_step for every choice of the lab, so that the
 * states SPIN stores are the states between choices and nothing else. Reductions off, it must reach exactly as many as
 * the lab's unreduced search does (src/explore/unreduced.ts).
 *
 *   N messages (1..4) · R attempts (1..4) · UNLIMITED: at R the timer does not fire, instead of giving up
 *   AWAIT the ACK or not · ONRESTART 0 resume, 1 resumeNewKey, 2 forget
 *   DEDUP 0 none, 1 volatile, 2 durable · COMMIT 0 atomic, 1 keyFirst, 2 effectFirst · ACKFIRST
 *   SLOW: a timer may fire at any moment · MAXF faults in all; LM LA CS CR: which of them
 *
 * LEAN leaves out what can change nothing, as one would who wants SPIN to be fast and not to count: packets of a message
 * are alike and only their number is kept (so every attempt must have the same key), faults have one counter, attempts
 * are forgotten with the timer, and what is only ever written is hidden from the state.
 */
#ifndef LEAN
#define LEAN 0
#endif
#ifndef UNLIMITED
#define UNLIMITED 0
#endif
#ifndef AWAIT
#define AWAIT 1
#endif
#ifndef ONRESTART
#define ONRESTART 0
#endif
#ifndef COMMIT
#define COMMIT 0
#endif
#ifndef ACKFIRST
#define ACKFIRST 0
#endif
#ifndef SLOW
#define SLOW 0
#endif

#define NEW 0
#define WAITING 1
#define ACKED 2
#define GAVEUP 3
#define FORGOTTEN 4
#define SENT 5

/* Lines of the handler. APPLY also remembers where key and effect are one line. */
#define IDLE 0
#define CHECK 1
#define APPLY 2
#define RECORD 3
#define ACK 4

#define ONELINE (DEDUP == 1 || (DEDUP == 2 && COMMIT == 0))
#define FIRSTWORK ((DEDUP == 2 && COMMIT == 1) -> RECORD : APPLY)
#define FIRST (DEDUP != 0 -> CHECK : (ACKFIRST -> ACK : APPLY))
#define AFTERWORK (ACKFIRST -> IDLE : ACK)

/* A message at the sender. */
byte st[N];
byte attempts[N];
byte made[N];         /* keys made */
byte knows[N];        /* the key it accepts an ACK for; 0: none */
/* Its packets, by attempt; each carries a key while it or its handling lasts. */
#if LEAN
#define P(m, a) (m)
#define COUNTED hidden
#define crashes drops
#define BUDGET (drops < MAXF)
#else
#define P(m, a) ((m) * R + (a))
#define COUNTED
#define BUDGET (drops + crashes < MAXF)
#endif
byte flight[P(N, 0)];
byte ack[P(N, 0)];
byte key[P(N, 0)];
/* At the receiver. */
byte seen[N];         /* the keys remembered, as bits */
COUNTED byte deliveries[N];
COUNTED byte effects[N];
COUNTED byte absorbed[N];
COUNTED byte interrupted[N];
/* The handler: its line, and what it handles. */
byte line;
byte hm;
byte ha;
bit settled;
bit dup;              /* the key was seen before */
byte drops;
#if !LEAN
byte crashes;
#endif

byte i; /* for loops within a step; 0 between steps */

#define HANDLES(m, a) (line != IDLE && hm == (m) && ha == (a))

inline transmit(m) {
  flight[P(m, attempts[m])] = flight[P(m, attempts[m])] + 1;
  key[P(m, attempts[m])] = made[m];
  attempts[m] = attempts[m] + 1
}

inline newKey(m) {
  made[m] = made[m] + 1;
  knows[m] = made[m]
}

/* How often a message was tried matters only while it is. */
inline decided(m) {
  if
  :: LEAN -> attempts[m] = 0
  :: else
  fi
}

/* A key is of no concern once nothing carries it. */
inline tidy(m, a) {
  if
  :: !flight[P(m, a)] && !ack[P(m, a)] && !HANDLES(m, a) -> key[P(m, a)] = 0
  :: else
  fi
}

inline idle() {
  line = IDLE;
  settled = 0;
  dup = 0;
  i = hm;
  hm = 0;
  if
  :: !flight[P(i, ha)] && !ack[P(i, ha)] -> key[P(i, ha)] = 0
  :: else
  fi;
  ha = 0;
  i = 0
}

inline go(next) {
  if
  :: next == IDLE -> idle()
  :: else -> line = next
  fi
}

inline restart(m) {
  if
  :: st[m] == WAITING && ONRESTART == 2 -> st[m] = FORGOTTEN; decided(m)
  :: st[m] == WAITING && ONRESTART != 2 ->
     if
     :: ONRESTART == 1 -> knows[m] = 0
     :: else
     fi;
     if
     :: attempts[m] < R ->
        if
        :: ONRESTART == 1 -> newKey(m)
        :: else
        fi;
        transmit(m)
     :: else
     fi
  :: else
  fi
}

#define QUIET1(m, a) (!flight[P(m, a)] && !ack[P(m, a)])
#if LEAN || R == 1
#define NONE(m) QUIET1(m, 0)
#elif R == 2
#define NONE(m) (QUIET1(m, 0) && QUIET1(m, 1))
#elif R == 3
#define NONE(m) (QUIET1(m, 0) && QUIET1(m, 1) && QUIET1(m, 2))
#else
#define NONE(m) (QUIET1(m, 0) && QUIET1(m, 1) && QUIET1(m, 2) && QUIET1(m, 3))
#endif
#define QUIET(m) (NONE(m) && !(line != IDLE && hm == m))

#define PACKET(m, a) \
  :: d_step { flight[P(m, a)] && line == IDLE -> \
       flight[P(m, a)] = flight[P(m, a)] - 1; hm = m; ha = a; line = FIRST; deliveries[m] = deliveries[m] + 1 } \
  :: d_step { LM && BUDGET && flight[P(m, a)] -> flight[P(m, a)] = flight[P(m, a)] - 1; drops = drops + 1; tidy(m, a) } \
  :: d_step { ack[P(m, a)] -> ack[P(m, a)] = ack[P(m, a)] - 1; \
       if \
       :: st[m] == WAITING && knows[m] != 0 && knows[m] == key[P(m, a)] -> st[m] = ACKED; decided(m) \
       :: else \
       fi; \
       tidy(m, a) } \
  :: d_step { LA && BUDGET && ack[P(m, a)] -> ack[P(m, a)] = ack[P(m, a)] - 1; drops = drops + 1; tidy(m, a) }

#if LEAN || R == 1
#define PACKETS(m) PACKET(m, 0)
#elif R == 2
#define PACKETS(m) PACKET(m, 0) PACKET(m, 1)
#elif R == 3
#define PACKETS(m) PACKET(m, 0) PACKET(m, 1) PACKET(m, 2)
#else
#define PACKETS(m) PACKET(m, 0) PACKET(m, 1) PACKET(m, 2) PACKET(m, 3)
#endif

/* Messages are submitted in order. */
#define MESSAGE(m, ready) \
  :: d_step { st[m] == NEW && (ready) -> st[m] = (AWAIT -> WAITING : SENT); newKey(m); \
       transmit(m) } \
  :: d_step { st[m] == WAITING && (SLOW || QUIET(m)) && (attempts[m] < R || !UNLIMITED) -> \
       if \
       :: attempts[m] < R -> transmit(m) \
       :: else -> st[m] = GAVEUP; decided(m) \
       fi } \
  PACKETS(m)

#define REMEMBER seen[hm] = seen[hm] | (1 << (key[P(hm, ha)] - 1))
#define SEEN ((seen[hm] >> (key[P(hm, ha)] - 1)) & 1)

active proctype world() {
end:
  do
  MESSAGE(0, true)
#if N > 1
  MESSAGE(1, st[0] != NEW)
#endif
#if N > 2
  MESSAGE(2, st[1] != NEW)
#endif
#if N > 3
  MESSAGE(3, st[2] != NEW)
#endif
  :: d_step { line == CHECK ->
       if
       :: SEEN -> dup = 1; settled = 1; absorbed[hm] = absorbed[hm] + 1; line = ACK
       :: else -> line = (ACKFIRST -> ACK : FIRSTWORK)
       fi }
  :: d_step { line == APPLY ->
       effects[hm] = effects[hm] + 1;
       settled = 1;
       if
       :: ONELINE -> REMEMBER
       :: else
       fi;
       if
       :: DEDUP == 2 && COMMIT == 2 -> line = RECORD
       :: else -> go(AFTERWORK)
       fi }
  :: d_step { line == RECORD ->
       REMEMBER;
       if
       :: COMMIT == 1 -> line = APPLY
       :: else -> go(AFTERWORK)
       fi }
  :: d_step { line == ACK ->
       if
       :: AWAIT -> ack[P(hm, ha)] = ack[P(hm, ha)] + 1
       :: else
       fi;
       if
       :: ACKFIRST && !dup -> line = FIRSTWORK
       :: else -> idle()
       fi }
  :: d_step { CR && BUDGET ->
       crashes = crashes + 1;
       if
       :: line != IDLE ->
          if
          :: !settled -> interrupted[hm] = interrupted[hm] + 1
          :: else
          fi;
          idle()
       :: else
       fi;
       if
       :: DEDUP == 1 ->
          seen[0] = 0;
#if N > 1
          seen[1] = 0;
#endif
#if N > 2
          seen[2] = 0;
#endif
#if N > 3
          seen[3] = 0;
#endif
       :: else
       fi }
  :: d_step { CS && BUDGET && (st[0] == WAITING
#if N > 1
       || st[1] == WAITING
#endif
#if N > 2
       || st[2] == WAITING
#endif
#if N > 3
       || st[3] == WAITING
#endif
       ) ->
       crashes = crashes + 1;
       restart(0)
#if N > 1
       ; restart(1)
#endif
#if N > 2
       ; restart(2)
#endif
#if N > 3
       ; restart(3)
#endif
     }
  od
}
