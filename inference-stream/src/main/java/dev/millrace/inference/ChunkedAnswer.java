package dev.millrace.inference;

import dev.millrace.inference.domain.ModelCall;
import dev.millrace.record.PredictionChunk;
import java.time.Duration;
import java.time.InstantSource;

/**
 * The pieces of one answer on their way to who reads along.
 *
 * <p><i>Shape</i>: models say a word at a time. What comes within {@link #PATIENCE} of the first
 * piece, or until {@value #FULL_CHARACTERS} characters are together, is one chunk.
 *
 * <p><i>Threads</i>: told by the client's, which it never keeps waiting; writes on the timer's. A
 * topic that is slow makes chunks larger and fewer.
 */
final class ChunkedAnswer {

  /** About as long as a reader does not notice. */
  static final Duration PATIENCE = Duration.ofMillis(50);

  static final int FULL_CHARACTERS = 256;

  private final ModelCall call;
  private final ChunkAddress to;
  private final Outgoing outgoing;
  private final StringBuilder waiting = new StringBuilder();
  private int sequence;
  private boolean patient;
  private boolean hurried;
  private boolean ended;

  /** How chunks go out. */
  record Outgoing(ChunkTopic topic, CallDesk.Timer timer, InstantSource clock) {}

  ChunkedAnswer(ModelCall call, ChunkAddress to, Outgoing outgoing) {
    this.call = call;
    this.to = to;
    this.outgoing = outgoing;
  }

  /** Takes a piece. */
  synchronized void add(String piece) {
    if (ended) {
      return;
    }
    waiting.append(piece);
    if (waiting.length() >= FULL_CHARACTERS) {
      hurry();
    } else if (!patient && !hurried) {
      patient = true;
      outgoing.timer().after(PATIENCE, this::write);
    }
  }

  /** There is no more of it. */
  synchronized void end() {
    ended = true;
    if (waiting.length() > 0) {
      hurry();
    }
  }

  private void hurry() {
    if (!hurried) {
      hurried = true;
      outgoing.timer().after(Duration.ZERO, this::write);
    }
  }

  private void write() {
    String text;
    int place;
    synchronized (this) {
      patient = false;
      hurried = false;
      int length = waiting.length();
      // The halves of a character stay together.
      if (length > 0 && !ended && Character.isHighSurrogate(waiting.charAt(length - 1))) {
        length--;
      }
      if (length == 0) {
        return;
      }
      text = waiting.substring(0, length);
      waiting.delete(0, length);
      place = sequence++;
    }
    outgoing
        .topic()
        .write(
            to,
            PredictionChunk.newBuilder()
                .setRequestId(call.requestId())
                .setEventId(to.eventId())
                .setTenant(call.tenant())
                .setPipeline(call.pipeline())
                .setAttempt(call.attempt())
                .setSequence(place)
                .setText(text)
                .setAt(outgoing.clock().instant())
                .build());
  }
}
