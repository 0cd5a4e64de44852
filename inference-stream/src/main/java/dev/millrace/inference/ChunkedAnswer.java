package dev.millrace.inference;

import dev.millrace.inference.domain.ModelCall;
import dev.millrace.record.PredictionChunk;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The pieces of one answer on their way to who reads along.
 *
 * <p><i>Shape</i>: models say a word at a time. What comes within {@link #PATIENCE} of the first
 * piece, or until {@value #FULL_CHARACTERS} characters are together, is one chunk. A gap in the
 * numbers of chunks tells of pieces that are missing.
 *
 * <p><i>Threads</i>: told by the client's, which it never keeps waiting; writes on the timer's. A
 * topic that is slow makes chunks larger and fewer. Beyond {@value #MOST_PENDING} characters of all
 * answers together, further pieces are left out.
 */
final class ChunkedAnswer {

  /** About as long as a reader does not notice. */
  static final Duration PATIENCE = Duration.ofMillis(50);

  static final int FULL_CHARACTERS = 256;

  /** Some megabytes, and a minute of hundreds of streams. */
  static final int MOST_PENDING = 2 * 1024 * 1024;

  /** What each chunk says of its answer; not the call, which holds the prompt. */
  private final PredictionChunk of;

  private final ChunkAddress to;
  private final Outgoing outgoing;
  private final StringBuilder waiting = new StringBuilder();
  private int sequence;

  /** Whether pieces are missing behind what waits. */
  private boolean hasGap;

  private boolean patient;
  private boolean hurried;
  private boolean ended;

  /** How the chunks of all answers go out. */
  static final class Outgoing {

    private final SideTopic<PredictionChunk> topic;
    private final CallDesk.Timer timer;
    private final InstantSource clock;
    private final AtomicInteger pending = new AtomicInteger();

    Outgoing(SideTopic<PredictionChunk> topic, CallDesk.Timer timer, InstantSource clock) {
      this.topic = topic;
      this.timer = timer;
      this.clock = clock;
    }

    private boolean hold(int characters) {
      boolean fits = pending.addAndGet(characters) <= MOST_PENDING;
      if (!fits) {
        release(characters);
      }
      return fits;
    }

    private void release(int characters) {
      pending.addAndGet(-characters);
    }
  }

  ChunkedAnswer(ModelCall call, ChunkAddress to, Outgoing outgoing) {
    this.of =
        new PredictionChunk(
            call.requestId(),
            to.eventId(),
            call.tenant(),
            call.pipeline(),
            call.attempt(),
            0,
            "",
            outgoing.clock.instant());
    this.to = to;
    this.outgoing = outgoing;
  }

  /** Takes a piece. */
  synchronized void add(String piece) {
    if (ended) {
      return;
    }
    if (hasGap || !outgoing.hold(piece.length())) {
      leaveOut();
      return;
    }
    waiting.append(piece);
    if (waiting.length() >= FULL_CHARACTERS) {
      hurry();
    } else if (!patient && !hurried) {
      patient = true;
      outgoing.timer.after(PATIENCE, this::write);
    }
  }

  /** There is no more of it. */
  synchronized void end() {
    ended = true;
    if (waiting.length() > 0) {
      hurry();
    }
  }

  private void leaveOut() {
    outgoing.topic.leaveOut("too many wait to be written");
    if (waiting.length() == 0) {
      sequence++;
    } else {
      hasGap = true;
    }
  }

  private void hurry() {
    if (!hurried) {
      hurried = true;
      outgoing.timer.after(Duration.ZERO, this::write);
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
      if (length > 0
          && !ended
          && !hasGap
          && Character.isHighSurrogate(waiting.charAt(length - 1))) {
        length--;
      }
      if (length == 0) {
        return;
      }
      text = waiting.substring(0, length);
      waiting.delete(0, length);
      place = sequence;
      sequence += hasGap ? 2 : 1;
      hasGap = false;
    }
    outgoing.release(text.length());
    outgoing.topic.write(
        to,
        PredictionChunk.newBuilder(of)
            .setSequence(place)
            .setText(text)
            .setAt(outgoing.clock.instant())
            .build());
  }
}
