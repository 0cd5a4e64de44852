package dev.millrace.drift.domain.windows;

import dev.millrace.drift.domain.policy.RetrainingPolicy;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is remembered of a pipeline besides its panes.
 *
 * <p><i>Threads</i>: one.
 */
public final class Ledger {

  private static final int FORM = 3;

  private final EventClock clock;
  private final RetrainingPolicy policy;
  private final CostRaces races;
  private int fingerprint;

  /** Panes that have records and whose windows are not all written yet. */
  private final TreeSet<Long> open = new TreeSet<>();

  /** Panes with answers whose labels are not due yet. */
  private final TreeSet<Long> undue = new TreeSet<>();

  /** Versions whose judged answers are a stream, and the newest pane that it has taken. */
  private final TreeMap<Integer, Long> streams = new TreeMap<>();

  /** Records that wait for the reference of their version, by pane. */
  private final TreeMap<ReferenceKey, NavigableMap<Long, Long>> waiting = new TreeMap<>();

  /** Answers that wait, in fact: some may have been given up. */
  private long stored;

  private long cutDownAt;

  /** Nothing happened yet. */
  public Ledger() {
    this(new EventClock(), new RetrainingPolicy(), new CostRaces());
  }

  private Ledger(EventClock clock, RetrainingPolicy policy, CostRaces races) {
    this.clock = clock;
    this.policy = policy;
    this.races = races;
  }

  /** Reads what {@link #bytes} has given. */
  public static Ledger of(byte[] bytes) {
    return Bytes.read(bytes, Ledger::read);
  }

  /** For the state. */
  public byte[] bytes() {
    return Bytes.of(this::write);
  }

  /** How far event time is. */
  public EventClock clock() {
    return clock;
  }

  /** When a better model is asked for. */
  public RetrainingPolicy policy() {
    return policy;
  }

  /** What champion and others have cost since they were last compared. */
  CostRaces races() {
    return races;
  }

  /** Whether windows have still to be written, or labels to come: somebody should look again. */
  public boolean isOpen() {
    return !open.isEmpty() || !undue.isEmpty();
  }

  NavigableSet<Long> open() {
    return open;
  }

  NavigableSet<Long> undue() {
    return undue;
  }

  NavigableMap<Integer, Long> streams() {
    return streams;
  }

  Map<ReferenceKey, NavigableMap<Long, Long>> waiting() {
    return waiting;
  }

  long stored() {
    return stored;
  }

  void stored(long answers) {
    stored = answers;
  }

  long cutDownAt() {
    return cutDownAt;
  }

  void cutDownAt(long answers) {
    cutDownAt = answers;
  }

  /** Whether what is counted is no longer what was counted before. */
  boolean isNew(WatchTerms terms) {
    boolean isNew = fingerprint != terms.fingerprint();
    fingerprint = terms.fingerprint();
    return isNew;
  }

  /** Forgets what is counted; time and causes go on. */
  void clear() {
    open.clear();
    undue.clear();
    streams.clear();
    races.clear();
    waiting.clear();
    stored = 0;
    cutDownAt = 0;
  }

  private void write(DataOutput out) throws IOException {
    out.writeByte(FORM);
    clock.write(out);
    policy.write(out);
    races.write(out);
    out.writeInt(fingerprint);
    out.writeLong(stored);
    out.writeLong(cutDownAt);
    write(open, out);
    write(undue, out);
    out.writeInt(streams.size());
    for (Map.Entry<Integer, Long> stream : streams.entrySet()) {
      out.writeInt(stream.getKey());
      out.writeLong(stream.getValue());
    }
    out.writeInt(waiting.size());
    for (Map.Entry<ReferenceKey, NavigableMap<Long, Long>> period : waiting.entrySet()) {
      period.getKey().write(out);
      out.writeInt(period.getValue().size());
      for (Map.Entry<Long, Long> pane : period.getValue().entrySet()) {
        out.writeLong(pane.getKey());
        out.writeLong(pane.getValue());
      }
    }
  }

  private static Ledger read(DataInput in) throws IOException {
    byte form = in.readByte();
    if (form != FORM) {
      throw new IOException("a ledger's state has the unknown form " + form);
    }
    Ledger ledger = new Ledger(EventClock.read(in), RetrainingPolicy.read(in), CostRaces.read(in));
    ledger.fingerprint = in.readInt();
    ledger.stored = in.readLong();
    ledger.cutDownAt = in.readLong();
    read(ledger.open, in);
    read(ledger.undue, in);
    int streams = in.readInt();
    for (int i = 0; i < streams; i++) {
      ledger.streams.put(in.readInt(), in.readLong());
    }
    int periods = in.readInt();
    for (int i = 0; i < periods; i++) {
      TreeMap<Long, Long> panes = new TreeMap<>();
      ledger.waiting.put(ReferenceKey.read(in), panes);
      int size = in.readInt();
      for (int j = 0; j < size; j++) {
        panes.put(in.readLong(), in.readLong());
      }
    }
    return ledger;
  }

  private static void write(Set<Long> panes, DataOutput out) throws IOException {
    out.writeInt(panes.size());
    for (long pane : panes) {
      out.writeLong(pane);
    }
  }

  private static void read(Set<Long> panes, DataInput in) throws IOException {
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      panes.add(in.readLong());
    }
  }
}
