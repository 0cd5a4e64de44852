package dev.millrace.drift.domain.quality;

import dev.millrace.platform.drift.domain.Adwin;
import dev.millrace.platform.drift.domain.EDetector;
import dev.millrace.platform.drift.domain.LearnedBound;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The judged answers of one version as a stream, pane after pane, watched for a rise of errors that
 * no single window shows.
 *
 * <p>An {@link EDetector} gives the alarm. Within a pane its evidence is a product over the
 * answers, so their order is nothing; over panes it adds up. {@link Adwin} stands beside it as a
 * figure, and says when a decline is over: when, begun anew at the alarm, its window is at or below
 * the bound.
 *
 * <p><i>Threads</i>: one.
 */
public final class QualityStream {

  private static final int FORM = 2;

  /** Its authors' distance between two looks. */
  private static final int ADWIN_EVERY = 32;

  /** A bound of 0 or 1 would leave nothing to bet on. */
  private static final double LEAST_ROOM = 1e-3;

  private LearnedBound learnt = new LearnedBound();
  private @Nullable EDetector detector;
  private Adwin adwin = fresh();
  private boolean isDeclining;

  /**
   * What the stream is held against.
   *
   * @param target share of right answers, or mean rating; null where the first rows tell it
   * @param leastRows first rows that tell it, further ones more exactly, and rows that tell that a
   *     decline is over
   * @param averageRunLength panes between two false alarms on average, at least
   */
  public record Terms(@Nullable Double target, long leastRows, double averageRunLength) {}

  /** How it stands. */
  public enum State {
    /** What is in order is not known yet. */
    LEARNING,
    /** Nothing has happened, or it is over. */
    WELL,
    /** An alarm was given, and it is not over. */
    DECLINING
  }

  /**
   * What a pane has made of it.
   *
   * @param mean share of errors in the pane
   * @param evidence how far it is from an alarm: 1 or more is one; 0 while it learns
   * @param bound share of errors that is in order; nothing while that is not known
   * @param adwinRows rows that ADWIN takes for alike
   * @param adwinMean their share of errors
   */
  public record Step(
      State state,
      double mean,
      double evidence,
      OptionalDouble bound,
      long adwinRows,
      double adwinMean) {}

  /** Takes the rows of the next pane into account, one at least. */
  public Step take(JudgedRows pane, Terms terms) {
    EDetector known = detector(terms);
    long wrong = Math.round(pane.errors());
    feed(adwin, pane.rows(), wrong);
    double evidence = 0;
    if (known != null) {
      evidence = known.takes(pane.rows(), pane.errors());
      if (evidence >= 1 && !isDeclining) {
        isDeclining = true;
        adwin = fresh();
        feed(adwin, pane.rows(), wrong);
      } else if (isDeclining
          && adwin.width() >= terms.leastRows()
          && adwin.mean() <= known.bound()) {
        isDeclining = false;
      }
    }
    if (!isDeclining) {
      learnt.add(pane.rows(), pane.errors());
    }
    return new Step(
        state(),
        pane.errors() / pane.rows(),
        evidence,
        known == null ? OptionalDouble.empty() : OptionalDouble.of(known.bound()),
        adwin.width(),
        adwin.mean());
  }

  private State state() {
    if (detector == null) {
      return State.LEARNING;
    }
    return isDeclining ? State.DECLINING : State.WELL;
  }

  /** Another target begins anew; another run length goes on. */
  private @Nullable EDetector detector(Terms terms) {
    EDetector before = detector;
    Double target = terms.target();
    if (target != null) {
      double bound = Math.min(1 - LEAST_ROOM, Math.max(LEAST_ROOM, 1 - target));
      detector =
          before != null && before.bound() == bound
              ? before.withRunLength(terms.averageRunLength())
              : new EDetector(bound, terms.averageRunLength());
      return detector;
    }
    OptionalDouble bound = learnt.bound(terms.leastRows());
    if (bound.isPresent()) {
      detector =
          before == null
              ? new EDetector(bound.getAsDouble(), terms.averageRunLength())
              : before.heldTo(bound.getAsDouble()).withRunLength(terms.averageRunLength());
    }
    return detector;
  }

  /** Errors are spread evenly over the pane: ADWIN looks at values one by one. */
  private static void feed(Adwin to, long rows, long wrong) {
    long before = 0;
    for (long i = 1; i <= rows; i++) {
      long now = i * wrong / rows;
      to.changes(now > before ? 1 : 0);
      before = now;
    }
  }

  private static Adwin fresh() {
    return new Adwin(Adwin.USUAL_DELTA, ADWIN_EVERY);
  }

  /** For the state. */
  public byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORM);
      write(learnt.bytes(), out);
      out.writeBoolean(isDeclining);
      write(adwin.bytes(), out);
      EDetector known = detector;
      out.writeBoolean(known != null);
      if (known != null) {
        write(known.bytes(), out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("state cannot be written down", e);
    }
    return bytes.toByteArray();
  }

  /** Reads what {@link #bytes} has given. */
  public static QualityStream of(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte form = in.readByte();
      if (form != FORM) {
        throw new IOException("a stream's state has the unknown form " + form);
      }
      QualityStream stream = new QualityStream();
      stream.learnt = LearnedBound.of(read(in));
      stream.isDeclining = in.readBoolean();
      stream.adwin = Adwin.of(read(in));
      stream.detector = in.readBoolean() ? EDetector.of(read(in)) : null;
      return stream;
    } catch (IOException e) {
      throw new UncheckedIOException("state of an earlier life cannot be read", e);
    }
  }

  private static void write(byte[] bytes, DataOutputStream out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] read(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }
}
