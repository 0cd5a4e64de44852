package dev.millrace.local.cli;

import dev.millrace.local.client.RecordStream;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.json.RecordJson;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the commands that show a topic's records, and how these are shown. */
final class RecordQuery {

  @Option(names = "--pipeline", paramLabel = "P", description = "Only those of one pipeline.")
  private @Nullable String pipeline;

  @Option(names = "--tenant", paramLabel = "T", description = "Only those of one tenant.")
  private @Nullable String tenant;

  @Option(names = "--request-id", paramLabel = "ID", description = "Only those of one request.")
  private @Nullable String requestId;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description =
          "Only the N newest of those that are meant, the oldest of them first; not together with"
              + " --follow.")
  private int limit = Integer.MAX_VALUE;

  @Option(names = "--follow", description = "Stay, and show the new ones as they come.")
  private boolean follow;

  @Option(names = "--json", description = "One JSON object a line, with the record's fields.")
  private boolean json;

  /** Whom a record is about. */
  record Subject(String tenant, String pipeline, String requestId) {}

  /**
   * How records of a topic are shown.
   *
   * @param subject whom one is about
   * @param at how new one is
   * @param text one for people
   */
  record View<V extends SpecificRecord>(
      Topic<V> topic,
      Function<V, Subject> subject,
      Function<V, Instant> at,
      Function<V, String> text) {}

  /** Shows the records that are meant. */
  <V extends SpecificRecord> void show(View<V> view, DataDirectory data, Output output) {
    if (limit < 1) {
      throw new CommandException("--limit " + limit + " shows nothing: give 1 or more");
    }
    if (follow && limit < Integer.MAX_VALUE) {
      throw new CommandException("--limit and --follow do not go together: leave one out");
    }
    RunningFactory factory = data.factory();
    oddity(factory).ifPresent(output::tell);
    RecordStream records = new RecordStream(factory, output::tell);
    if (follow) {
      records.follow(
          view.topic(),
          () -> !output.answers().checkError(),
          value -> {
            if (takes(view.subject().apply(value))) {
              output.stream(shown(view, value));
            }
            output.flush();
          });
      return;
    }
    NewestLines newest = new NewestLines(limit);
    records.read(
        view.topic(),
        value -> {
          if (takes(view.subject().apply(value))) {
            if (limit == Integer.MAX_VALUE) {
              output.stream(shown(view, value));
            } else {
              newest.add(view.at().apply(value), () -> shown(view, value));
            }
          }
        });
    newest.inOrder().forEach(output::stream);
    output.flush();
  }

  /** What is odd about the question: a pipeline may have records and no spec any more. */
  private Optional<String> oddity(RunningFactory factory) {
    if (pipeline == null) {
      return Optional.empty();
    }
    Set<String> known = new HashSet<>();
    factory.topics().read(Topics.PIPELINES, record -> known.add(record.key()));
    return known.contains(pipeline)
        ? Optional.empty()
        : Optional.of(
            "beware: no spec was ever applied for a pipeline "
                + pipeline
                + "; is it spelled right?");
  }

  private <V extends SpecificRecord> String shown(View<V> view, V value) {
    return json ? RecordJson.of(value).toString() : view.text().apply(value);
  }

  private boolean takes(Subject subject) {
    return (pipeline == null || pipeline.equals(subject.pipeline()))
        && (tenant == null || tenant.equals(subject.tenant()))
        && (requestId == null || requestId.equals(subject.requestId()));
  }
}
