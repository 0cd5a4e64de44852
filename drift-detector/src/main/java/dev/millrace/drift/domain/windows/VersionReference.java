package dev.millrace.drift.domain.windows;

import dev.millrace.drift.domain.quality.QualitySums;
import dev.millrace.platform.drift.domain.ReferenceProfile;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the windows of one version are compared with: profiles by group and feature, frozen once
 * they are made, and how good the answers of the same period were, as far as that is known.
 *
 * <p><i>Threads</i>: one.
 */
public final class VersionReference {

  private static final int FORM = 2;

  private final long fromMillis;
  private final long toMillis;
  private final TreeMap<Group, TreeMap<String, ReferenceProfile>> profiles = new TreeMap<>();
  private final TreeMap<Group, QualitySums> quality = new TreeMap<>();

  /**
   * Without profiles yet.
   *
   * @param fromMillis first instant of the period, in event time
   * @param toMillis end of the period; windows that begin before it are not compared
   */
  VersionReference(long fromMillis, long toMillis) {
    this.fromMillis = fromMillis;
    this.toMillis = toMillis;
  }

  /** Reads what {@link #bytes} has given. */
  public static VersionReference of(byte[] bytes) {
    return Bytes.read(bytes, VersionReference::read);
  }

  /** For the state. */
  public byte[] bytes() {
    return Bytes.of(this::write);
  }

  /** Whether an event happened while the reference was taken. */
  boolean covers(long eventTimeMillis) {
    return eventTimeMillis >= fromMillis && eventTimeMillis < toMillis;
  }

  long toMillis() {
    return toMillis;
  }

  /** Of a group, by feature. */
  Map<String, ReferenceProfile> profiles(Group group) {
    TreeMap<String, ReferenceProfile> known = profiles.get(group);
    return known == null ? Map.of() : Collections.unmodifiableMap(known);
  }

  /** Adds profiles of a group, by feature, while it is made. */
  void add(Group group, Map<String, ReferenceProfile> more) {
    profiles.computeIfAbsent(group, none -> new TreeMap<>()).putAll(more);
  }

  /** How good a group's answers of that time were; grows as they are judged. */
  QualitySums quality(Group group) {
    return quality.computeIfAbsent(group, none -> new QualitySums());
  }

  private void write(DataOutput out) throws IOException {
    out.writeByte(FORM);
    out.writeLong(fromMillis);
    out.writeLong(toMillis);
    out.writeInt(profiles.size());
    for (Map.Entry<Group, TreeMap<String, ReferenceProfile>> group : profiles.entrySet()) {
      group.getKey().write(out);
      out.writeInt(group.getValue().size());
      for (Map.Entry<String, ReferenceProfile> profile : group.getValue().entrySet()) {
        out.writeUTF(profile.getKey());
        Bytes.write(profile.getValue().bytes(), out);
      }
    }
    out.writeInt(quality.size());
    for (Map.Entry<Group, QualitySums> sums : quality.entrySet()) {
      sums.getKey().write(out);
      sums.getValue().write(out);
    }
  }

  private static VersionReference read(DataInput in) throws IOException {
    byte form = in.readByte();
    if (form != FORM) {
      throw new IOException("a reference's state has the unknown form " + form);
    }
    VersionReference reference = new VersionReference(in.readLong(), in.readLong());
    int groups = in.readInt();
    for (int i = 0; i < groups; i++) {
      Group group = Group.read(in);
      Map<String, ReferenceProfile> profiles = new TreeMap<>();
      int features = in.readInt();
      for (int j = 0; j < features; j++) {
        profiles.put(in.readUTF(), ReferenceProfile.of(Bytes.read(in)));
      }
      reference.add(group, profiles);
    }
    int sums = in.readInt();
    for (int i = 0; i < sums; i++) {
      reference.quality.put(Group.read(in), QualitySums.read(in));
    }
    return reference;
  }
}
