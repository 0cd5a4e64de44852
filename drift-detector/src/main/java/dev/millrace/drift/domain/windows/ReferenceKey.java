package dev.millrace.drift.domain.windows;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Which traffic of a version a reference is made of.
 *
 * @param version {@link Group#ALL_VERSIONS}, or one
 * @param kind of the period
 * @param slot of the week; 0 where the kind has none
 */
record ReferenceKey(int version, Kind kind, int slot) implements Comparable<ReferenceKey> {

  /** What kind of a period it was. */
  enum Kind {
    /** The data that the version was trained on. */
    TRAINED,
    /** Its first traffic. */
    FIRST,
    /** Its first traffic in an hour of the week. */
    SEASON
  }

  static ReferenceKey trained(int version) {
    return new ReferenceKey(version, Kind.TRAINED, 0);
  }

  static ReferenceKey first(int version) {
    return new ReferenceKey(version, Kind.FIRST, 0);
  }

  static ReferenceKey season(int version, long eventTimeMillis) {
    return new ReferenceKey(version, Kind.SEASON, Season.slot(eventTimeMillis));
  }

  /** Whether an event of its version is of its period's kind. */
  boolean fits(long eventTimeMillis) {
    return kind != Kind.SEASON || slot == Season.slot(eventTimeMillis);
  }

  /** As state knows it. */
  String text() {
    return version + "/" + kind.name() + "/" + slot;
  }

  @Override
  public int compareTo(ReferenceKey other) {
    int order = Integer.compare(version, other.version);
    if (order == 0) {
      order = kind.compareTo(other.kind);
    }
    return order == 0 ? Integer.compare(slot, other.slot) : order;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(version);
    out.writeUTF(kind.name());
    out.writeInt(slot);
  }

  static ReferenceKey read(DataInput in) throws IOException {
    return new ReferenceKey(in.readInt(), Kind.valueOf(in.readUTF()), in.readInt());
  }
}
