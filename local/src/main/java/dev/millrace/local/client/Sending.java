package dev.millrace.local.client;

import dev.millrace.ingestion.client.Delivery;
import dev.millrace.ingestion.client.Encoder;
import dev.millrace.ingestion.client.EventProducer;
import dev.millrace.ingestion.client.Feedback;
import dev.millrace.ingestion.client.FeedbackProducer;
import dev.millrace.ingestion.client.ProducerException;
import dev.millrace.ingestion.client.ProducerSettings;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Sends a file to a pipeline, in order.
 *
 * <p><i>Failure</i>: a gateway that is away for too long, or refuses all, throws {@link
 * GatewayException}; what was still on its way is given up.
 *
 * <p><i>Threads</i>: one.
 */
public final class Sending {

  private final ProducerSettings settings;
  private final String pipeline;
  private final Listener listener;
  private final Map<String, SentEvent> accepted = new LinkedHashMap<>();

  /** Accepted, with a label that was not told yet. */
  private final Map<String, SentEvent> unjudged = new LinkedHashMap<>();

  private long acceptedRows;
  private long refusedRows;
  private long handedRows;
  private long endedRows;
  private long lastEndedRow;

  /** Of those that were handed over and have not ended, when all was given up. */
  private long doubtfulRows;

  /** Those that were accepted although one before them was refused. */
  private long acceptedBehind;

  private long acceptedFeedback;
  private long refusedFeedback;

  /** Hears how the sending goes. */
  public interface Listener {

    /** Nobody. */
    Listener NONE =
        new Listener() {
          @Override
          public void progress(long accepted, long refused) {}

          @Override
          public void refused(RefusedRow row) {}

          @Override
          public void refusedFeedback(String eventId, String reason) {}
        };

    /** So many rows are done with. */
    void progress(long accepted, long refused);

    /** A row was not accepted. */
    void refused(RefusedRow row);

    /** The feedback about an accepted event was not accepted. */
    void refusedFeedback(String eventId, String reason);
  }

  /**
   * An accepted event.
   *
   * @param eventId as sent
   * @param label the truth, where the file says it
   */
  public record SentEvent(String eventId, Optional<String> label) {}

  /**
   * How far a sending has come.
   *
   * @param accepted rows that the gateway accepted
   * @param refused rows that cannot be sent, and rows that it turned away
   * @param unanswered rows that were to be sent, and of which the gateway has not said that it has
   *     them
   * @param mayHaveArrived those of the unanswered that may have arrived; nothing of the others has
   * @param lastRow number of the last row up to which all have an answer; 0 where none has
   * @param acceptedBehind those of the accepted that lie behind it
   */
  public record Standing(
      long accepted,
      long refused,
      long unanswered,
      long mayHaveArrived,
      long lastRow,
      long acceptedBehind) {}

  public Sending(ProducerSettings settings, String pipeline, Listener listener) {
    this.settings = settings;
    this.pipeline = pipeline;
    this.listener = listener;
  }

  /** Sends all rows. */
  public void send(RowReader rows, Reader text) throws IOException, InterruptedException {
    send(rows, text, settle -> {});
  }

  /**
   * Sends all rows at a steady pace.
   *
   * @param beat is called before each row; it may wait, or let what was sent come to its end
   */
  @SuppressWarnings("try") // the resource works by being closed
  public void send(RowReader rows, Reader text, Beat beat)
      throws IOException, InterruptedException {
    EventProducer<String> producer = EventProducer.open(settings, pipeline, Encoder.text());
    Outbox<Row> outbox = new Outbox<>(this::end);
    Settle settle =
        () -> {
          producer.flush();
          outbox.takeAll();
          listener.progress(acceptedRows, refusedRows);
        };
    try (Closeable end = () -> producer.close(Duration.ZERO)) {
      try {
        rows.read(
            text,
            row -> {
              pause(beat, settle);
              send(producer, outbox, row);
            },
            this::refuse);
        settle.await();
      } catch (GatewayException e) {
        if (e.isRefusal()) {
          // What is behind is refused as well: given up before that, it might have arrived.
          producer.flush();
          takeRest(outbox);
        }
        throw e;
      }
    } catch (StoppedException e) {
      throw e.interrupted;
    } catch (ProducerException e) {
      throw GatewayException.of(e);
    } finally {
      doubtfulRows = outbox.mayHaveArrived();
    }
  }

