package dev.millrace.drift.domain.windows;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The part of a pipeline's traffic that is counted together.
 *
 * @param version {@link #ALL_VERSIONS}, or one
 * @param segment null for the whole traffic of the version
 */
record Group(int version, @Nullable String segment) implements Comparable<Group> {

  /** Of all requests together, those among them that no model was asked for. */
  static final int ALL_VERSIONS = -1;

  static final Group EVERYTHING = new Group(ALL_VERSIONS, null);

  static Group of(int version) {
    return new Group(version, null);
  }

  @Override
  public int compareTo(Group other) {
    int order = Integer.compare(version, other.version);
    return order == 0 ? key().compareTo(other.key()) : order;
  }

  /** Segments have no empty names. */
  private String key() {
    return Objects.requireNonNullElse(segment, "");
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(version);
    out.writeUTF(key());
  }

  static Group read(DataInput in) throws IOException {
    int version = in.readInt();
    String segment = in.readUTF();
    return new Group(version, segment.isEmpty() ? null : segment);
  }
}
