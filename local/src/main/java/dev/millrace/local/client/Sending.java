package dev.millrace.local.client;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sends a file to a pipeline, batch by batch and in order.
 *
 * <p><i>Threads</i>: one.
 */
public final class Sending {

  private static final int BATCH_ROWS = 500;
  private static final int BATCH_CHARS = 500_000;

  private final GatewayClient gateway;
  private final String pipeline;
  private final Listener listener;
  private final List<Row> batch = new ArrayList<>();
  private final Map<String, SentEvent> accepted = new LinkedHashMap<>();
  private int batchChars;
  private long acceptedRows;
  private long refusedRows;
  private long refusedFeedback;

  /** Hears how the sending goes. */
  public interface Listener {

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

  public Sending(GatewayClient gateway, String pipeline, Listener listener) {
    this.gateway = gateway;
    this.pipeline = pipeline;
    this.listener = listener;
  }

  /** Sends all rows. */
  public void send(RowReader rows, Reader text) throws IOException, InterruptedException {
    Consumer<Row> to = this::add;
    try {
      rows.read(text, to, this::refuse);
      flush();
    } catch (StoppedException e) {
      throw e.interrupted;
    }
  }

  /** Sends the labels of the accepted events as feedback; returns how many were accepted. */
  public long sendFeedback(String source) throws InterruptedException {
    List<SentEvent> labelled =
        accepted.values().stream().filter(event -> event.label().isPresent()).toList();
    long acceptedFeedback = 0;
    for (int from = 0; from < labelled.size(); from += BATCH_ROWS) {
      List<SentEvent> events = labelled.subList(from, Math.min(from + BATCH_ROWS, labelled.size()));
      BatchReply reply =
          gateway.feedback(
              pipeline,
              events.stream()
                  .map(event -> FeedbackLines.label(event.eventId(), event.label().get(), source))
                  .toList());
      acceptedFeedback += reply.accepted().size();
      for (BatchReply.Refused part : reply.refused()) {
        refusedFeedback++;
        listener.refusedFeedback(events.get(part.index()).eventId(), part.reason());
      }
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

  private void add(Row row) {
    if (!batch.isEmpty()
        && (batch.size() >= BATCH_ROWS || batchChars + row.json().length() > BATCH_CHARS)) {
      flush();
    }
    batch.add(row);
    batchChars += row.json().length();
  }

  private void flush() {
    if (batch.isEmpty()) {
      return;
    }
    BatchReply reply = post();
    Map<String, Optional<String>> labels = new LinkedHashMap<>();
    batch.forEach(row -> labels.put(row.id(), row.label()));
    for (BatchReply.Accepted event : reply.accepted()) {
      accepted.put(
          event.requestId(),
          new SentEvent(event.eventId(), labels.getOrDefault(event.eventId(), Optional.empty())));
    }
    acceptedRows += reply.accepted().size();
    for (BatchReply.Refused part : reply.refused()) {
      refuse(new RefusedRow(batch.get(part.index()).number(), part.reason()));
    }
    batch.clear();
    batchChars = 0;
    listener.progress(acceptedRows, refusedRows);
  }

  private BatchReply post() {
    try {
      return gateway.send(pipeline, batch);
    } catch (InterruptedException e) {
      throw new StoppedException(e);
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