  /** Something that happens before each row. */
  @FunctionalInterface
  public interface Beat {

    /**
     * Before the next row.
     *
     * @param settle waits until all rows so far have their answers
     */
    void next(Settle settle) throws IOException, InterruptedException;
  }

  /** Waits until all rows so far have their answers. */
  @FunctionalInterface
  public interface Settle {

    /** Waits. */
    void await() throws InterruptedException;
  }

  /**
   * Sends the labels of accepted events as feedback, each once; returns how many were accepted in
   * all.
   */
  @SuppressWarnings("try") // the resource works by being closed
  public long sendFeedback(String source) throws IOException, InterruptedException {
    FeedbackProducer producer = FeedbackProducer.open(settings, pipeline);
    Outbox<String> outbox = new Outbox<>(this::endFeedback);
    try (Closeable end = () -> producer.close(Duration.ZERO)) {
      for (SentEvent event : unjudged.values()) {
        Feedback feedback = Feedback.label(event.eventId(), event.label().orElseThrow());
        outbox.add(event.eventId(), producer.send(feedback.withSource(source)));
      }
      unjudged.clear();
      producer.flush();
      outbox.takeAll();
    } catch (ProducerException e) {
      throw GatewayException.of(e);
    }
    return acceptedFeedback;
  }

  /** Feedback that the gateway turned away. */
  public long refusedFeedback() {
    return refusedFeedback;
  }

  /** The accepted events by request id; a repeated one is there once. */
  public Map<String, SentEvent> accepted() {
    return Map.copyOf(accepted);
  }

  /** Rows that the gateway accepted. */
  public long acceptedRows() {
    return acceptedRows;
  }

  /** Rows that cannot be sent, and rows that the gateway turned away. */
  public long refusedRows() {
    return refusedRows;
  }

  /** Rows that the gateway accepted and whose id an earlier one of them has. */
  public long repeatedRows() {
    return acceptedRows - accepted.size();
  }

  /** How far it came where it was given up, or has come to the end. */
  public Standing standing() {
    return new Standing(
        acceptedRows,
        refusedRows,
        handedRows - endedRows,
        doubtfulRows,
        lastEndedRow,
        acceptedBehind);
  }

  private static void pause(Beat beat, Settle settle) {
    try {
      beat.next(settle);
    } catch (InterruptedException e) {
      throw new StoppedException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void send(EventProducer<String> producer, Outbox<Row> outbox, Row row) {
    try {
      handedRows++;
      outbox.add(row, producer.send(row.id(), row.json()));
      if (outbox.takeEnded()) {
        listener.progress(acceptedRows, refusedRows);
      }
    } catch (InterruptedException e) {
      throw new StoppedException(e);
    }
  }

  /** What was accepted behind a refusal; the last row stays the one before what was refused. */
  private void takeRest(Outbox<Row> outbox) {
    long last = lastEndedRow;
    long before = acceptedRows;
    outbox.takeEndedWell();
    lastEndedRow = last;
    acceptedBehind = acceptedRows - before;
    listener.progress(acceptedRows, refusedRows);
  }

  private void end(Row row, Delivery delivery) {
    endedRows++;
    lastEndedRow = row.number();
    if (delivery instanceof Delivery.Rejected rejected) {
      refuse(new RefusedRow(row.number(), rejected.detail()));
    } else {
      acceptedRows++;
      SentEvent event = new SentEvent(row.id(), row.label());
      String requestId = ((Delivery.Accepted) delivery).requestId();
      accepted.put(requestId, event);
      if (row.label().isPresent()) {
        unjudged.put(requestId, event);
      }
    }
  }

  private void endFeedback(String eventId, Delivery delivery) {
    if (delivery instanceof Delivery.Rejected rejected) {
      refusedFeedback++;
      listener.refusedFeedback(eventId, rejected.detail());
    } else {
      acceptedFeedback++;
    }
  }

  private void refuse(RefusedRow row) {
    refusedRows++;
    listener.refused(row);
  }

  /** Carries an interruption out of the reader of the rows. */
  private static final class StoppedException extends UncheckedIOException {

    private static final long serialVersionUID = 1;

    private final InterruptedException interrupted;

    private StoppedException(InterruptedException interrupted) {
      super(new IOException(interrupted));
      this.interrupted = interrupted;
    }
  }
}
