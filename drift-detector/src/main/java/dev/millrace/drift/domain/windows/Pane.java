package dev.millrace.drift.domain.windows;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was counted in one pane, by group.
 *
 * <p><i>Threads</i>: one.
 */
public final class Pane {

  private static final int FORM = 3;

  private final TreeMap<Group, Tally> groups = new TreeMap<>();

  Pane() {}

  /** Reads what {@link #bytes} has given. */
  public static Pane of(byte[] bytes) {
    return Bytes.read(bytes, Pane::read);
  }

  /** For the state; equal counts give equal bytes. */
  public byte[] bytes() {
    return Bytes.of(this::write);
  }

  Tally tally(Group group) {
    return groups.computeIfAbsent(group, none -> new Tally());
  }

  Map<Group, Tally> groups() {
    return groups;
  }

  void merge(Pane other) {
    other.groups.forEach((group, tally) -> tally(group).merge(tally));
  }

  private void write(DataOutput out) throws IOException {
    out.writeByte(FORM);
    out.writeInt(groups.size());
    for (Map.Entry<Group, Tally> group : groups.entrySet()) {
      group.getKey().write(out);
      group.getValue().write(out);
    }
  }

  private static Pane read(DataInput in) throws IOException {
    byte form = in.readByte();
    if (form != FORM) {
      throw new IOException("a pane's state has the unknown form " + form);
    }
    Pane pane = new Pane();
    int groups = in.readInt();
    for (int i = 0; i < groups; i++) {
      pane.groups.put(Group.read(in), Tally.read(in));
    }
    return pane;
  }
}
