package dev.millrace.drift.domain.windows;

import dev.millrace.drift.domain.policy.RetrainingPolicy;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is remembered of a pipeline besides its panes.
 *
 * <p><i>Threads</i>: one.
 */
public final class Ledger {

  private static final int FORM = 1;

  private final EventClock clock;
  private final RetrainingPolicy policy;
  private int fingerprint;

  /** Panes that have records and whose windows are not written yet. */
  private final TreeSet<Long> open = new TreeSet<>();

  /** Records that wait for the reference of their version, by pane. */
  private final TreeMap<Integer, NavigableMap<Long, Long>> waiting = new TreeMap<>();

  /** Answers that wait, in fact: some may have been given up. */
  private long stored;

  private long cutDownAt;

  /** Nothing happened yet. */
  public Ledger() {
    this(new EventClock(), new RetrainingPolicy());
  }

  private Ledger(EventClock clock, RetrainingPolicy policy) {
    this.clock = clock;
    this.policy = policy;
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

  /** Whether windows have still to be written: somebody should look again. */
  public boolean isOpen() {
    return !open.isEmpty();
  }

  NavigableSet<Long> open() {
    return open;
  }

  Map<Integer, NavigableMap<Long, Long>> waiting() {
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
    waiting.clear();
    stored = 0;
    cutDownAt = 0;
  }

  private void write(DataOutput out) throws IOException {
    out.writeByte(FORM);
    clock.write(out);
    policy.write(out);
    out.writeInt(fingerprint);
    out.writeLong(stored);
    out.writeLong(cutDownAt);
    out.writeInt(open.size());
    for (long pane : open) {
      out.writeLong(pane);
    }
    out.writeInt(waiting.size());
    for (Map.Entry<Integer, NavigableMap<Long, Long>> version : waiting.entrySet()) {
      out.writeInt(version.getKey());
      out.writeInt(version.getValue().size());
      for (Map.Entry<Long, Long> pane : version.getValue().entrySet()) {
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
    Ledger ledger = new Ledger(EventClock.read(in), RetrainingPolicy.read(in));
    ledger.fingerprint = in.readInt();
    ledger.stored = in.readLong();
    ledger.cutDownAt = in.readLong();
    int open = in.readInt();
    for (int i = 0; i < open; i++) {
      ledger.open.add(in.readLong());
    }
    int versions = in.readInt();
    for (int i = 0; i < versions; i++) {
      TreeMap<Long, Long> panes = new TreeMap<>();
      ledger.waiting.put(in.readInt(), panes);
      int size = in.readInt();
      for (int j = 0; j < size; j++) {
        panes.put(in.readLong(), in.readLong());
      }
    }
    return ledger;
  }
}
