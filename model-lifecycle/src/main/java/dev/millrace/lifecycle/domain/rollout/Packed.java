package dev.millrace.lifecycle.domain.rollout;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.lifecycle.domain.statistics.Moments;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sightings, courses and counts as bytes, for the stores and the topic between two steps of the
 * same job: nobody else reads them. The first byte is the form.
 */
public final class Packed {

  private static final int FORM = 1;

  private Packed() {}

  /** Writes something down. */
  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  /** Reads it again. */
  private interface Reading<T> {
    T from(DataInputStream in) throws IOException;
  }

  /** What a record tells. */
  public static byte[] sighting(Sighting sighting) {
    return bytes(out -> write(sighting, out));
  }

  /** Written by {@link #sighting(Sighting)}. */
  public static Sighting sighting(byte[] bytes) {
    return read(bytes, Packed::readSighting);
  }

  /** What is known of a request. */
  public static byte[] course(RequestCourse course) {
    return bytes(
        out -> {
          List<Sighting> sightings = new ArrayList<>();
          course.ended().ifPresent(sightings::add);
          course.labelled().ifPresent(sightings::add);
          out.writeInt(sightings.size());
          for (Sighting sighting : sightings) {
            write(sighting, out);
          }
        });
  }

  /** Written by {@link #course(RequestCourse)}. */
  public static RequestCourse course(byte[] bytes) {
    return read(
        bytes,
        in -> {
          RequestCourse course = RequestCourse.UNKNOWN;
          int sightings = in.readInt();
          for (int i = 0; i < sightings; i++) {
            course = course.and(readSighting(in));
          }
          return course;
        });
  }

  /** What was counted in a step. */
  public static byte[] counts(StepCounts counts) {
    return bytes(
        out -> {
          write(counts.since(), out);
          out.writeInt(counts.versions().size());
          for (Map.Entry<Integer, VersionCounts> version :
              new TreeMap<>(counts.versions()).entrySet()) {
            out.writeInt(version.getKey());
            write(version.getValue(), out);
          }
        });
  }

  /** Written by {@link #counts(StepCounts)}. */
  public static StepCounts counts(byte[] bytes) {
    return read(
        bytes,
        in -> {
          Instant since = readInstant(in);
          Map<Integer, VersionCounts> versions = new HashMap<>();
          int size = in.readInt();
          for (int i = 0; i < size; i++) {
            int version = in.readInt();
            versions.put(version, readCounts(in));
          }
          return new StepCounts(since, versions);
        });
  }

  private static void write(Sighting sighting, DataOutputStream out) throws IOException {
    out.writeBoolean(sighting instanceof Sighting.Ended);
    write(sighting.request(), out);
    if (sighting instanceof Sighting.Ended ended) {
      write(ended.receivedAt(), out);
      out.writeInt(ended.asks().size());
      for (Ask ask : ended.asks()) {
        out.writeInt(ask.version());
        write(ask.end().name(), out);
        out.writeBoolean(ask.cost().isPresent());
        if (ask.cost().isPresent()) {
          write(ask.cost().get(), out);
        }
        out.writeLong(ask.latencyMillis());
      }
      out.writeBoolean(ended.label().isPresent());
      if (ended.label().isPresent()) {
        write(ended.label().get(), out);
      }
    } else if (sighting instanceof Sighting.Labelled labelled) {
      write(labelled.label(), out);
      write(labelled.observedAt(), out);
    }
  }

  private static Sighting readSighting(DataInputStream in) throws IOException {
    boolean isEnd = in.readBoolean();
    String request = readText(in);
    if (!isEnd) {
      return new Sighting.Labelled(request, readText(in), readInstant(in));
    }
    Instant receivedAt = readInstant(in);
    List<Ask> asks = new ArrayList<>();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      int version = in.readInt();
      Ask.End end = Ask.End.valueOf(readText(in));
      Optional<BigInteger> cost = in.readBoolean() ? Optional.of(readWhole(in)) : Optional.empty();
      asks.add(new Ask(version, end, cost, in.readLong()));
    }
    Optional<String> label = in.readBoolean() ? Optional.of(readText(in)) : Optional.empty();
    return new Sighting.Ended(request, receivedAt, asks, label);
  }

  private static void write(VersionCounts counts, DataOutputStream out) throws IOException {
    out.writeLong(counts.answered());
    out.writeLong(counts.failed());
    out.writeLong(counts.labelled());
    out.writeLong(counts.correct());
    write(counts.cost(), out);
    write(counts.latencyMillis(), out);
  }

  private static VersionCounts readCounts(DataInputStream in) throws IOException {
    return new VersionCounts(
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        readMoments(in),
        readMoments(in));
  }

  private static void write(Moments moments, DataOutputStream out) throws IOException {
    out.writeLong(moments.count());
    write(moments.sum(), out);
    write(moments.squares(), out);
  }

  private static Moments readMoments(DataInputStream in) throws IOException {
    return new Moments(in.readLong(), readWhole(in), readWhole(in));
  }

  private static void write(Instant instant, DataOutputStream out) throws IOException {
    out.writeLong(instant.toEpochMilli());
  }

  private static Instant readInstant(DataInputStream in) throws IOException {
    return Instant.ofEpochMilli(in.readLong());
  }

  private static void write(String text, DataOutputStream out) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new String(bytes, UTF_8);
  }

  private static void write(BigInteger whole, DataOutputStream out) throws IOException {
    byte[] bytes = whole.toByteArray();
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static BigInteger readWhole(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new BigInteger(bytes);
  }

  private static byte[] bytes(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORM);
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static <T> T read(byte[] bytes, Reading<T> reading) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int form = in.readByte();
      if (form != FORM) {
        throw new IllegalStateException("form " + form + " is not known to this version");
      }
      return reading.from(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
